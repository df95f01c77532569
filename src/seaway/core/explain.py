"""Why a task run is not running, in words."""

from seaway.core.board import Board
from seaway.core.fan import rules_of
from seaway.core.plan import Kind
from seaway.core.states import RunState, TaskState
from seaway.core.task_run import Fan, Scope, TaskRun
from seaway.ids import TaskKey

_NAMES_SAID = 5


def explain(board: Board, key: TaskKey) -> str:
    """What holds the task run and what frees it; empty where it runs, has ended, or is not known."""
    if board.row.state is RunState.QUEUED:
        return "the run has not begun"
    run = board.live.get(key)
    if run is None:
        return _explain_item(board, key)
    row = run.row
    match row.state:
        case TaskState.PENDING if run.is_ready:
            return f"its condition is being evaluated: {run.task.when}"
        case TaskState.PENDING:
            return _explain_edges(run)
        case TaskState.QUEUED if board.is_paused():
            return f"the run is paused: {board.row.reason}" if board.row.reason else "the run is paused"
        case TaskState.QUEUED:
            return f"waits for a slot since {row.queued_at:%Y-%m-%d %H:%M:%S %Z}"
        case TaskState.UP_FOR_RETRY:
            return f"tries again at {row.due_at:%Y-%m-%d %H:%M:%S %Z}, after {row.reason}"
        case TaskState.DEFERRED:
            return _explain_deferred(run)
        case TaskState.AWAITING_INPUT:
            until = f" until {row.due_at:%Y-%m-%d %H:%M:%S %Z}" if row.due_at else ""
            return f"waits for a person's answer{until}"
        case TaskState.RUNNING if row.stopping is not None:
            return f"is being ended: {row.reason}"
        case TaskState.RUNNING if run.is_fan and run.inside is None:
            return "its items are being evaluated"
        case _:
            return ""


def _explain_edges(run: TaskRun) -> str:
    scope = run.home
    assert isinstance(scope, Scope)
    upstreams = [scope.runs[place] for place in scope.wiring.upstreams[run.place]]
    waited = [up for up in upstreams if not up.row.state.is_final]
    said = [f"{up.task.id} ({up.row.state.value.replace('_', ' ')})" for up in waited[:_NAMES_SAID]]
    more = len(waited) - len(said)
    if not said:
        return ""
    return f"waits for {', '.join(said)}" + (f" and {more} more" if more else "")


def _explain_deferred(run: TaskRun) -> str:
    row = run.row
    if row.stopping is not None:
        return f"is being ended: {row.reason}"
    if run.task.kind is Kind.WORKFLOW:
        return f"waits for run {row.child_run}"
    again = f"; looks again at {row.due_at:%Y-%m-%d %H:%M:%S %Z}" if row.due_at else ""
    return f"{row.reason or 'waits outside'}{again}"


def _explain_item(board: Board, key: TaskKey) -> str:
    """An item that is not made yet is told by its foreach."""
    if not key.endswith("]"):
        return ""
    owner = board.live.get(TaskKey(key[: key.rfind("[")]))
    if owner is None or not isinstance(owner.inside, Fan):
        return ""
    fan = owner.inside
    if fan.next_index >= len(fan.keys):
        return ""
    limit = rules_of(fan).max_parallel
    most = f", and at most {limit} run at a time" if limit else ""
    return f"{len(fan.under_way)} items before it are under way{most}"
