"""What the store keeps of a run and of each task run: flat values, written as they are; JSON is text."""

from datetime import datetime
from typing import NamedTuple

from seaway.core.states import RunState, TaskState
from seaway.ids import AttemptId, RunId, TaskKey


class TaskRow(NamedTuple):
    """A task run with its current attempt. `index` is the item's place in its foreach, -1 elsewhere."""

    run_id: RunId
    key: TaskKey
    path: str
    """The key without item keys: `per_item.load` for `per_item[de].load`."""
    parent: str
    """The key of the foreach or group it belongs to; empty at the top."""
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    state: TaskState
    reason: str = ""
    attempt: int = 0
    """Counted from 1; 0 before the first."""
    job_try: int = 0
    """Raised by a retry, not by a crash: part of an outside job's key."""
    crashes: int = 0
    attempt_id: AttemptId | None = None
    queued_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    due_at: datetime | None = None
    """When the timer of the present state fires: next attempt, next poll, expiry."""
    timeout_at: datetime | None = None
    exit_code: int | None = None
    error: str | None = None
    """JSON of `core.outcome.Failure`."""
    outputs: str | None = None
    """JSON, inline, or `{"$ref": hash}`; for a foreach the artifact of its items' outputs."""
    manifest: str | None = None
    """Hash of the files the attempt left."""
    deferred: str | None = None
    """JSON that the next poll, or the search for an outside job, starts from."""
    child_run: RunId | None = None
    label: str | None = None
    """The label a switch chose."""
    item_count: int | None = None
    items: str | None = None
    """Reference to the frozen item list of a foreach."""
    carried_from: RunId | None = None
    stopping: TaskState | None = None
    """The final state that a stop under way leads to, once what still runs has ended."""


class AssetRow(NamedTuple):
    """One thing that an attempt said it read or wrote."""

    run_id: RunId
    key: TaskKey
    path: str
    """The key without item keys, as in `TaskRow`."""
    attempt: int
    at: datetime
    """When the attempt told of it: at its end, or when it began to wait."""
    place: int
    """Its place in what was told then. With the fields before it names the row, so that a result that is
    taken a second time adds nothing."""
    attempt_id: AttemptId | None
    asset: str
    """`connection/name`."""
    kind: str
    """`written` or `read`."""
    row_count: int | None
    size_bytes: int | None
    columns: str
    """JSON: name to type, in order; `{}` where nobody said."""
    extra: str
    """JSON of whatever else was said."""


class RunRow(NamedTuple):
    """What the state machine may change of a run; the rest was written when the run was enqueued."""

    run_id: RunId
    state: RunState
    reason: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    failed_task: TaskKey | None = None
    error: str | None = None
    """First line of the first failure."""
    stopping: RunState | None = None
    """The final state that a cancel or a timeout under way leads to; `finally` may still make it `failed`."""
