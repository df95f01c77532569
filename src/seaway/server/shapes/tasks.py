"""Task runs as the API shows them."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from seaway.core.failures import decode_failure
from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.server.shapes.shape import Shape


class TaskError(Shape):
    code: str = Field(examples=["not_found"])
    message: str = Field(examples=["raw/2026-03-01/stripe.csv is not there"])
    hint: str = Field(default="", examples=["Look whether the export has run."])
    task: str = Field(default="", description="The task inside of this one that failed first.")


class TaskRun(Shape):
    """A task of a run with its present attempt. One that nothing is known of yet is `pending`."""

    task: str = Field(
        description="Its key: `load`, `load[stripe]`, `each[de].load`.", examples=["load[stripe]"]
    )
    path: str = Field(description="The key without the items.", examples=["load"])
    parent: str = Field(default="", description="The key of the foreach or group around it.")
    item_index: int | None = None
    item_key: str | None = Field(default=None, examples=["stripe"])
    state: TaskState
    reason: str = ""
    attempt: int = Field(default=0, description="Counted from 1; 0 before the first.")
    queued_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    due_at: datetime | None = Field(
        default=None, description="When it is tried or looked at again, or expires."
    )
    exit_code: int | None = None
    error: TaskError | None = None
    label: str | None = Field(default=None, description="The label that a switch chose.")
    item_count: int | None = Field(default=None, description="Items of a foreach, once they are known.")
    items: dict[TaskState, int] | None = Field(
        default=None, description="How many items stand in each state."
    )
    carried_from: str | None = Field(default=None, description="The run that its result was taken over from.")
    child_run: str | None = Field(default=None, description="The run of a sub-workflow.")
    allow_failure: bool = False
    has_log: bool = Field(
        default=False, description="Whether an attempt was made, which may have printed something."
    )
    has_files: bool = Field(default=False, description="Whether it left files.")


class Attempt(Shape):
    """One try of a task."""

    attempt: int
    attempt_id: str | None
    state: TaskState
    reason: str = ""
    queued_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    seconds: float | None
    exit_code: int | None
    error: TaskError | None
    is_current: bool = Field(description="Whether it is the newest.")
    has_log: bool
    log_bytes: int = Field(default=0, description="What it printed, in bytes of its log.")
    kept_files: bool = Field(
        default=False, description="Whether its folder is kept for a look, as it failed."
    )


class AttemptList(Shape):
    items: list[Attempt]


class TaskOutputs(Shape):
    """What a task left for those after it."""

    task: str
    state: TaskState
    outputs: object = Field(description="The values; for a foreach the list of its items' values.")
    is_cut: bool = Field(default=False, description="They are larger than what is sent at once.")
    size_bytes: int = 0


class Wait(Shape):
    """One thing that waits, and for what."""

    task: str | None = Field(description="The task; null where it is the run itself.")
    kind: str = Field(
        description="What holds it: edge, condition, pool, slots, limit, timer, pause, outside, approval, "
        "workflow, engine.",
        examples=["pool"],
    )
    sentence: str = Field(examples=["waits for extract (running)"])
    since: datetime | None = None
    frees: str = Field(default="", description="What frees it.")


class Waits(Shape):
    items: list[Wait]


def to_task_run(
    row: TaskRow, *, items: Mapping[TaskState, int] | None = None, allow_failure: bool = False
) -> TaskRun:
    is_item = row.index >= 0
    return TaskRun(
        task=row.key,
        path=row.path,
        parent=row.parent,
        item_index=row.index if is_item else None,
        item_key=row.key[len(row.parent) + 1 : -1] if is_item else None,
        state=row.state,
        reason=row.reason,
        attempt=row.attempt,
        queued_at=row.queued_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        due_at=row.due_at,
        exit_code=row.exit_code,
        error=to_error(row),
        label=row.label,
        item_count=row.item_count,
        items=None if items is None else dict(items),
        carried_from=row.carried_from,
        child_run=row.child_run,
        allow_failure=allow_failure,
        has_log=row.attempt_id is not None,
        has_files=row.manifest is not None,
    )


def to_error(row: TaskRow) -> TaskError | None:
    if row.error is None:
        return None
    failure = decode_failure(row.error)
    return TaskError(code=failure.code, message=failure.message, hint=failure.hint, task=failure.task or "")


def to_attempt(row: TaskRow, *, is_current: bool, log_bytes: int, kept_files: bool) -> Attempt:
    took = (row.ended_at - row.started_at).total_seconds() if row.started_at and row.ended_at else None
    return Attempt(
        attempt=row.attempt,
        attempt_id=row.attempt_id,
        state=row.state,
        reason=row.reason,
        queued_at=row.queued_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        seconds=took,
        exit_code=row.exit_code,
        error=to_error(row),
        is_current=is_current,
        has_log=row.attempt_id is not None,
        log_bytes=log_bytes,
        kept_files=kept_files,
    )
