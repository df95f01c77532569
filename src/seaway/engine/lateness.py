"""Deadlines: when a run and its tasks should have ended. Told from the rows alone, so nothing has to be
awake for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from seaway.core.calendar import deadline_at
from seaway.core.plan import Deadline
from seaway.engine.session import Session
from seaway.ids import TaskKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """`key` '' is the run. `late_by` is None where it ended in time, or the time is not over yet."""

    key: TaskKey
    at: datetime
    late_by: timedelta | None


def deadlines_of(session: Session, *, now: datetime) -> list[Due]:
    """The run's deadline first, then those of the tasks at the top of its graphs, in their order.

    A deadline that counts from the run's start is left out while the run has not begun."""
    row = session.run.row
    found = [_due(session, TaskKey(""), session.plan.deadline, row.ended_at or now)]
    for graph in (session.plan.main, session.plan.on_failure, session.plan.final):
        for task in graph.tasks:
            known = session.rows.get(TaskKey(task.id))
            ended_at = known.ended_at if known is not None else row.ended_at
            found.append(_due(session, TaskKey(task.id), task.deadline, ended_at or now))
    return [due for due in found if due is not None]


def _due(session: Session, key: TaskKey, deadline: Deadline | None, until: datetime) -> Due | None:
    if deadline is None:
        return None
    at = deadline_at(
        deadline,
        interval_start=session.facts.interval_start,
        started_at=session.run.row.started_at,
    )
    if at is None:
        return None
    return Due(key=key, at=at, late_by=until - at if until > at else None)
