"""Building a run in memory from its rows; nothing is asked for and nothing changes by it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from seaway.core.board import Board
from seaway.core.ends import count_task, mark_item
from seaway.core.phases import is_failed_verdict
from seaway.core.plan import Graph
from seaway.core.readiness import Decision, decide
from seaway.core.rows import TaskRow
from seaway.core.starts import make_scope
from seaway.core.states import RunState, TaskState
from seaway.core.task_run import NOT_MADE, UNDER_WAY, Fan, Phase, Scope, TaskRun
from seaway.errors import InternalError
from seaway.ids import TaskKey

FinishedItems = Mapping[TaskKey, Iterable[tuple[int, TaskState]]]


def restore(board: Board, rows: Iterable[TaskRow], finished: FinishedItems) -> None:
    """Fill the board of a run that was begun and is not over."""
    if board.row.state is RunState.QUEUED or board.row.state.is_final:
        return
    known = list(rows)
    builder = _Builder(board, known, finished)
    board.carried = {**board.carried, **_settled_early(board.plan.final, known)}
    main = board.scopes[Phase.MAIN] = builder.scope(board.plan.main, phase=Phase.MAIN)
    if main.open:
        return
    if is_failed_verdict(board):
        handlers = board.scopes[Phase.ON_FAILURE] = builder.scope(
            board.plan.on_failure, phase=Phase.ON_FAILURE
        )
        if handlers.open:
            return
    board.scopes[Phase.FINAL] = builder.scope(board.plan.final, phase=Phase.FINAL)


def _settled_early(graph: Graph, rows: Iterable[TaskRow]) -> dict[TaskKey, TaskRow]:
    """What ended before its graph was opened: a forced cancel called it off."""
    keys = {task.id for task in graph.tasks}
    return {row.key: row for row in rows if row.key in keys and row.state.is_final}


class _Builder:
    """Goes down from the top, so that what lies inside of something final is never looked at."""

    def __init__(self, board: Board, rows: Iterable[TaskRow], finished: FinishedItems) -> None:
        self._board = board
        self._finished = finished
        self._tasks: dict[TaskKey, TaskRow] = {}
        self._items: dict[str, list[TaskRow]] = defaultdict(list)
        for row in rows:
            if row.index >= 0:
                self._items[row.parent].append(row)
            else:
                self._tasks[row.key] = row

    def scope(self, graph: Graph, *, owner: TaskRun | None = None, phase: Phase | None = None) -> Scope:
        scope = make_scope(self._board, graph, owner=owner, phase=phase)
        for run in scope.runs:
            run.row = self._tasks.get(run.key, run.row)
            if run.row.state.is_final:
                count_task(scope, run)
            else:
                self._fill(run)
        for run, tally in zip(scope.runs, scope.tallies, strict=True):
            if run.row.state is TaskState.PENDING:
                run.is_ready = decide(run.task, tally) is Decision.RUN
        return scope

    def _fill(self, run: TaskRun) -> None:
        """Build what a group or a foreach has under way."""
        if run.row.state is not TaskState.RUNNING:
            return
        if run.is_fan:
            run.inside = self._fan(run) if run.row.item_count is not None else None
        elif run.task.group is not None:
            run.inside = self.scope(run.task.group, owner=run)

    def _fan(self, owner: TaskRun) -> Fan:
        keys = self._board.item_keys.get(owner.key)
        if keys is None or len(keys) != owner.row.item_count:
            raise InternalError(f"the items of {owner.key} are not there")
        fan = Fan(owner=owner, keys=keys, ended=bytearray(len(keys)))
        for index, state in self._finished.get(owner.key, ()):
            mark_item(fan, index, state)
        for row in sorted(self._items[owner.key], key=lambda row: row.index):
            if row.state.is_final:
                mark_item(fan, row.index, row.state)
            else:
                self._item(fan, row)
        first = fan.ended.find(NOT_MADE)
        fan.next_index = first if first >= 0 else len(keys)
        return fan

    def _item(self, fan: Fan, row: TaskRow) -> None:
        item = TaskRun(task=fan.owner.task, row=row, home=fan, place=row.index)
        fan.ended[row.index] = UNDER_WAY
        fan.under_way[row.index] = item
        fan.queued += row.state is TaskState.QUEUED
        self._board.live[row.key] = item
        self._fill(item)
