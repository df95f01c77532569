"""What a server says of runs, tasks and logs, as the records that the commands show. So a command prints the
same, whether the run is in this folder or on another machine."""

import msgspec

from seaway.blobs.logs import LogLine, Stream
from seaway.client.shapes import Line, Materialization, Run, Task
from seaway.core.outcome import Failure
from seaway.core.rows import AssetRow, TaskRow
from seaway.core.states import RunState, TaskState
from seaway.ids import RunId, TaskKey
from seaway.store.deadlines import DeadlineRecord
from seaway.store.runs import RunRecord

_STREAMS = {"out": Stream.STDOUT, "err": Stream.STDERR, "log": Stream.LOGGING, "sys": Stream.SYSTEM}
_LEVELS = {"debug": "D", "info": "I", "warning": "W", "error": "E", "critical": "C"}
UNKNOWN = "null"
"""In place of inputs, where a list does not tell them."""


def to_record(run: Run, project: str, *, is_whole: bool) -> RunRecord:
    """`is_whole`: asked for by itself, so that its inputs and outputs are known."""
    return RunRecord(
        run_id=RunId(run.run_id),
        project=project,
        workflow=run.workflow,
        revision=run.revision,
        state=RunState(run.state),
        reason=run.reason,
        epoch=0,
        owner=None,
        priority=0,
        created_at=run.created_at,
        started_at=run.started_at,
        ended_at=run.ended_at,
        logical_date=run.logical_date,
        interval_start=run.interval_start,
        interval_end=run.interval_end,
        timezone=run.timezone,
        inputs=_json(run.inputs) if is_whole else UNKNOWN,
        trigger_kind=run.trigger.kind,
        trigger_name=run.trigger.name,
        trigger=_json({"actor": run.trigger.actor}),
        dedupe_key=None,
        rerun_of=None if run.rerun_of is None else RunId(run.rerun_of),
        rerun=None,
        parent_run=None if run.parent_run is None else RunId(run.parent_run),
        parent_key=None,
        group_key=None,
        group_limit=None,
        outputs=None if run.outputs is None else _json(run.outputs),
        failed_task=None if run.failed_task is None else TaskKey(run.failed_task),
        error=run.error,
        stopping=None,
        files_gone_at=None,
    )


def to_deadlines(run: Run, project: str) -> list[DeadlineRecord]:
    """Of a run that was asked for by itself."""
    return [
        DeadlineRecord(
            run_id=RunId(run.run_id),
            project=project,
            workflow=run.workflow,
            key=TaskKey(each.task or ""),
            due_at=each.due_at,
            late_at=each.late_at,
        )
        for each in run.deadlines
    ]


def to_row(task: Task, run_id: RunId) -> TaskRow:
    error = task.error
    failure = error and Failure(code=error.code, message=error.message, hint=error.hint, task=error.task)
    return TaskRow(
        run_id=run_id,
        key=TaskKey(task.task),
        path=task.path,
        parent=task.parent,
        index=-1 if task.item_index is None else task.item_index,
        state=TaskState(task.state),
        reason=task.reason,
        attempt=task.attempt,
        queued_at=task.queued_at,
        started_at=task.started_at,
        ended_at=task.ended_at,
        due_at=task.due_at,
        exit_code=task.exit_code,
        error=None if failure is None else _json(failure),
        child_run=None if task.child_run is None else RunId(task.child_run),
        label=task.label,
        item_count=task.item_count,
        carried_from=None if task.carried_from is None else RunId(task.carried_from),
    )


def to_asset_row(told: Materialization, place: int) -> AssetRow:
    return AssetRow(
        run_id=RunId(told.run_id),
        key=TaskKey(told.task),
        path=told.path,
        attempt=told.attempt,
        at=told.at,
        place=place,
        attempt_id=None,
        asset=told.asset,
        kind=told.kind,
        row_count=told.rows,
        size_bytes=told.size_bytes,
        columns=_json(told.columns),
        extra=_json(told.extra),
    )


def to_log_line(line: Line) -> LogLine:
    stream = _STREAMS.get(line.stream, Stream.STDOUT)
    has_level = stream in (Stream.LOGGING, Stream.SYSTEM)
    return LogLine(
        at=line.time,
        stream=stream,
        level=_LEVELS.get(line.level, "-") if has_level else "-",
        text=line.text,
        offset=line.offset,
        end=line.offset,
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
