"""Deadlines of runs and their tasks: rows that wait for their moment, and stay where it passed too early.

A run's rows are made with the run, in one transaction. What ended in time is taken away once its moment is
over; what did not is late, once and for all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from seaway.ids import RunId, TaskKey
from seaway.store.bulk import insert_once
from seaway.store.columns import from_micros, to_micros
from seaway.store.drivers import Driver, driver_of
from seaway.store.tables import deadlines
from seaway.store.task_rows import FINAL_STATES

AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeadline:
    """`key` '' is the run. Either `due_at`, or `after_s` seconds after the run begins.

    is_spare: a task that may well not run at all; only one that has begun can be late."""

    key: TaskKey
    due_at: datetime | None = None
    after_s: float | None = None
    is_spare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRecord:
    """`due_at` is None while it counts from a start that has not been. `late_at`: when it was found late."""

    run_id: RunId
    project: str
    workflow: str
    key: TaskKey
    due_at: datetime | None
    late_at: datetime | None


_COLUMNS = ("run_id", "key", "project", "workflow", "due_at", "after_ms", "is_spare")
_INSERT = insert_once(deadlines, _COLUMNS)
_RECORD = "d.run_id, d.project, d.workflow, d.key, d.due_at, d.late_at"


def add(
    connection: Connection, run_id: RunId, project: str, workflow: str, wanted: Sequence[NewDeadline]
) -> None:
    """With the run that they are of."""
    driver = driver_of(connection)
    for each in wanted:
        after_ms = None if each.after_s is None else round(each.after_s * 1000)
        due_at = to_micros(each.due_at)
        values = (run_id, each.key, project, workflow, due_at, after_ms, each.is_spare)
        driver.run(connection, _INSERT, values)


def next_due(connection: Connection) -> datetime | None:
    """The next moment that is known."""
    sql = "SELECT min(due_at) FROM deadlines WHERE late_at IS NULL AND due_at IS NOT NULL"
    return from_micros(driver_of(connection).select(connection, sql)[0][0])


_BEGUN = """
SELECT d.run_id, d.key, d.after_ms, r.started_at FROM deadlines AS d JOIN runs AS r ON r.run_id = d.run_id
WHERE d.due_at IS NULL AND (r.started_at IS NOT NULL OR r.ended_at IS NOT NULL) LIMIT ?"""
# A task ends with its run, at the latest: what never came to have a row then was in time.
_DUE = f"""
SELECT {_RECORD}, d.is_spare, t.state,
    CASE WHEN t.state IN ({FINAL_STATES}) THEN t.ended_at ELSE r.ended_at END
FROM deadlines AS d JOIN runs AS r ON r.run_id = d.run_id
LEFT JOIN task_runs AS t ON t.run_id = d.run_id AND t.key = d.key
WHERE d.late_at IS NULL AND d.due_at <= ? ORDER BY d.due_at LIMIT ?"""


def has_begun(connection: Connection) -> bool:
    """Whether there are deadlines to be counted from a start that has been since."""
    return bool(driver_of(connection).select(connection, _BEGUN, (1,)))


def count_from_starts(connection: Connection, *, limit: int = AT_ONCE) -> None:
    """Give a moment to deadlines whose run has begun. Call again while `has_begun`."""
    driver = driver_of(connection)
    for run_id, key, after_ms, started_at in driver.select(connection, _BEGUN, (limit,)):
        if started_at is None:
            _drop(connection, driver, run_id, key)  # it was cancelled before it began
            continue
        sql = "UPDATE deadlines SET due_at = ? WHERE run_id = ? AND key = ? AND due_at IS NULL"
        driver.run(connection, sql, (started_at + after_ms * 1000, run_id, key))


def settle(connection: Connection, now: datetime, *, limit: int = AT_ONCE) -> list[DeadlineRecord]:
    """Decide what has come due; returns what is late since this very transaction, earliest first. Call again
    while something is due.

    Safe with two at once: a row that the other one has decided is not changed again, and not returned."""
    driver = driver_of(connection)
    late = []
    for found in driver.select(connection, _DUE, (to_micros(now), limit)):
        record, (is_spare, state, ended_at) = _record(found[:6]), found[6:]
        is_in_time = ended_at is not None and ended_at <= (to_micros(record.due_at) or 0)
        if is_in_time or (is_spare and state is None):
            _drop(connection, driver, record.run_id, record.key)
        elif driver.run(connection, _IS_LATE, (to_micros(now), record.run_id, record.key)):
            late.append(replace(record, late_at=now))
    return late


_IS_LATE = "UPDATE deadlines SET late_at = ? WHERE run_id = ? AND key = ? AND late_at IS NULL"


def _drop(connection: Connection, driver: Driver, run_id: RunId, key: TaskKey) -> None:
    sql = "DELETE FROM deadlines WHERE run_id = ? AND key = ? AND late_at IS NULL"
    driver.run(connection, sql, (run_id, key))


def list_of(connection: Connection, run_id: RunId) -> list[DeadlineRecord]:
    """Those of a run that are still to come, or were missed: the run's own first, then by key."""
    sql = f"SELECT {_RECORD} FROM deadlines AS d WHERE d.run_id = ? ORDER BY d.key"
    return [_record(found) for found in driver_of(connection).select(connection, sql, (run_id,))]


def late_of(connection: Connection, run_ids: Sequence[RunId]) -> dict[RunId, list[TaskKey]]:
    """Of each of these runs that is late, or has a late task: the keys, the run's own '' first."""
    driver = driver_of(connection)
    sql = (
        f"SELECT run_id, key FROM deadlines WHERE {driver.is_in('run_id')} AND late_at IS NOT NULL "
        "ORDER BY run_id, key"
    )
    found: dict[RunId, list[TaskKey]] = {}
    for run_id, key in driver.select(connection, sql, (driver.members(list(run_ids)),)):
        found.setdefault(run_id, []).append(key)
    return found


def _record(found: Sequence[Any]) -> DeadlineRecord:
    run_id, project, workflow, key, due_at, late_at = found
    return DeadlineRecord(
        run_id=run_id,
        project=project,
        workflow=workflow,
        key=key,
        due_at=from_micros(due_at),
        late_at=from_micros(late_at),
    )
