"""Ending what is under way: a cancel, a timeout, all that is inside of a foreach or a group."""

from seaway.core.board import Board
from seaway.core.ends import settle
from seaway.core.events import CancelAttempt, CancelChild
from seaway.core.states import TaskState
from seaway.core.task_run import Scope, TaskRun


def stop(board: Board, run: TaskRun, into: TaskState, reason: str, *, is_forced: bool = False) -> None:
    """End a task run as `into`: at once where nothing runs, else when what runs has answered.

    Clean-up (`always`, `finally`) is left alone unless forced."""
    if run.row.state.is_final or (run.is_exempt and not is_forced):
        return
    match run.row.state:
        case TaskState.RUNNING if run.inside is not None:
            _stop_inside(board, run, into, reason, is_forced=is_forced)
        case TaskState.RUNNING | TaskState.DEFERRED:
            _stop_work(board, run, into, reason)
        case _:
            settle(board, run, into, reason)


def stop_scope(board: Board, scope: Scope, reason: str, *, is_forced: bool = False) -> None:
    """Cancel every task of a graph that is not over."""
    for run in scope.runs:
        stop(board, run, TaskState.CANCELLED, reason, is_forced=is_forced)


def _stop_inside(board: Board, run: TaskRun, into: TaskState, reason: str, *, is_forced: bool) -> None:
    inside = run.inside
    assert inside is not None
    board.put(run, stopping=into, reason=reason)
    for inner in list(inside.live):
        stop(board, inner, TaskState.CANCELLED, reason, is_forced=is_forced)
    board.todo.append(inside)


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
