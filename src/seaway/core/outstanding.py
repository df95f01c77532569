"""What is to be done for a run, told by its state alone."""

from collections.abc import Iterator
from datetime import timedelta

from seaway.core.answers import is_asked
from seaway.core.board import Board, queue_of
from seaway.core.events import (
    CancelAttempt,
    CancelChild,
    Command,
    Evaluate,
    Finish,
    Question,
    SetTimer,
    StartAttempt,
    StartChild,
    TimerKind,
)
from seaway.core.phases import RUN_TIMER_KEY
from seaway.core.plan import Kind
from seaway.core.states import RunState, TaskState
from seaway.core.task_run import Phase, TaskRun


def outstanding(board: Board) -> list[Command]:
    if board.row.state.is_final:
        return [Finish(board.row.state)]
    commands = list(_of_run(board))
    for run in board.live.values():
        commands.extend(_asked(run))
        commands.extend(_work(board, run))
        commands.extend(_timers(run))
    return commands


def _of_run(board: Board) -> Iterator[Command]:
    timeout_s, started_at = board.plan.timeout_s, board.row.started_at
    if timeout_s is None or started_at is None or Phase.FINAL in board.scopes:
        return
    if board.row.state in (RunState.RUNNING, RunState.PAUSED):
        yield SetTimer(RUN_TIMER_KEY, TimerKind.RUN_TIMEOUT, started_at + timedelta(seconds=timeout_s))


def _asked(run: TaskRun) -> Iterator[Command]:
    for question in Question:
        if is_asked(run, question):
            yield Evaluate(run.key, question, run.task)


def _work(board: Board, run: TaskRun) -> Iterator[Command]:
    row = run.row
    if row.state is TaskState.QUEUED and not board.is_paused():
        yield queue_of(run)
    if row.attempt_id is None or row.state not in (TaskState.RUNNING, TaskState.DEFERRED):
        return
    if run.task.kind is Kind.WORKFLOW and row.child_run is not None:
        yield StartChild(row.key, row.attempt_id, run.task)
        if row.stopping is not None:
            yield CancelChild(row.key, row.child_run, row.reason)
        return
    if row.state is TaskState.RUNNING:
        yield StartAttempt(row.key, row.attempt_id, run.task)
    if row.stopping is not None:
        yield CancelAttempt(row.key, row.attempt_id, row.reason)


_TIMER_OF = {
    TaskState.UP_FOR_RETRY: TimerKind.RETRY,
    TaskState.DEFERRED: TimerKind.POLL,
    TaskState.AWAITING_INPUT: TimerKind.EXPIRY,
}


def _timers(run: TaskRun) -> Iterator[Command]:
    row = run.row
    if row.stopping is not None:
        return
    kind = _TIMER_OF.get(row.state)
    if kind is not None and row.due_at is not None:
        yield SetTimer(row.key, kind, row.due_at)
    if row.timeout_at is not None:
        yield SetTimer(row.key, TimerKind.TIMEOUT, row.timeout_at)
