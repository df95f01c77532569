"""The verbs of tables in files, on two CSV files of as many rows each, that hold the same in another order
but for one row in a thousand; and duplicates among as many records."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.blueprints_costs import Measured, measured

MODULE = "benchmarks.blueprints_tables"
_ROWS = """
    SELECT n AS id, 'key-' || hash(n) AS key, md5(n::VARCHAR) AS note, n % 1000 / 100.0 AS amount
    FROM range(1, {rows} + 1) AS s(n) WHERE n % 1000 <> {left_out} ORDER BY hash(n + {left_out})
"""
_LEADS = """
    SELECT '003' || lpad(n::VARCHAR, 12, '0') || 'AAA' AS "Id", 'First' || hash(n) % 1000 AS "FirstName",
        'Last' || md5((n % {different})::VARCHAR)[:12] AS "LastName",
        'user' || n % {different} || '@example.com' AS "Email",
        'Company ' || n % {different} // 3 || ' GmbH' AS "Company",
        'Street ' || hash(n + 7) % 500 || ', Berlin' AS "Street",
        (TIMESTAMP '2020-01-01' + INTERVAL (n % 1000000) MINUTE)::VARCHAR AS "CreatedDate"
    FROM range({rows}) AS s(n)
"""
_SPLIT = {"paths": ["before.csv"], "by": "size", "size": "100MB", "to": "parts"}
_RULES = [{"Email": "email"}, {"LastName": "similar", "Company": "company"}]
_BEST = ["most_complete", "oldest:CreatedDate"]
VERBS: Mapping[str, Mapping[str, object]] = {
    "convert": {"paths": ["before.csv"], "format": "parquet", "to": "converted"},
    "merge": {"paths": ["before.csv", "after.csv"], "to": "all.csv"},
    "compare": {"before": "before.csv", "after": "after.csv", "key": ["id"], "to": "differences.csv"},
    "split": _SPLIT,
    "find_duplicates": {"paths": ["leads.csv"], "rules": _RULES, "keep": _BEST},
}
_BARE = {
    "convert": "COPY (FROM 'before.csv') TO 'bare.parquet'",
    "merge": "COPY (FROM 'before.csv' UNION ALL FROM 'after.csv') TO 'bare.csv'",
    "compare": """
        COPY (SELECT * FROM 'before.csv' AS b FULL JOIN 'after.csv' AS a USING (id)
        WHERE (b.key, b.note, b.amount) IS DISTINCT FROM (a.key, a.note, a.amount)) TO 'bare.csv'
    """,
    "find_duplicates": """
        COPY (SELECT *, min("Id") OVER (PARTITION BY lower("Email")) AS first FROM 'leads.csv'
        QUALIFY count(*) OVER (PARTITION BY lower("Email")) > 1 ORDER BY first) TO 'bare.csv'
    """,
}


def measures(rows: int, verbs: Sequence[str]) -> Iterator[Measured]:
    """
    Raises:
        SystemExit: there is no such verb.
    """
    if unknown := set(verbs) - set(VERBS):
        raise SystemExit(f"There is no {min(unknown)!r}; see --help.")
    with tempfile.TemporaryDirectory(prefix="seaway-bench-") as place:
        _write(Path(place), rows, verbs or tuple(VERBS))
        for verb in verbs or VERBS:
            yield measured(MODULE, "files", verb, {"folder": place})


def _write(folder: Path, rows: int, verbs: Sequence[str]) -> None:
    texts = {
        "before.csv": _ROWS.format(rows=rows, left_out=1),
        "after.csv": _ROWS.format(rows=rows, left_out=2),
    }
    if "find_duplicates" in verbs:
        texts["leads.csv"] = _LEADS.format(rows=rows, different=max(rows * 9 // 10, 1))
    with _duckdb(folder) as connection:
        for name, text in texts.items():
            connection.execute(f"COPY ({text}) TO '{folder / name}' (HEADER)")


def _duckdb(folder: Path) -> Any:
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '2GB'; SET temp_directory = '{folder / 'spill'}'")
    connection.execute(f"SET file_search_path = '{folder}'")
    return connection


def job(told: Mapping[str, Any]) -> Callable[[], object]:
    """In the process that is measured: the verb, or the same with DuckDB's own settings; a split is lines of
    a file written to others."""
    folder, verb = Path(told["folder"]), told["verb"]
    if told["is_bare"]:
        return (lambda: _split(folder)) if verb == "split" else (lambda: _copy(folder, _BARE[verb]))
    from seaway.integrations.files import blueprints
    from seaway.integrations.salesforce.deduplicating import find_duplicates
    from seaway.sdk.context import Context

    ctx = Context(folder=folder, connections=lambda _name: {}, template_context={})
    called = find_duplicates if verb == "find_duplicates" else getattr(blueprints, verb)
    return lambda: called.call(ctx, dict(VERBS[verb]))


def _copy(folder: Path, text: str) -> None:
    for name in ("bare.csv", "bare.parquet"):
        text = text.replace(f"'{name}'", f"'{folder / name}'")
    with _duckdb(folder) as connection:
        connection.execute(text)


def _split(folder: Path) -> None:
    with (folder / "before.csv").open("rb") as stream:
        head, number = stream.readline(), 0
        while lines := stream.readline():
            number += 1
            with (folder / f"bare-{number:04d}.csv").open("wb") as part:
                part.write(head)
                while lines and part.tell() < 100_000_000:
                    part.write(lines)
                    lines = stream.readline()
                part.write(lines)
