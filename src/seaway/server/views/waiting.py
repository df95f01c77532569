"""What holds a task, told apart by kind for a page."""

from datetime import datetime

from seaway.core.rows import TaskRow
from seaway.core.states import RunState, TaskState
from seaway.engine.why import NO_ENGINE, Waiting
from seaway.server.shapes.tasks import Wait
from seaway.store.runs import RunRecord

_FREES = {
    "edge": "the end of what comes before it",
    "pool": "the end of what holds the pool",
    "slots": "the end of something that runs",
    "limit": "the end of one of those under way",
    "timer": "the time",
    "pause": "resuming the run",
    "outside": "what it waits for outside",
    "approval": "a person's answer",
    "workflow": "the end of the run that it started",
    "engine": "an engine: `seaway up`",
    "condition": "its condition",
}


def to_wait(waiting: Waiting, row: TaskRow | None, run: RunRecord) -> Wait:
    kind = _kind(waiting, row, run)
    return Wait(
        task=waiting.key or None,
        kind=kind,
        sentence=waiting.why,
        since=_since(row, run) if row or not waiting.key else None,
        frees=_FREES.get(kind, ""),
    )


def _kind(waiting: Waiting, row: TaskRow | None, run: RunRecord) -> str:
    why = waiting.why
    if not waiting.key:
        return _kind_of_run(why, run)
    if "is paused" in why:
        return "pause"
    match row.state if row else TaskState.PENDING:
        case TaskState.PENDING:
            return "condition" if "condition" in why else "edge"
        case TaskState.QUEUED:
            return "pool" if "pool" in why else "slots"
        case TaskState.UP_FOR_RETRY:
            return "timer"
        case TaskState.DEFERRED:
            return "workflow" if row is not None and row.child_run else "outside"
        case TaskState.AWAITING_INPUT:
            return "approval"
        case _:
            return "slots"


def _kind_of_run(why: str, run: RunRecord) -> str:
    if run.state is RunState.PAUSED:
        return "pause"
    return "limit" if "limit" in why and not why.startswith(NO_ENGINE) else "engine"


def _since(row: TaskRow | None, run: RunRecord) -> datetime | None:
    if row is None:
        return run.created_at
    if row.state is TaskState.QUEUED:
        return row.queued_at
    return row.started_at or row.queued_at
