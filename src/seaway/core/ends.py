"""The end of a task run, and how it is counted by those that wait for it."""

from seaway.core.board import Board
from seaway.core.events import Release
from seaway.core.failures import bear_failure, failure_of, first_line, is_bad, say_end
from seaway.core.readiness import Decision, decide, judge
from seaway.core.states import RunState, TaskState
from seaway.core.task_run import ENDINGS, Fan, Phase, Scope, TaskRun

_HOLDS_OR_WAITS = frozenset({TaskState.QUEUED, TaskState.RUNNING})


def settle(board: Board, run: TaskRun, state: TaskState, reason: str = "", **changes: object) -> None:
    """End a task run for good, and put what this decides on the board's `todo`."""
    if run.row.state in _HOLDS_OR_WAITS and run.takes_slots:
        leave_queue(board, run)
        board.command(Release(run.key))
    changes.setdefault("ended_at", board.at)
    board.put(run, state=state, reason=reason, due_at=None, timeout_at=None, stopping=None, **changes)
    count_end(board, run)


def leave_group(board: Board, owner: TaskRun, scope: Scope) -> None:
    """Let go of what is inside a group that is through."""
    for run in scope.runs:
        board.forget(run)
    owner.inside = None


def leave_queue(board: Board, run: TaskRun) -> None:
    """Count an item that waits no more, so that its foreach makes the next."""
    if run.row.state is TaskState.QUEUED and isinstance(run.home, Fan):
        run.home.queued -= 1
        board.todo.append(run.home)


def count_end(board: Board, run: TaskRun) -> None:
    """Tell where it stands in that it ended."""
    match run.home:
        case Fan() as fan:
            _count_item(board, fan, run)
        case Scope() as scope:
            _count_task(board, scope, run)


def _count_item(board: Board, fan: Fan, run: TaskRun) -> None:
    mark_item(fan, run.place, run.row.state)
    del fan.under_way[run.place]
    bear_failure(board, fan.owner, run)
    board.forget(run)
    board.todo.append(fan)


def mark_item(fan: Fan, index: int, state: TaskState) -> None:
    fan.ended[index] = ENDINGS[state]
    fan.good += state is TaskState.SUCCESS
    fan.bad += state.is_failure or state is TaskState.CANCELLED


def _count_task(board: Board, scope: Scope, run: TaskRun) -> None:
    count_task(scope, run)
    if is_bad(run.row) and not run.task.allow_failure:
        if scope.owner is not None:
            bear_failure(board, scope.owner, run)
        else:
            _blame(board, scope, run)
    for place, _ in scope.wiring.listeners[run.place]:
        listener = scope.runs[place]
        if listener.row.state is not TaskState.PENDING or listener.is_ready:
            continue
        if decide(listener.task, scope.tallies[place]) is not Decision.WAIT:
            board.todo.append(listener)
    if not scope.open:
        board.todo.append(scope)


def count_task(scope: Scope, run: TaskRun) -> None:
    """Count a final task run in its scope: what is open, what failed, and each edge that looks at it."""
    row = run.row
    scope.open -= 1
    if is_bad(row) and not run.task.allow_failure:
        scope.failures += 1
    for place, edge in scope.wiring.listeners[run.place]:
        verdict = judge(
            edge,
            row.state,
            exit_code=row.exit_code,
            label=row.label,
            allow_failure=run.task.allow_failure,
        )
        scope.tallies[place].count(verdict, row.state)


def _blame(board: Board, scope: Scope, run: TaskRun) -> None:
    """Let the run name its first failure; what a cancel of the whole run ended is none."""
    if board.row.failed_task is not None:
        return
    if board.row.stopping is RunState.CANCELLED and scope.phase is not Phase.FINAL:
        return
    if board.row.stopping is not None and run.row.state is TaskState.CANCELLED:
        return
    failure = failure_of(run.row)
    error = first_line(failure.message) or say_end(run.task.id, run.row)
    board.put_run(failed_task=failure.task or run.key, error=board.row.error or error)
