"""The life of an attempt: admitted, deferred, ended, and followed by another or not."""

from dataclasses import replace
from typing import assert_never

from seaway.core.assets import reported
from seaway.core.board import Board
from seaway.core.ends import leave_queue, settle
from seaway.core.events import (
    Admitted,
    AttemptEnded,
    CancelAttempt,
    ChildEnded,
    Poll,
    Release,
    StartAttempt,
    StartChild,
    TimerKind,
)
from seaway.core.failures import encode_failure, first_line, reason_of
from seaway.core.outcome import Ending, Failure, Outcome
from seaway.core.plan import Kind
from seaway.core.retry import crash_delay_s, retry_delay_s
from seaway.core.starts import start_timeout
from seaway.core.states import RunState, TaskState
from seaway.core.task_run import TaskRun
from seaway.ids import RunId

_POLL_AGAIN_S = 1.0
_NEEDS_A_PERSON = (
    "it may have begun, and is not to be done twice by itself: look at what it did, then rerun from here"
)


def on_admitted(board: Board, event: Admitted) -> None:
    run = board.live.get(event.key)
    if run is not None and run.row.state is TaskState.RUNNING:
        return
    if run is None or run.row.state is not TaskState.QUEUED or board.is_paused():
        board.command(Release(event.key))
        return
    leave_queue(board, run)
    row = run.row
    board.put(
        run,
        state=TaskState.DEFERRED if run.task.kind is Kind.WORKFLOW else TaskState.RUNNING,
        reason="",
        attempt=row.attempt + 1,
        job_try=row.job_try or 1,
        attempt_id=event.attempt_id,
        child_run=RunId(event.attempt_id) if run.task.kind is Kind.WORKFLOW else None,
        started_at=board.at,
        ended_at=None,
        exit_code=None,
        error=None,
    )
    if run.task.kind is Kind.WORKFLOW:
        board.command(Release(event.key))
        board.command(StartChild(event.key, event.attempt_id, run.task))
    else:
        board.command(StartAttempt(event.key, event.attempt_id, run.task))
    start_timeout(board, run)


def on_attempt_ended(board: Board, event: AttemptEnded) -> None:
    run = board.live.get(event.key)
    if run is None or run.task.kind is not Kind.ATTEMPT or run.row.attempt_id != event.attempt_id:
        return
    if run.row.state not in (TaskState.RUNNING, TaskState.DEFERRED):
        return
    outcome = event.outcome
    if outcome.assets is not None:
        board.tell(reported(run.row, outcome))
    if outcome.ending is Ending.CANCELLED and run.row.stopping is None:
        outcome = replace(outcome, ending=Ending.LOST)  # not by order of this run: its engine gave it up
    if outcome.ending is Ending.DEFERRED:
        _defer(board, run, outcome)
    elif run.row.stopping is not None:
        _stopped(board, run, run.row.stopping, outcome)
    else:
        _ended(board, run, outcome)


def _ended(board: Board, run: TaskRun, outcome: Outcome) -> None:
    match outcome.ending:
        case Ending.SUCCESS:
            settle(
                board,
                run,
                TaskState.SUCCESS,
                exit_code=outcome.exit_code,
                outputs=outcome.outputs,
                manifest=outcome.manifest,
                started_at=outcome.started_at or run.row.started_at,
                ended_at=outcome.at,
            )
        case Ending.FAILED:
            _failed(board, run, TaskState.FAILED, outcome)
        case Ending.TIMED_OUT:
            _failed(board, run, TaskState.TIMED_OUT, outcome)
        case Ending.CRASHED:
            _crashed(board, run, outcome)
        case Ending.LOST:
            _lost(board, run, outcome)
        case Ending.RETURNED:
            _returned(board, run, outcome)
        case Ending.CANCELLED:
            settle(board, run, TaskState.CANCELLED, reason_of(outcome), ended_at=outcome.at)
        case Ending.DEFERRED:
            raise AssertionError(outcome.ending)
        case _:
            assert_never(outcome.ending)


def _defer(board: Board, run: TaskRun, outcome: Outcome) -> None:
    """It waits outside from now on, and holds no slot. If it is being stopped, what it began must end too."""
    if run.row.state is TaskState.RUNNING:
        board.command(Release(run.key))
    due = board.in_s(outcome.poll_after_s)
    board.put(run, state=TaskState.DEFERRED, deferred=outcome.deferred, due_at=due)
    if run.row.stopping is None:
        board.put(run, reason=first_line(outcome.reason))
        board.set_timer(run.key, TimerKind.POLL, due)
    elif run.task.is_sensor:
        settle(board, run, run.row.stopping, run.row.reason, ended_at=outcome.at)
    else:
        assert run.row.attempt_id is not None
        board.command(CancelAttempt(run.key, run.row.attempt_id, run.row.reason))


def _stopped(board: Board, run: TaskRun, stopping: TaskState, outcome: Outcome) -> None:
    """The answer to a cancel or a timeout. What was asked first holds, whatever the attempt made of it."""
    if stopping is TaskState.TIMED_OUT:
        said = Outcome(ending=Ending.TIMED_OUT, at=outcome.at, reason=run.row.reason)
        board.put(run, stopping=None)
        _failed(board, run, TaskState.TIMED_OUT, said)
    else:
        settle(board, run, stopping, run.row.reason, exit_code=outcome.exit_code, ended_at=outcome.at)


def _failed(board: Board, run: TaskRun, state: TaskState, outcome: Outcome) -> None:
    row = run.row
    assert row.attempt_id is not None
    delay_s = retry_delay_s(run.task, outcome, job_try=row.job_try, attempt_id=row.attempt_id)
    if delay_s is None:
        settle(board, run, state, reason_of(outcome), **_facts(state, outcome))
        return
    reason = f"try {row.job_try} of {run.task.retry.attempts}: {reason_of(outcome)}"
    _try_again(board, run, state, outcome, delay_s=delay_s, reason=reason)
    board.put(run, job_try=row.job_try + 1, deferred=None)


def _crashed(board: Board, run: TaskRun, outcome: Outcome) -> None:
    crashes = run.row.crashes + 1
    if run.row.state is TaskState.DEFERRED:
        _look_again(board, run, outcome, crashes)
    elif not run.task.is_idempotent and outcome.began:
        _needs_a_person(board, run, outcome)
    elif crashes <= run.task.crash_retries:
        reason = f"crash {crashes} of {run.task.crash_retries} that are allowed: {reason_of(outcome)}"
        delay_s = crash_delay_s(crashes)
        _try_again(board, run, TaskState.CRASHED, outcome, delay_s=delay_s, reason=reason)
        board.put(run, crashes=crashes)
    else:
        board.put(run, crashes=crashes)
        _failed(board, run, TaskState.CRASHED, outcome)


def _look_again(board: Board, run: TaskRun, outcome: Outcome, crashes: int) -> None:
    """What looked at the outside died, not what it looked at."""
    board.put(run, crashes=crashes)
    if crashes > run.task.crash_retries:
        if run.task.is_idempotent:
            _failed(board, run, TaskState.CRASHED, outcome)
        else:
            _needs_a_person(board, run, outcome)
        return
    due = board.in_s(crash_delay_s(crashes))
    board.put(run, due_at=due)
    board.set_timer(run.key, TimerKind.POLL, due)


def _lost(board: Board, run: TaskRun, outcome: Outcome) -> None:
    if run.row.state is TaskState.DEFERRED:
        due = board.in_s(_POLL_AGAIN_S)
        board.put(run, due_at=due)
        board.set_timer(run.key, TimerKind.POLL, due)
    elif not run.task.is_idempotent and outcome.began:
        _needs_a_person(board, run, outcome)
    else:
        _archive(board, run, TaskState.CRASHED, outcome)
        board.command(Release(run.key))
        board.put(run, reason=f"starts again: {reason_of(outcome)}", timeout_at=None, ended_at=outcome.at)
        board.enqueue(run)


def _returned(board: Board, run: TaskRun, outcome: Outcome) -> None:
    """It waits again, as if it had never been admitted."""
    if run.row.state is TaskState.DEFERRED:
        _lost(board, run, outcome)
        return
    board.command(Release(run.key))
    board.put(run, attempt=run.row.attempt - 1, attempt_id=None, started_at=None, timeout_at=None)
    board.enqueue(run)


def _needs_a_person(board: Board, run: TaskRun, outcome: Outcome) -> None:
    reason = f"{reason_of(outcome)}; {_NEEDS_A_PERSON}"
    settle(board, run, TaskState.CRASHED, reason, **_facts(TaskState.CRASHED, outcome))


def _try_again(
    board: Board, run: TaskRun, state: TaskState, outcome: Outcome, *, delay_s: float, reason: str
) -> None:
    _archive(board, run, state, outcome)
    if run.row.state is TaskState.RUNNING:
        board.command(Release(run.key))
    due = board.in_s(delay_s)
    board.put(
        run,
        state=TaskState.UP_FOR_RETRY,
        reason=reason,
        due_at=due,
        timeout_at=None,
        **_facts(state, outcome),
    )
    board.set_timer(run.key, TimerKind.RETRY, due)


def _archive(board: Board, run: TaskRun, state: TaskState, outcome: Outcome) -> None:
    facts = _facts(state, outcome)
    board.archive(run, state=state, reason=reason_of(outcome), due_at=None, timeout_at=None, **facts)


def _facts(state: TaskState, outcome: Outcome) -> dict[str, object]:
    """What the row keeps of an attempt that did not succeed."""
    failure = outcome.failure or Failure(code=state.value, message=reason_of(outcome))
    return {
        "exit_code": outcome.exit_code,
        "error": encode_failure(failure),
        "manifest": outcome.manifest,
        "ended_at": outcome.at,
        **({"started_at": outcome.started_at} if outcome.started_at else {}),
    }


def on_retry(board: Board, run: TaskRun) -> None:
    """The wait for the next attempt is over."""
    board.enqueue(run)


def on_poll(board: Board, run: TaskRun) -> None:
    """Time to look again at what a deferred task waits for."""
    row = run.row
    if row.stopping is None and row.attempt_id is not None:
        board.command(Poll(row.key, row.attempt_id, run.task, row.deferred or "null"))


def on_child_ended(board: Board, event: ChildEnded) -> None:
    run = board.live.get(event.key)
    if run is None or run.row.state is not TaskState.DEFERRED or run.row.child_run != event.child_run:
        return
    outcome = _outcome_of(event)
    if run.row.stopping is not None:
        _stopped(board, run, run.row.stopping, outcome)
    else:
        _ended(board, run, outcome)


def _outcome_of(event: ChildEnded) -> Outcome:
    if event.state is RunState.SUCCESS:
        return Outcome(ending=Ending.SUCCESS, at=event.at, outputs=event.outputs)
    if event.state is RunState.CANCELLED:
        reason = f"its run was cancelled: {event.error}" if event.error else "its run was cancelled"
        return Outcome(ending=Ending.CANCELLED, at=event.at, reason=reason)
    failure = Failure(code="workflow", message=event.error or "its run failed")
    return Outcome(ending=Ending.FAILED, at=event.at, failure=failure)


def time_out_sensor(board: Board, run: TaskRun, reason: str) -> None:
    """A sensor waits with nothing running and nothing to cancel."""
    outcome = Outcome(ending=Ending.TIMED_OUT, at=board.at, reason=reason)
    _failed(board, run, TaskState.TIMED_OUT, outcome)
