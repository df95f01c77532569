"""What a timer does when it fires; one whose state is over does nothing."""

from datetime import datetime, timedelta

from seaway.core.attempts import on_poll, on_retry, time_out_sensor
from seaway.core.board import Board
from seaway.core.ends import settle
from seaway.core.events import TimerFired, TimerKind
from seaway.core.plan import Kind
from seaway.core.states import TaskState
from seaway.core.stops import stop
from seaway.core.task_run import TaskRun
from seaway.spec.durations import format_duration


def on_timer(board: Board, event: TimerFired) -> None:
    """A timer of a task run; the run's own is `phases.on_run_timeout`."""
    run = board.live.get(event.key)
    if run is None:
        return
    state = run.row.state
    match event.timer:
        case TimerKind.RETRY if state is TaskState.UP_FOR_RETRY and _is_due(board, run.row.due_at):
            on_retry(board, run)
        case TimerKind.POLL if state is TaskState.DEFERRED and _is_due(board, run.row.due_at):
            on_poll(board, run)
        case TimerKind.EXPIRY if state is TaskState.AWAITING_INPUT and _is_due(board, run.row.due_at):
            settle(board, run, TaskState.TIMED_OUT, f"nobody answered within {_say(run.task.expires_s)}")
        case TimerKind.TIMEOUT if _is_due(board, run.row.timeout_at):
            _time_out(board, run)
        case _:
            pass


def _is_due(board: Board, due: datetime | None) -> bool:
    return due is not None and due <= board.at


def _time_out(board: Board, run: TaskRun) -> None:
    if run.row.stopping is not None:
        return
    reason = f"timed out after {_say(run.task.timeout_s)}"
    if run.row.state is TaskState.DEFERRED and run.row.reason:
        reason = f"{reason}: {run.row.reason}"
    if run.task.kind is Kind.ATTEMPT and run.task.is_sensor and run.row.state is TaskState.DEFERRED:
        time_out_sensor(board, run, reason)
    else:
        stop(board, run, TaskState.TIMED_OUT, reason)


def _say(duration_s: float | None) -> str:
    return format_duration(timedelta(seconds=duration_s or 0.0))
