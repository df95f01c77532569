"""Ending what is under way: a cancel, a timeout, all that is inside of a foreach or a group."""

from collections.abc import Iterable

from seaway.core.board import Board
from seaway.core.ends import settle
from seaway.core.events import CancelAttempt, CancelChild
from seaway.core.states import TaskState
from seaway.core.task_run import TaskRun


def stop(board: Board, run: TaskRun, into: TaskState, reason: str, *, is_forced: bool = False) -> None:
    """End a task run as `into`: at once where nothing runs, else when what runs has answered."""
    match run.row.state:
        case state if state.is_final:
            return
        case TaskState.RUNNING if run.inside is not None:
            board.put(run, stopping=into, reason=reason)
            cancel_all(board, list(run.inside.live), reason, is_forced=is_forced)
            board.todo.append(run.inside)
        case TaskState.RUNNING | TaskState.DEFERRED:
            _stop_work(board, run, into, reason)
        case _:
            settle(board, run, into, reason)


def cancel_all(board: Board, runs: Iterable[TaskRun], reason: str, *, is_forced: bool) -> None:
    """Cancel each task run that is not over; `always` tasks are left alone unless forced."""
    for run in runs:
        if is_forced or not run.task.always:
            stop(board, run, TaskState.CANCELLED, reason, is_forced=is_forced)


def _stop_work(board: Board, run: TaskRun, into: TaskState, reason: str) -> None:
    row = run.row
    is_only_looking = run.task.is_sensor and row.state is TaskState.DEFERRED and row.child_run is None
    if row.attempt_id is None or is_only_looking:
        settle(board, run, into, reason)
        return
    board.put(run, stopping=into, reason=reason)
    if row.child_run is not None:
        board.command(CancelChild(row.key, row.child_run, reason))
    else:
        board.command(CancelAttempt(row.key, row.attempt_id, reason))
