"""The run as a whole: its graphs one after the other, its verdict, cancel, pause and timeout."""

from datetime import timedelta

from seaway.core.board import Board, queue_of
from seaway.core.events import CancelRequested, Finish, PauseRequested, Release, TimerKind
from seaway.core.failures import is_bad
from seaway.core.flow import pump
from seaway.core.rows import TaskRow
from seaway.core.starts import open_scope
from seaway.core.states import RunState, TaskState
from seaway.core.stops import cancel_all
from seaway.core.task_run import Phase, Scope
from seaway.ids import TaskKey
from seaway.spec.durations import format_duration

RUN_TIMER_KEY = TaskKey("")
"""The key of the timer that belongs to the whole run."""


def begin(board: Board) -> None:
    if board.row.state is not RunState.QUEUED:
        return
    board.put_run(state=RunState.RUNNING, started_at=board.at)
    if board.plan.timeout_s is not None:
        board.set_timer(RUN_TIMER_KEY, TimerKind.RUN_TIMEOUT, board.in_s(board.plan.timeout_s))
    _note_carried_insides(board)
    board.scopes[Phase.MAIN] = open_scope(board, board.plan.main, phase=Phase.MAIN)


def _note_carried_insides(board: Board) -> None:
    """Write the rows inside of what is carried; the state machine does not look into them again."""
    for row in board.carried.values():
        if row.parent:
            board.note(row)


def advance_run(board: Board) -> None:
    """Work off the step; where a graph is through by it, open the next, and after the last end the run."""
    while (closed := pump(board)) is not None:
        following = _following(board, closed)
        if following is None:
            _finish(board)
            return
        graph = board.plan.on_failure if following is Phase.ON_FAILURE else board.plan.final
        board.scopes[following] = open_scope(board, graph, phase=following)


def _following(board: Board, closed: Scope) -> Phase | None:
    if closed.phase is Phase.MAIN and is_failed_verdict(board):
        return Phase.ON_FAILURE
    return None if closed.phase is Phase.FINAL else Phase.FINAL


def is_failed_verdict(board: Board) -> bool:
    """Whether the main graph made the run fail. A cancel says no; a timeout of the run says yes."""
    stopping = board.row.stopping
    return stopping is RunState.FAILED or (stopping is None and board.scopes[Phase.MAIN].failures > 0)


def _finish(board: Board) -> None:
    state = _final_state(board)
    said = []
    if state is RunState.FAILED and board.row.failed_task:
        said.append(f"{board.row.failed_task} failed")
    if board.row.stopping is not None:
        said.append(board.row.reason)
    board.put_run(state=state, reason="; ".join(said), ended_at=board.at, stopping=None)
    board.command(Finish(state))


def _final_state(board: Board) -> RunState:
    later = [board.scopes[phase] for phase in (Phase.ON_FAILURE, Phase.FINAL) if phase in board.scopes]
    if any(_has_failed(board, scope) for scope in later) or is_failed_verdict(board):
        return RunState.FAILED
    return board.row.stopping or RunState.SUCCESS


def _has_failed(board: Board, scope: Scope) -> bool:
    """What the cancel of the run ended is no failure."""
    if board.row.stopping is None or not scope.failures:
        return scope.failures > 0
    ended = [run.row for run in scope.runs if not run.task.allow_failure]
    return any(is_bad(row) and row.state is not TaskState.CANCELLED for row in ended)


# --- from outside ---------------------------------------------------------------------------------------


def on_cancel(board: Board, event: CancelRequested) -> None:
    match board.row.state:
        case RunState.QUEUED:
            board.put_run(state=RunState.CANCELLED, reason=event.reason, ended_at=board.at)
            board.command(Finish(RunState.CANCELLED))
        case RunState.RUNNING | RunState.PAUSED:
            has_failed = board.scopes[Phase.MAIN].open == 0 and is_failed_verdict(board)
            stopping = RunState.FAILED if has_failed else RunState.CANCELLED
            _cancel(board, stopping, event.reason, is_forced=event.is_forced)
        case RunState.CANCELLING if event.is_forced:
            _stop_scopes(board, event.reason, is_forced=True)
        case _:
            pass


def _cancel(board: Board, stopping: RunState, reason: str, *, is_forced: bool = False) -> None:
    was_paused = board.is_paused()
    board.put_run(state=RunState.CANCELLING, stopping=stopping, reason=reason)
    _stop_scopes(board, reason, is_forced=is_forced)
    if was_paused:
        _queue_again(board)


def _stop_scopes(board: Board, reason: str, *, is_forced: bool) -> None:
    for phase, scope in list(board.scopes.items()):
        if is_forced or phase is not Phase.FINAL:
            cancel_all(board, scope.runs, reason, is_forced=is_forced)
    if is_forced and Phase.FINAL not in board.scopes:
        _call_off_the_last(board, reason)


def _call_off_the_last(board: Board, reason: str) -> None:
    """Tasks that have not had their turn end now; their rows keep that, whoever opens their graph later."""
    rows = {}
    for task in board.plan.final.tasks:
        key = TaskKey(task.id)
        if key not in board.carried:
            rows[key] = TaskRow(
                board.run_id, key, key, "", -1, TaskState.CANCELLED, reason, ended_at=board.at
            )
            board.note(rows[key])
    board.carried = {**board.carried, **rows}


def on_run_timeout(board: Board) -> None:
    """Cancel what is left of the run and call it failed. Clean-up has timeouts of its own."""
    timeout_s, started_at = board.plan.timeout_s, board.row.started_at
    if timeout_s is None or started_at is None or Phase.FINAL in board.scopes:
        return
    if board.row.state not in (RunState.RUNNING, RunState.PAUSED):
        return
    if started_at + timedelta(seconds=timeout_s) > board.at:
        return
    said = f"timed out after {format_duration(timedelta(seconds=timeout_s))}"
    board.put_run(error=board.row.error or f"the run {said}")
    _cancel(board, RunState.FAILED, said)


def on_pause(board: Board, event: PauseRequested) -> None:
    if board.row.state is not RunState.RUNNING:
        return
    board.put_run(state=RunState.PAUSED, reason=event.reason)
    for run in board.live.values():
        if run.row.state is TaskState.QUEUED:
            board.command(Release(run.key))


def on_resume(board: Board) -> None:
    if board.row.state is not RunState.PAUSED:
        return
    board.put_run(state=RunState.RUNNING, reason="")
    _queue_again(board)


def _queue_again(board: Board) -> None:
    for run in board.live.values():
        if run.row.state is TaskState.QUEUED:
            board.command(queue_of(run))
