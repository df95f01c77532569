"""What is said of failures: in a row's reason, in its error, and upwards to what it is a part of."""

from dataclasses import replace

import msgspec

from seaway.core.board import Board
from seaway.core.outcome import Ending, Failure, Outcome
from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.core.task_run import TaskRun

_SAID = {
    TaskState.FAILED: "failed",
    TaskState.TIMED_OUT: "timed out",
    TaskState.CRASHED: "crashed",
    TaskState.CANCELLED: "was cancelled",
}


def is_bad(row: TaskRow) -> bool:
    """Whether it ended in a way that makes what it is a part of fail.

    Cancelled counts: where that was asked for from above, the answer is settled and nobody looks at this."""
    return row.state.is_failure or row.state is TaskState.CANCELLED


def say_end(name: str, row: TaskRow) -> str:
    return f"{name} {_SAID[row.state]}"


def encode_failure(failure: Failure) -> str:
    return msgspec.json.encode(failure).decode()


def decode_failure(error: str) -> Failure:
    return msgspec.json.decode(error, type=Failure)


def failure_of(row: TaskRow) -> Failure:
    """The failure a task run ended with; where there is no error beside the state, its reason."""
    if row.error is not None:
        return decode_failure(row.error)
    return Failure(code=row.state.value, message=row.reason or row.state.value)


def first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


def reason_of(outcome: Outcome) -> str:
    """One line on why an attempt ended as it did."""
    if outcome.failure is not None and outcome.failure.message.strip():
        return first_line(outcome.failure.message)
    if outcome.reason:
        return first_line(outcome.reason)
    if outcome.exit_code is not None and outcome.ending is Ending.FAILED:
        return f"exit code {outcome.exit_code}"
    return outcome.ending.value.replace("_", " ")


def bear_failure(board: Board, owner: TaskRun, child: TaskRun) -> None:
    """Let a foreach or a group carry the first failure inside of it."""
    if owner.row.error is not None or not is_bad(child.row):
        return
    if owner.row.stopping is not None and not child.row.state.is_failure:
        return
    failure = failure_of(child.row)
    task = failure.task or child.key
    board.put(owner, error=encode_failure(replace(failure, task=task)))
