"""The SQL verbs on many rows: time and the highest memory of each, beside the bare client of the same run.

    python -m benchmarks.blueprints sql --rows 1000000 --databases postgres,mysql,sqlite,duckdb

Every verb runs in a process of its own. The databases are those that the tests use.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.memory import PeakPss
from seaway.integrations.sql import blueprints
from seaway.sdk.context import Context
from tests.integration.blueprints.sql.databases import mysql_fields, postgres_fields
from tests.support.postgres import fresh_database, server

LIMIT_MB = 300
NUMBERS = {
    "postgres": "generate_series(1, {rows}) AS s(n)",
    "mysql": "seq_1_to_{rows}",
    "sqlite": (
        "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {rows}) SELECT n FROM s)"
    ),
    "duckdb": "range(1, {rows} + 1) AS s(n)",
}
TABLE = (
    "CREATE TABLE big (id BIGINT, amount DECIMAL(12,2), day DATE, note VARCHAR(60));"
    "INSERT INTO big SELECT {n}, {n} / 100.0, '2026-01-31', 'payment number {{}} of a day' FROM {numbers}"
)


def verb_query(ctx: Context) -> object:
    return blueprints.query.call(ctx, {"connection": "db", "sql": "SELECT * FROM big"})


def verb_export_parquet(ctx: Context) -> object:
    return blueprints.export.call(ctx, {"connection": "db", "table": "big", "to": "big.parquet"})


def verb_export_csv(ctx: Context) -> object:
    return blueprints.export.call(ctx, {"connection": "db", "table": "big", "to": "big.csv"})


def verb_load_csv(ctx: Context) -> object:
    types = {"id": "BIGINT", "amount": "DECIMAL(12,2)", "day": "DATE", "note": "VARCHAR(60)"}
    given = {"connection": "db", "paths": ["big.csv"], "into": "loaded", "types": types}
    return blueprints.load.call(ctx, given)


def verb_merge_parquet(ctx: Context) -> object:
    given = {"connection": "db", "paths": ["big.parquet"], "into": "loaded", "mode": "replace"}
    return blueprints.load.call(ctx, given)


def verb_create_table_as(ctx: Context) -> object:
    given = {"connection": "db", "table": "copy", "sql": "SELECT * FROM big", "if_exists": "replace"}
    return blueprints.create_table_as.call(ctx, given)


def verb_wait_for(ctx: Context) -> object:
    return blueprints.wait_for.call(ctx, {"connection": "db", "sql": "SELECT id FROM big"})


def bare_read(ctx: Context) -> object:
    """What the driver itself needs to write the table to a CSV file (or to read it, where it has no COPY)."""
    fields = dict(ctx._connections("db"))
    target = ctx.files.path("bare.csv")
    match fields.pop("type"):
        case "postgres":
            with (
                _psycopg(fields) as connection,
                connection.cursor() as cursor,
                cursor.copy("COPY big TO STDOUT (FORMAT csv)") as copy,
                target.open("wb") as stream,
            ):
                for piece in copy:
                    stream.write(piece)
        case "mysql":
            return _count(_pymysql(fields))
        case kind:
            return _count(_local(kind, fields["path"]))
    return None


def bare_write(ctx: Context) -> object:
    """What the driver itself needs to load a CSV file: COPY, or rows in lists where it has none."""
    fields = dict(ctx._connections("db"))
    match fields.pop("type"):
        case "postgres":
            return _copy_in(fields, ctx.files.path("bare.csv"))
        case "duckdb":
            connection = _local("duckdb", fields["path"])
            connection.execute("CREATE TABLE bare AS SELECT * FROM big LIMIT 0")
            return connection.execute("COPY bare FROM $1", [str(ctx.files.path("big.csv"))])
        case "mysql":
            cursor, mark = _pymysql(fields), "%s"
        case kind:
            cursor, mark = _local(kind, fields["path"]), "?"
    return _insert(cursor, f"INSERT INTO bare VALUES ({', '.join([mark] * 4)})", ctx.files.path("big.csv"))


def _copy_in(fields: dict[str, Any], source: Path) -> None:
    with _psycopg(fields) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (LIKE big)")
        with cursor.copy("COPY bare FROM STDIN (FORMAT csv)") as copy, source.open("rb") as stream:
            while piece := stream.read(1 << 16):
                copy.write(piece)
        connection.commit()


def _insert(cursor: Any, text: str, source: Path) -> None:
    cursor.execute("CREATE TABLE bare AS SELECT * FROM big LIMIT 0")
    with source.open(newline="") as stream:
        rows = csv.reader(stream)
        next(rows)
        while some := list(islice(rows, 10_000)):
            cursor.executemany(text, some)
    cursor.connection.commit()


STEPS: dict[str, Callable[[Context], object]] = {
    "bare read": bare_read,
    "query": verb_query,
    "export csv": verb_export_csv,
    "export parquet": verb_export_parquet,
    "bare write": bare_write,
    "load csv": verb_load_csv,
    "load parquet, replace": verb_merge_parquet,
    "create_table_as": verb_create_table_as,
    "wait_for": verb_wait_for,
}


def _psycopg(fields: dict[str, Any]) -> Any:
    import psycopg

    return psycopg.connect(
        host=fields["host"],
        port=fields["port"],
        dbname=fields["database"],
        user=fields["username"],
        options=f"-csearch_path={fields['search_path']}",
    )


def _pymysql(fields: dict[str, Any]) -> Any:
    import pymysql
    from pymysql.cursors import SSCursor

    connection = pymysql.connect(host=fields["host"], user=fields["username"], database=fields["database"])
    return connection.cursor(SSCursor)


def _local(kind: str, path: str) -> Any:
    import sqlite3

    import duckdb

    return sqlite3.connect(path).cursor() if kind == "sqlite" else duckdb.connect(path)


def _count(cursor: Any) -> int:
    cursor.execute("SELECT * FROM big")
    rows = 0
    while found := cursor.fetchmany(10_000):
        rows += len(found)
    return rows


@contextmanager
def fields_of(kind: str, folder: Path) -> Iterator[dict[str, Any]]:
    """A database of its own."""
    with ExitStack() as stack:
        match kind:
            case "postgres":
                on = stack.enter_context(server())
                name = stack.enter_context(fresh_database(on)).rpartition("/")[2].partition("?")[0]
                yield {"type": kind, **stack.enter_context(postgres_fields(on, name))}
            case "mysql":
                yield {"type": kind, **stack.enter_context(mysql_fields())}
            case _:
                yield {"type": kind, "path": str(folder / f"{kind}.db")}


def fill(kind: str, fields: dict[str, Any], folder: Path, rows: int) -> None:
    numbers = NUMBERS[kind].format(rows=rows)
    text = TABLE.format(n="seq" if kind == "mysql" else "n", numbers=numbers).replace("{}", "x")
    blueprints.query.call(context(fields, folder), {"connection": "db", "sql": text})


def context(fields: dict[str, Any], folder: Path) -> Context:
    return Context(folder=folder, connections=lambda _name: fields, template_context={})


def measure(step: str, fields: dict[str, Any], folder: Path) -> tuple[float, float | None]:
    """Seconds and the highest PSS of a process that does one step."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.blueprints_sql",
        "--step",
        step,
        json.dumps(fields),
        str(folder),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    with PeakPss(process.pid) as peak:
        said, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{step} failed")
    return float(said), peak.mb


def run(kind: str, rows: int) -> bool:
    """Print a line for each step; False where one took too much."""
    is_within = True
    with tempfile.TemporaryDirectory(prefix="seaway-bench-") as place, fields_of(kind, Path(place)) as fields:
        folder = Path(place)
        fill(kind, fields, folder, rows)
        for step in STEPS:
            seconds, mb = measure(step, fields, folder)
            is_over = mb is not None and mb > LIMIT_MB and not step.startswith("bare")
            is_within &= not is_over
            memory = "" if mb is None else f"{mb:7.0f} MB"
            print(
                f"{kind:9} {step:22} {seconds:8.1f} s  {rows / seconds / 1000:7.0f} k rows/s {memory}"
                f"{'  over the limit' if is_over else ''}",
                flush=True,
            )
    return is_within


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.blueprints sql", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--databases", default=",".join(NUMBERS))
    parser.add_argument("--step", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.step:
        step, fields, folder = given.step
        begun = time.monotonic()
        STEPS[step](context(json.loads(fields), Path(folder)))
        print(time.monotonic() - begun)
        return 0
    results = [run(kind, given.rows) for kind in given.databases.split(",")]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
