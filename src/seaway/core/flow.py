"""How a run moves forward by itself: what is decided starts or is skipped, what is empty closes.

Nothing here recurses along the graph: an end puts what it decides on the board's `todo`, for `pump`."""

from seaway.core.board import Board
from seaway.core.ends import leave_group, settle
from seaway.core.events import Evaluate, Question
from seaway.core.failures import is_bad, say_end
from seaway.core.readiness import Decision, decide, why_not
from seaway.core.starts import advance, get_ready
from seaway.core.states import TaskState
from seaway.core.task_run import Fan, Scope, TaskRun


def pump(board: Board) -> Scope | None:
    """Work off what the event at hand has set going; gives the scope at the top that closed by it, if any."""
    closed = None
    while board.todo:
        match board.todo.popleft():
            case TaskRun() as run:
                _go_on(board, run)
            case Fan() as fan:
                advance(board, fan)
            case Scope() as scope if scope.open:
                pass
            case Scope(owner=None) as scope:
                closed = scope
            case Scope() as scope:
                _close_group(board, scope)
    return closed


def _go_on(board: Board, run: TaskRun) -> None:
    scope = run.home
    if run.row.state is not TaskState.PENDING or run.is_ready or not isinstance(scope, Scope):
        return
    match decide(run.task, scope.tallies[run.place]):
        case Decision.RUN:
            get_ready(board, run)
        case Decision.SKIP:
            settle(board, run, TaskState.SKIPPED, _reason(scope, run))
        case Decision.UPSTREAM_FAILED:
            settle(board, run, TaskState.UPSTREAM_FAILED, _reason(scope, run))
        case Decision.WAIT:
            pass


def _reason(scope: Scope, run: TaskRun) -> str:
    upstreams = (scope.runs[place] for place in scope.wiring.upstreams[run.place])
    return why_not(run.task, [(found.row, found.task.allow_failure) for found in upstreams])


def _close_group(board: Board, scope: Scope) -> None:
    owner = scope.owner
    assert owner is not None
    if owner.row.state.is_final:
        return
    stopping = owner.row.stopping
    if stopping is None and not scope.failures and owner.task.has_outputs:
        board.command(Evaluate(owner.key, Question.OUTPUTS, owner.task))
        return
    leave_group(board, owner, scope)
    if stopping is not None:
        settle(board, owner, stopping, owner.row.reason)
    elif scope.failures:
        settle(board, owner, TaskState.FAILED, _first_failure(scope))
    else:
        settle(board, owner, TaskState.SUCCESS, error=None)


def _first_failure(scope: Scope) -> str:
    first = next(run for run in scope.runs if is_bad(run.row) and not run.task.allow_failure)
    return say_end(first.task.id, first.row)
