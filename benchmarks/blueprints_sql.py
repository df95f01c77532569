"""The SQL verbs on a table of many rows. The databases are those that the tests use: the real ones of this
machine, and emulators of the warehouses, which bear fewer rows."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.blueprints_costs import Measured, in_process, measured
from seaway.integrations.sql import blueprints
from seaway.sdk.context import Context
from seaway.settings import PRIVATE_NETWORKS

MODULE = "benchmarks.blueprints_sql"
DATABASES = ("postgres", "mysql", "sqlite", "duckdb", "redshift", "snowflake", "bigquery")
_RECURSIVE = (
    "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {rows}) SELECT n FROM s)"
)
_NUMBERS = {
    "postgres": "generate_series(1, {rows}) AS s(n)",
    "redshift": "generate_series(1, {rows}) AS s(n)",
    "mysql": "(SELECT seq AS n FROM seq_1_to_{rows}) AS s",
    "sqlite": _RECURSIVE,
    "duckdb": "range(1, {rows} + 1) AS s(n)",
    "snowflake": "(SELECT ROW_NUMBER() OVER (ORDER BY 1) AS n FROM TABLE(GENERATOR(ROWCOUNT => {rows})))",
    "bigquery": "UNNEST(GENERATE_ARRAY(1, {rows})) AS n",
}
_TYPES = {"id": "BIGINT", "amount": "DECIMAL(12,2)", "day": "DATE", "note": "VARCHAR(60)"}
_GOOGLE = {"id": "INT64", "amount": "NUMERIC(12,2)", "day": "DATE", "note": "STRING"}
_KEYED = ("postgres", "mysql", "sqlite", "duckdb")
"""Where the table that is merged into has a primary key; warehouses enforce none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """name: of the blueprint. bare: of the method that does the same with the driver.
    needs: the file that it reads. makes: the table that it fills, with a key and half of the
    big one's rows if `from_half`."""

    name: str
    inputs: Mapping[str, object]
    bare: str
    needs: str = ""
    makes: str = ""
    from_half: bool = False


def _load(source: str, into: str, **more: object) -> dict[str, object]:
    return {"paths": [source], "into": into, **more}


_AS = {"sql": "SELECT * FROM big", "if_exists": "replace"}
VERBS: Mapping[str, Verb] = {
    "query": Verb(name="query", inputs={"sql": "SELECT * FROM big"}, bare="read"),
    "wait_for": Verb(name="wait_for", inputs={"sql": "SELECT id FROM big"}, bare="read_ids"),
    "export csv": Verb(name="export", inputs={"table": "big", "to": "big.csv"}, bare="to_csv"),
    "export parquet": Verb(name="export", inputs={"table": "big", "to": "big.parquet"}, bare="to_parquet"),
    "load": Verb(
        name="load", inputs=_load("big.csv", "loaded"), bare="append", needs="export csv", makes="loaded"
    ),
    "load replace": Verb(
        name="load",
        inputs=_load("big.parquet", "loaded", mode="replace"),
        bare="replace",
        needs="export parquet",
        makes="loaded",
    ),
    "replace keyed": Verb(
        name="load",
        inputs=_load("big.parquet", "merged", mode="replace"),
        bare="replace",
        needs="export parquet",
        makes="merged",
        from_half=True,
    ),
    "load merge": Verb(
        name="load",
        inputs=_load("big.parquet", "merged", mode="merge", key=["id"]),
        bare="merge",
        needs="export parquet",
        makes="merged",
        from_half=True,
    ),
    "create_table_as": Verb(name="create_table_as", inputs={"table": "copied", **_AS}, bare="copy"),
    "create_view_as": Verb(name="create_view_as", inputs={"view": "seen", **_AS}, bare="see"),
}


def measures(kinds: Sequence[str], rows: int, verbs: Sequence[str]) -> Iterator[Measured]:
    """Each verb on each database.

    Raises:
        SystemExit: there is no such database or verb.
    """
    if unknown := [*set(kinds) - set(DATABASES), *set(verbs) - set(VERBS)]:
        raise SystemExit(f"There is no {unknown[0]!r}; see --help.")
    os.environ[PRIVATE_NETWORKS] = "loopback"
    for kind in kinds:
        with (
            tempfile.TemporaryDirectory(prefix="seaway-bench-") as place,
            _fields(kind, Path(place)) as fields,
        ):
            yield from _Table(kind, fields, Path(place), rows).measures(verbs or VERBS)


class _Table:
    """One database with the big table in it."""

    def __init__(self, kind: str, fields: dict[str, Any], folder: Path, rows: int) -> None:
        self._kind, self._folder, self._rows = kind, folder, rows
        self._ctx = context(kind, fields, folder)
        self._told = {"kind": kind, "fields": fields, "folder": str(folder)}
        self._types = _GOOGLE if kind == "bigquery" else _TYPES

    def measures(self, verbs: Sequence[str] | Mapping[str, Verb]) -> Iterator[Measured]:
        self._make("big")
        numbers = _NUMBERS[self._kind].format(rows=self._rows)
        note = "'payment number x of a day'"
        day = "'2026-01-31'" if self._kind == "sqlite" else "CAST('2026-01-31' AS DATE)"
        self._do(f"INSERT INTO big SELECT n, n / 100.0, {day}, {note} FROM {numbers}")
        for name in verbs:
            self._ready(VERBS[name])
            yield measured(MODULE, self._kind, name, self._told)

    def _ready(self, verb: Verb) -> None:
        if verb.needs and not (self._folder / str(VERBS[verb.needs].inputs["to"])).exists():
            in_process(MODULE, {**self._told, "verb": verb.needs, "is_bare": False})
        for table in (verb.makes, "bare") if verb.makes else ("bare",):
            self._make(table, is_keyed=verb.from_half)
            if verb.from_half:
                half = f"SELECT id, 0, day, 'old' FROM big WHERE id <= {self._rows // 2}"
                self._do(f"INSERT INTO {table} {half}")

    def _make(self, table: str, *, is_keyed: bool = False) -> None:
        key = " PRIMARY KEY" if is_keyed and self._kind in _KEYED else ""
        columns = ", ".join(
            f"{name} {kind}{key if name == 'id' else ''}" for name, kind in self._types.items()
        )
        self._do(f"DROP TABLE IF EXISTS {table}")
        self._do(f"CREATE TABLE {table} ({columns})")

    def _do(self, sql: str) -> None:
        blueprints.query.call(self._ctx, {"connection": "db", "sql": sql})


def context(kind: str, fields: Mapping[str, Any], folder: Path) -> Context:
    named = {"type": kind, **fields}
    return Context(folder=folder, connections=lambda _name: named, template_context={})


@contextmanager
def _fields(kind: str, folder: Path) -> Iterator[dict[str, Any]]:
    """Of a connection to a database of its own."""
    from tests.integration.blueprints.sql.databases import mysql_fields, postgres_fields
    from tests.servers import bigquery, redshift, snowflake
    from tests.support.postgres import fresh_database, server

    with ExitStack() as stack:
        match kind:
            case "postgres" | "redshift":
                on = stack.enter_context(server())
                name = stack.enter_context(fresh_database(on)).rpartition("/")[2].partition("?")[0]
                found = stack.enter_context(postgres_fields(on, name))
                if kind == "redshift":
                    before = stack.enter_context(redshift.redshift_server(on, name)).fields
                    found = {**before, "search_path": found["search_path"]}
                yield found
            case "mysql":
                yield stack.enter_context(mysql_fields())
            case "snowflake":
                yield _snowflake(stack.enter_context(snowflake.snowflake_server(folder)).port)
            case "bigquery":
                url = stack.enter_context(bigquery.bigquery_server(folder)).url
                yield {"project": bigquery.PROJECT, "dataset": "mart", "location": "US", "endpoint_url": url}
            case _:
                yield {"path": str(folder / f"{kind}.db")}


def _snowflake(port: int) -> dict[str, Any]:
    from seaway.integrations.snowflake.connection import Snowflake
    from tests.servers.snowflake import PASSWORD, USER

    fields = {
        "account": "acme",
        "username": USER,
        "password": PASSWORD,
        "warehouse": "transforming",
        "database": "SHOP",
        "schema_name": "bench",
        "host": "127.0.0.1",
        "port": port,
        "protocol": "http",
    }
    with Snowflake.model_validate(fields).session() as session:
        session.execute("CREATE DATABASE IF NOT EXISTS SHOP")
        session.execute("CREATE SCHEMA IF NOT EXISTS SHOP.bench")
    return fields


def job(told: Mapping[str, Any]) -> Callable[[], object]:
    """In the process that is measured: the verb, or what the driver does for it."""
    verb, folder = VERBS[told["verb"]], Path(told["folder"])
    if told["is_bare"]:
        from benchmarks.blueprints_sql_bare import bare_of

        return bare_of(told["kind"], told["fields"], folder, verb.bare)
    ctx = context(told["kind"], told["fields"], folder)
    return lambda: getattr(blueprints, verb.name).call(ctx, {"connection": "db", **verb.inputs})
