"""The cost of a step does not grow with history: hot statements find their rows by an index, and those of the
queue by one that holds live rows only. The databases themselves are asked how they would do it."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import Connection, event

from seaway.store import engines, queue, retention, runs, signals, tasks, triggers
from seaway.store.database import Database
from seaway.store.steps import RunChanges, commit_steps
from seaway.store.tables import IS_LARGE_OUTPUT
from tests.store.factories import NOW, Store, ended, item, new_run, task
from tests.store.test_triggers import see, tick

HISTORY = ("runs", "task_runs", "attempts", "ticks", "revisions")


class Recorder:
    """Notes every statement that goes to the database, with its values."""

    def __init__(self, connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen: list[tuple[str, Any]] = []
        from seaway.store import drivers

        driver = drivers.driver_of(connection)
        for name in ("select", "run"):
            monkeypatch.setattr(driver, name, self._noting(getattr(driver, name)), raising=False)
        bulk = driver.bulk

        def note_bulk(connection: Connection, statement: Any, rows: Sequence[tuple[Any, ...]]) -> int:
            if driver.name == "sqlite":
                self.seen.append((statement.each, rows[0]))
            else:
                self.seen.append((statement.together, [list(column) for column in zip(*rows, strict=True)]))
            return bulk(connection, statement, rows)

        monkeypatch.setattr(driver, "bulk", note_bulk, raising=False)

        @event.listens_for(connection, "before_cursor_execute")
        def note(_: Any, __: Any, sql: str, values: Any, *___: Any) -> None:
            self.seen.append((sql, values))

    def _noting(self, call: Any) -> Any:
        def noted(connection: Connection, sql: str, values: Sequence[Any] = ()) -> Any:
            self.seen.append((sql, values))
            return call(connection, sql, values)

        return noted


def explained(connection: Connection, sql: str, values: Any) -> str:
    """The plan. On PostgreSQL what only an empty table makes attractive is a last resort."""
    raw: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        return "\n".join(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}", values))
    with raw.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        sql = sql if "%s" in sql or "%(" in sql else sql.replace("%", "%%").replace("?", "%s")
        cursor.execute(f"EXPLAIN {sql}", values)
        return "\n".join(row[0] for row in cursor)


def scanned(plan: str) -> Iterator[str]:
    """Tables that a plan reads from end to end."""
    for found in re.finditer(r"SCAN (\w+)|Seq Scan on (\w+)", plan):
        yield found[1] or found[2]


async def work(store: Store) -> list[tuple[str, Any]]:
    """What an engine does all day, as functions of a connection."""
    run, second = await store.begun(group_key="g", group_limit=9), await store.begun()
    await see(store.database)
    signal = signals.NewSignal(id="s", run_id=run, kind="pause", created_at=NOW)
    changes = [
        RunChanges(
            run_id=run,
            epoch=1,
            tasks=[task(run, "a"), item(run, "fan", 0)],
            archived=[task(run, "a")],
            signals_done=["x"],
        ),
        RunChanges(run_id=second, epoch=1, run=ended(second), outputs="{}", signals_sent=[signal]),
    ]
    return [
        ("commit", lambda c: commit_steps(c, changes)),
        ("enqueue", lambda c: queue.enqueue(c, new_run(dedupe_key="k", group_key="g", group_limit=9))),
        ("claim", lambda c: queue.claim(c, engine=store.engine, now=NOW, limit=10)),
        ("renew", lambda c: engines.renew(c, engine=store.engine, now=NOW)),
        ("send", lambda c: signals.send(c, signal)),
        ("pending", lambda c: signals.pending(c, store.engine)),
        ("count_group", lambda c: queue.count_group(c, "finance", "g")),
        ("oldest_of_group", lambda c: queue.oldest_of_group(c, "finance", "g")),
        ("cancel_waiting", lambda c: queue.cancel_waiting(c, run, reason="", now=NOW)),
        ("take_tick", lambda c: triggers.take_tick(c, tick(), new_run())),
        ("list_due", lambda c: triggers.list_due(c, NOW)),
        ("next_due", triggers.next_due),
        ("list_items", lambda c: tasks.list_items(c, run, "fan")),  # type: ignore[arg-type]
        ("list_runs", lambda c: runs.list_runs(c, runs.RunFilter(project="finance", workflow="daily"))),
        ("get", lambda c: runs.get(c, run)),
        ("expire_files", lambda c: retention.expire_files(c, before=NOW, now=NOW)),
        ("delete_runs", lambda c: retention.delete_runs(c, before=NOW, now=NOW)),
    ]


async def test_no_hot_statement_reads_history_from_end_to_end(
    store: Store, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = await work(store)

    def check(connection: Connection) -> dict[str, list[str]]:
        recorder, found = Recorder(connection, monkeypatch), {}
        for name, call in works:
            recorder.seen.clear()
            call(connection)
            for sql, values in list(recorder.seen):
                if sql.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
                    tables = [
                        table for table in scanned(explained(connection, sql, values)) if table in HISTORY
                    ]
                    if tables:
                        found.setdefault(name, []).append(f"{tables}: {sql}")
        return found

    assert await database.write(check) == {}


_LIVE_INDEXES = {
    "claim, those that wait": (
        "SELECT run_id FROM run_queue WHERE epoch = 0 ORDER BY rank, created_at, run_id LIMIT 10",
        "ix_run_queue_next",
    ),
    "claim, those left behind": (
        "SELECT run_id FROM run_queue WHERE owner IS NULL AND epoch > 0 LIMIT 10",
        "ix_run_queue_released",
    ),
    "claim, those of a dead engine": ("SELECT run_id FROM run_queue WHERE owner = 'e'", "ix_run_queue_owner"),
    "depth": (
        "SELECT 1 FROM run_queue WHERE project = 'p' AND workflow = 'w' AND epoch = 0 LIMIT 1 OFFSET 9999",
        "ix_run_queue_depth",
    ),
    "is a manifest used": (
        "SELECT 1 FROM task_runs WHERE manifest = 'm' AND manifest IS NOT NULL LIMIT 1",
        "ix_task_runs_manifest",
    ),
    "are large outputs used": (
        f"SELECT 1 FROM task_runs WHERE outputs IN ('a', 'b') AND {IS_LARGE_OUTPUT} LIMIT 1",
        "ix_task_runs_large_outputs",
    ),
}


@pytest.mark.parametrize("case", sorted(_LIVE_INDEXES))
async def test_a_partial_index_serves_the_statement_it_was_made_for(database: Database, case: str) -> None:
    sql, index = _LIVE_INDEXES[case]
    plan = await database.write(lambda c: explained(c, sql, ()))
    assert index in plan
