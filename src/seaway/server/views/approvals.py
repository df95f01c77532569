"""Runs in which nothing goes on until a person answers."""

from collections.abc import Sequence

from sqlalchemy import Connection

from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.ids import RunId
from seaway.store import tasks

_BUSY = (TaskState.QUEUED, TaskState.RUNNING, TaskState.DEFERRED, TaskState.UP_FOR_RETRY)


def waits_for(connection: Connection, run_ids: Sequence[RunId]) -> dict[RunId, str]:
    """The approval that a run waits for; not where something else of it is under way."""
    if not run_ids:
        return {}
    states = [TaskState.AWAITING_INPUT.value, *(state.value for state in _BUSY)]
    rows = tasks.in_states_of(connection, run_ids, states)
    # A group or a foreach runs as long as what is inside: alone it says nothing.
    busy = {row.run_id for row in rows if row.state in _BUSY and not _has_inside(row.path, row.run_id, rows)}
    asking = [row for row in rows if row.state is TaskState.AWAITING_INPUT and row.run_id not in busy]
    return {row.run_id: row.path for row in reversed(asking)}


def _has_inside(path: str, run_id: RunId, rows: Sequence[TaskRow]) -> bool:
    return any(row.run_id == run_id and row.path.startswith(f"{path}.") for row in rows)
