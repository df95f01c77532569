"""A history of a million runs, made inside the database from one that really ran."""

import sqlite3
import time
from pathlib import Path

from seaway.store.tables import runs

WORKFLOWS = 40
DAYS = 14
AT_ONCE = 50_000

_ID = "printf('%08x-%04x-7000-8000-%012x', ({ms}) >> 16, ({ms}) & 65535, n)"
_NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT ? UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)"


def fill(file: Path, count: int) -> None:
    """Add so many runs of the last two weeks: of forty workflows, every twenty-fifth has failed."""
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -400000")
        (source,) = connection.execute("SELECT run_id FROM runs ORDER BY run_id DESC LIMIT 1").fetchone()
        begin_ms = int(time.time() * 1000) - DAYS * 86_400_000
        sql = _insert(begin_ms, DAYS * 86_400_000 // max(count, 1))
        for first in range(0, count, AT_ONCE):
            connection.execute(sql, (first, min(first + AT_ONCE, count) - 1, source))
            connection.commit()
        connection.execute("ANALYZE")


def _insert(begin_ms: int, step_ms: int) -> str:
    ms = f"{begin_ms} + n * {step_ms}"
    values = {
        "run_id": _ID.format(ms=ms),
        "workflow": f"CASE n % {WORKFLOWS} WHEN 0 THEN workflow ELSE 'old_' || (n % {WORKFLOWS}) END",
        "state": "CASE n % 25 WHEN 0 THEN 'failed' ELSE 'success' END",
        "created_at": f"({ms}) * 1000",
        "started_at": f"({ms}) * 1000 + 20000",
        "ended_at": f"({ms}) * 1000 + 20000 + 1000 * (n % 5000)",
        "logical_date": f"({ms}) * 1000",
        "dedupe_key": "NULL",
    }
    names = [column.name for column in runs.columns]
    listed = ", ".join(f'"{name}"' for name in names)
    chosen = ", ".join(values.get(name, f'"{name}"') for name in names)
    return f"{_NUMBERS} INSERT INTO runs ({listed}) SELECT {chosen} FROM runs, numbers WHERE run_id = ?"
