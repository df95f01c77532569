"""What was asked for and is answered: conditions, item lists, a person's word."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

import msgspec

from seaway.core.board import Board
from seaway.core.ends import leave_group, settle
from seaway.core.events import Answered, Evaluated, Expanded, Question
from seaway.core.failures import encode_failure, first_line
from seaway.core.outcome import Failure
from seaway.core.plan import Kind
from seaway.core.starts import expand, start
from seaway.core.states import TaskState
from seaway.core.task_run import Scope, TaskRun
from seaway.spec.foreach import MAX_ITEMS


def on_evaluated(board: Board, event: Evaluated) -> None:
    run = board.live.get(event.key)
    if run is None or not is_asked(run, event.question):
        return
    if event.question is Question.OUTPUTS and isinstance(run.inside, Scope):
        leave_group(board, run, run.inside)
    if event.error:
        failure = Failure(code="expression", message=event.error, can_retry=False)
        settle(board, run, TaskState.FAILED, first_line(event.error), error=encode_failure(failure))
    elif event.question is Question.SWITCH:
        _choose(board, run, event.value)
    elif event.question is Question.OUTPUTS:
        settle(board, run, TaskState.SUCCESS, outputs=str(event.value), error=None)
    elif event.question is Question.WHEN and event.value:
        start(board, run)
    elif event.question is Question.WHEN:
        settle(board, run, TaskState.SKIPPED, f"its condition is false: {run.task.when}")


def is_asked(run: TaskRun, question: Question) -> bool:
    """Whether this question is open. It is told by the row, so that a restored run asks the same."""
    match question:
        case Question.WHEN:
            return run.is_ready and run.row.state is TaskState.PENDING
        case Question.FOREACH:
            return run.is_fan and run.row.state is TaskState.RUNNING and run.inside is None
        case Question.SWITCH:
            is_switch = run.task.kind is Kind.SWITCH and not run.is_fan
            return is_switch and run.row.state is TaskState.RUNNING
        case Question.OUTPUTS:
            inside = run.inside
            if run.is_fan or not run.task.has_outputs or not isinstance(inside, Scope):
                return False
            return not inside.open and not inside.failures and run.row.stopping is None


def _choose(board: Board, run: TaskRun, value: object) -> None:
    label = None if value is None else str(value)
    reason = f"chose {label}" if label is not None else "no case holds, and there is no default"
    outputs = msgspec.json.encode({"label": label}).decode()
    settle(board, run, TaskState.SUCCESS, reason, label=label, outputs=outputs)


def on_expanded(board: Board, event: Expanded) -> None:
    run = board.live.get(event.key)
    if run is None or not is_asked(run, Question.FOREACH):
        return
    problem = _problem_of(event.item_keys)
    if problem:
        error = encode_failure(Failure(code="foreach", message=problem, can_retry=False))
        settle(board, run, TaskState.FAILED, problem, error=error)
    else:
        expand(board, run, event.item_keys, event.items)


def _problem_of(keys: Sequence[str]) -> str:
    if len(keys) > MAX_ITEMS:
        return f"{len(keys)} items are more than {MAX_ITEMS}"
    if len(set(keys)) < len(keys):
        twice = next(key for key, times in Counter(keys).items() if times > 1)
        return f"two items have the key {twice}"
    return ""


def on_answered(board: Board, event: Answered) -> None:
    run = board.live.get(event.key)
    if run is None or run.row.state is not TaskState.AWAITING_INPUT:
        return
    outputs = msgspec.json.encode(_values(event.values) | {"actor": event.actor}).decode()
    if event.is_approved:
        settle(board, run, TaskState.SUCCESS, f"approved by {event.actor}", outputs=outputs)
    else:
        reason = f"rejected by {event.actor}"
        error = encode_failure(Failure(code="rejected", message=reason, can_retry=False))
        settle(board, run, TaskState.FAILED, reason, error=error, outputs=outputs)


def _values(text: str) -> dict[str, object]:
    with suppress(msgspec.MsgspecError):
        return msgspec.json.decode(text, type=dict[str, object])
    return {}
