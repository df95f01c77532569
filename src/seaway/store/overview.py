"""What home asks the store at one moment: bounded by what is live, never by the history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from seaway.core.rows import TaskRow
from seaway.ids import RunId, TaskKey
from seaway.store import audit, deadlines, engines, history, tasks, triggers, workflows
from seaway.store.audit import Entry
from seaway.store.drivers import driver_of
from seaway.store.engines import EngineRecord
from seaway.store.history import PastRun
from seaway.store.runs import RunRecord
from seaway.store.triggers import TriggerRecord
from seaway.store.workflows import WorkflowRecord, WorkflowState

RED_FOR = timedelta(days=14)
MOST_LIVE = 100
MOST_CHANGES = 8
UNDER_WAY = ("running", "deferred", "awaiting_input", "up_for_retry", "queued")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """live: runs that are not over, newest first; moving: their tasks that are under way; past: the last runs
    of workflows that failed lately, that are live, or whose trigger fires soon."""

    live: Sequence[RunRecord]
    moving: Mapping[RunId, Sequence[TaskRow]]
    late: Mapping[RunId, Sequence[TaskKey]]
    done: Mapping[RunId, int]
    past: Mapping[str, Sequence[PastRun]]
    failing: Sequence[str]
    invalid: Sequence[WorkflowRecord]
    paused: frozenset[str]
    upcoming: Sequence[TriggerRecord]
    changes: Sequence[Entry] = field(default_factory=list)


def see(connection: Connection, project: str, *, now: datetime, most_upcoming: int = 12) -> Seen:
    live = history.live_runs(connection, project, limit=MOST_LIVE)
    ids = [run.run_id for run in live]
    failing = history.failing_workflows(connection, project, since=now - RED_FOR)
    known = workflows.list_of(connection, project, limit=20_000)
    there = {record.id for record in known}
    upcoming = _upcoming(connection, project, until=now + timedelta(days=1), limit=most_upcoming)
    wanted = {*failing, *(run.workflow for run in live), *(each.workflow for each in upcoming)}
    counts = tasks.count_by_state(connection, ids)
    return Seen(
        live=live,
        moving=_moving(connection, ids),
        late=deadlines.late_of(connection, ids),
        done={
            run_id: sum(count for state, count in found.items() if state.is_final)
            for run_id, found in counts.items()
        },
        past=history.past_runs(connection, project, sorted(wanted)),
        failing=[each for each in failing if each in there],
        invalid=[record for record in known if record.state is WorkflowState.INVALID],
        paused=frozenset(record.id for record in known if record.is_paused),
        upcoming=upcoming,
        changes=audit.list_of(connection, project=project, limit=MOST_CHANGES),
    )


def _moving(connection: Connection, run_ids: Sequence[RunId]) -> dict[RunId, list[TaskRow]]:
    found: dict[RunId, list[TaskRow]] = {}
    for row in tasks.in_states_of(connection, run_ids, UNDER_WAY):
        found.setdefault(row.run_id, []).append(row)
    return found


def _upcoming(connection: Connection, project: str, *, until: datetime, limit: int) -> list[TriggerRecord]:
    due = [each for each in triggers.list_of(connection, project) if each.next_at is not None]
    soon = [each for each in due if each.next_at is not None and each.next_at <= until]
    return sorted(soon, key=lambda each: (each.next_at or until, each.workflow))[:limit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """`busy`: attempts that run on any engine of the store, of all projects."""

    busy: int
    engines: Sequence[EngineRecord]


def slots(connection: Connection, *, known_busy: int | None = None) -> Slots:
    """Counts what the live runs have running, where the engine has not told: `known_busy`."""
    if known_busy is not None:
        return Slots(busy=known_busy, engines=engines.list_engines(connection))
    sql = (
        "SELECT count(*) FROM task_runs WHERE state = 'running' AND attempt_id IS NOT NULL "
        "AND run_id IN (SELECT run_id FROM run_queue WHERE owner IS NOT NULL)"
    )
    busy = driver_of(connection).select(connection, sql)[0][0]
    return Slots(busy=busy, engines=engines.list_engines(connection))


def is_alive(engine: EngineRecord, now: datetime) -> bool:
    """Whether its lease holds."""
    return engines.is_living(engine, now)
