"""What becomes of a task whose edges are met: it is queued, asked about, opened, or put to a person."""

from collections.abc import Sequence

from seaway.core.board import Board
from seaway.core.ends import count_end, mark_item, settle
from seaway.core.events import Evaluate, Question, TimerKind
from seaway.core.fan import allowed as allowed_failures
from seaway.core.fan import is_over, is_stopped_by_failures, room, say_bad, say_good
from seaway.core.plan import Graph, Kind
from seaway.core.readiness import Decision, Tally, decide
from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.core.task_run import UNDER_WAY, Fan, Phase, Scope, TaskRun, child_key, child_path, item_key
from seaway.errors import InternalError


def open_scope(
    board: Board, graph: Graph, *, owner: TaskRun | None = None, phase: Phase | None = None
) -> Scope:
    """Begin a graph: its roots come on the board's `todo`, carried and disabled tasks end at once."""
    scope = make_scope(board, graph, owner=owner, phase=phase)
    for run in scope.runs:
        carried = board.carried.get(run.key) if phase is not None else None
        if carried is not None and carried.state.is_final:
            run.row = carried
            board.note(carried)
            count_end(board, run)
        elif run.task.disabled:
            settle(board, run, TaskState.SKIPPED, "it is disabled")
    for run, tally in zip(scope.runs, scope.tallies, strict=True):
        is_pending = run.row.state is TaskState.PENDING
        if is_pending and not run.task.edges and decide(run.task, tally) is Decision.RUN:
            board.todo.append(run)
    if not scope.open:
        board.todo.append(scope)
    return scope


def make_scope(board: Board, graph: Graph, *, owner: TaskRun | None, phase: Phase | None) -> Scope:
    """The scope with all its tasks pending."""
    wiring = board.wiring(graph)
    scope = Scope(wiring=wiring, owner=owner, phase=phase, open=len(wiring.tasks))
    parent = owner.key if owner else ""
    for place, task in enumerate(wiring.tasks):
        row = TaskRow(
            run_id=board.run_id,
            key=child_key(owner, task.id),
            path=child_path(owner, task.id),
            parent=parent,
            index=-1,
            state=TaskState.PENDING,
        )
        run = TaskRun(task=task, row=row, home=scope, place=place)
        scope.runs.append(run)
        scope.tallies.append(Tally(waiting=len(task.edges)))
        board.live[row.key] = run
    return scope


def get_ready(board: Board, run: TaskRun) -> None:
    """The edges are met: ask for `when`, if there is one, else start."""
    run.is_ready = True
    if run.task.when and run.key not in board.carried:
        board.command(Evaluate(run.key, Question.WHEN, run.task))
    else:
        start(board, run)


def start(board: Board, run: TaskRun) -> None:
    """Nothing holds the task any more."""
    if not run.is_fan:
        start_body(board, run)
        return
    carried = board.carried.get(run.key)
    if carried is not None:
        _continue_fan(board, run, carried)
        return
    board.put(run, state=TaskState.RUNNING, started_at=board.at)
    board.command(Evaluate(run.key, Question.FOREACH, run.task))


def start_body(board: Board, run: TaskRun) -> None:
    """Start a task, or one item of a foreach."""
    match run.task.kind:
        case Kind.ATTEMPT | Kind.WORKFLOW:
            board.enqueue(run)
        case Kind.GROUP:
            _open_group(board, run)
        case Kind.SWITCH:
            board.put(run, state=TaskState.RUNNING, started_at=board.at)
            board.command(Evaluate(run.key, Question.SWITCH, run.task))
        case Kind.APPROVAL:
            _ask_a_person(board, run)


def _open_group(board: Board, run: TaskRun) -> None:
    board.put(run, state=TaskState.RUNNING, started_at=board.at)
    start_timeout(board, run)
    assert run.task.group is not None
    run.inside = open_scope(board, run.task.group, owner=run)


def _ask_a_person(board: Board, run: TaskRun) -> None:
    expires_s = run.task.expires_s
    due = board.in_s(expires_s) if expires_s is not None else None
    board.put(run, state=TaskState.AWAITING_INPUT, started_at=board.at, due_at=due)
    if due is not None:
        board.set_timer(run.key, TimerKind.EXPIRY, due)
    start_timeout(board, run)


def start_timeout(board: Board, run: TaskRun) -> None:
    if run.task.timeout_s is not None:
        due = board.in_s(run.task.timeout_s)
        board.put(run, timeout_at=due)
        board.set_timer(run.key, TimerKind.TIMEOUT, due)


# --- foreach --------------------------------------------------------------------------------------------


def expand(board: Board, run: TaskRun, keys: Sequence[str], items: str) -> None:
    """The items of a foreach are known and frozen."""
    fan = Fan(owner=run, keys=keys, ended=bytearray(len(keys)))
    run.inside = fan
    board.put(run, item_count=len(keys), items=items)
    board.todo.append(fan)


def _continue_fan(board: Board, run: TaskRun, carried: TaskRow) -> None:
    """Run only the items that did not succeed the last time; the others are taken over."""
    board.put(run, state=TaskState.RUNNING, started_at=board.at)
    keys = board.item_keys.get(run.key)
    if keys is None or carried.items is None:
        raise InternalError(f"the items of {run.key} are not there")
    expand(board, run, keys, carried.items)
    assert isinstance(run.inside, Fan)
    for index, name in enumerate(run.inside.keys):
        row = board.carried.get(item_key(run.key, name))
        if row is not None and row.state is TaskState.SUCCESS:
            mark_item(run.inside, index, row.state)
            board.note(row)


def advance(board: Board, fan: Fan) -> None:
    """Make as many items as there is room for; stop where too many failed; end where nothing is left."""
    owner = fan.owner
    if owner.row.state.is_final:
        return
    if owner.row.stopping is None and is_stopped_by_failures(fan):
        _stop_making(board, fan)
    if owner.row.stopping is None:
        _make_items(board, fan)
    if is_over(fan):
        _close(board, fan)


def _stop_making(board: Board, fan: Fan) -> None:
    """What has begun goes on to its end; what has not is left out."""
    board.put(fan.owner, stopping=TaskState.FAILED, reason="stops, as an item failed")
    for item in list(fan.under_way.values()):
        if item.row.state is TaskState.QUEUED and item.row.attempt == 0:
            settle(board, item, TaskState.SKIPPED, "another item failed before this one began")


def _make_items(board: Board, fan: Fan) -> None:
    left = room(fan)
    while left > 0 and fan.next_index < len(fan.keys):
        index = fan.next_index
        fan.next_index += 1
        if not fan.ended[index]:
            start_body(board, make_item(board, fan, index))
            left -= 1
    while fan.next_index < len(fan.keys) and fan.ended[fan.next_index]:
        fan.next_index += 1


def make_item(board: Board, fan: Fan, index: int) -> TaskRun:
    owner = fan.owner.row
    row = TaskRow(
        run_id=board.run_id,
        key=item_key(owner.key, fan.keys[index]),
        path=owner.path,
        parent=owner.key,
        index=index,
        state=TaskState.PENDING,
    )
    item = TaskRun(task=fan.owner.task, row=row, home=fan, place=index)
    fan.ended[index] = UNDER_WAY
    fan.under_way[index] = item
    board.live[row.key] = item
    return item


def _close(board: Board, fan: Fan) -> None:
    owner = fan.owner
    stopping = owner.row.stopping
    owner.inside = None
    if stopping is not None and stopping is not TaskState.FAILED:
        settle(board, owner, stopping, f"{owner.row.reason}; {say_good(fan)}")
    elif fan.bad > allowed_failures(fan):
        settle(board, owner, TaskState.FAILED, say_bad(fan))
    else:
        reason = f"{say_bad(fan)}, which is tolerated" if fan.bad else ""
        settle(board, owner, TaskState.SUCCESS, reason, error=None)
