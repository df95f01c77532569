"""A run in memory: events go in, steps come out.

Deterministic and without I/O: time and what is random (attempt ids) come with the event, nothing is rendered.
An event costs what it makes ready, whatever the size of the run. What an event does at once is in the module
named for it; `flow` carries it on through the graph."""

from collections.abc import Iterable, Mapping, Sequence
from typing import assert_never

from seaway.core.answers import on_answered, on_evaluated, on_expanded
from seaway.core.attempts import on_admitted, on_attempt_ended, on_child_ended
from seaway.core.board import Board
from seaway.core.events import (
    Admitted,
    Answered,
    AttemptEnded,
    Begin,
    CancelRequested,
    ChildEnded,
    Command,
    Evaluated,
    Event,
    Expanded,
    PauseRequested,
    Release,
    ResumeRequested,
    Step,
    TimerFired,
    TimerKind,
)
from seaway.core.explain import explain
from seaway.core.outstanding import outstanding
from seaway.core.phases import advance_run, begin, on_cancel, on_pause, on_resume, on_run_timeout
from seaway.core.plan import Plan
from seaway.core.restoring import FinishedItems, restore
from seaway.core.rows import RunRow, TaskRow
from seaway.core.states import RunState
from seaway.core.timers import on_timer
from seaway.ids import RunId, TaskKey


class Run:
    """The state machine of one run. Not safe for threads: its owner applies one event after the other."""

    __slots__ = ("_board",)

    def __init__(self, board: Board) -> None:
        self._board = board

    @classmethod
    def new(
        cls,
        run_id: RunId,
        plan: Plan,
        *,
        carried: Mapping[TaskKey, TaskRow] | None = None,
        item_keys: Mapping[TaskKey, Sequence[str]] | None = None,
    ) -> "Run":
        """A run that waits for `Begin`.

        Args:
            carried: what a rerun takes over (`core.rerun`); these tasks end with these rows at `Begin`.
            item_keys: the frozen items of every carried foreach that is to go on (its row is not final).
        """
        row = RunRow(run_id=run_id, state=RunState.QUEUED)
        mine = {key: row._replace(run_id=run_id) for key, row in (carried or {}).items()}
        return cls(Board(plan, row, carried=mine, item_keys=item_keys or {}))

    @classmethod
    def restore(
        cls,
        run_id: RunId,
        plan: Plan,
        run_row: RunRow,
        task_rows: Iterable[TaskRow],
        *,
        item_keys: Mapping[TaskKey, Sequence[str]] | None = None,
        finished_items: FinishedItems | None = None,
    ) -> "Run":
        """The run as its rows, in any order, left it; `outstanding` is what its new owner must ask for.

        Args:
            item_keys: the frozen items of every foreach that is under way (`items` set, not final).
            finished_items: index and state of items whose rows are left out of `task_rows`, by their foreach.
        """
        assert run_row.run_id == run_id
        board = Board(plan, run_row, carried={}, item_keys=item_keys or {})
        restore(board, task_rows, finished_items or {})
        return cls(board)

    @property
    def row(self) -> RunRow:
        return self._board.row

    def outstanding(self) -> list[Command]:
        """What the rows say is to be done and is not yet answered, for a new owner; safe to perform again."""
        return outstanding(self._board)

    def explain(self, key: TaskKey) -> str:
        """Why a task run is not running, in words; empty where it runs or has ended."""
        return explain(self._board, key)

    def apply(self, event: Event) -> Step:
        """Move the run on by one event. An event that comes late or twice gives an empty step."""
        board = self._board
        board.at = event.at
        if not board.row.state.is_final:
            self._dispatch(event)
            advance_run(board)
        elif isinstance(event, Admitted):
            board.command(Release(event.key))
        return board.finish_step()

    def _dispatch(self, event: Event) -> None:
        board = self._board
        match event:
            case Admitted():
                on_admitted(board, event)
            case AttemptEnded():
                on_attempt_ended(board, event)
            case Begin():
                begin(board)
            case TimerFired(timer=TimerKind.RUN_TIMEOUT):
                on_run_timeout(board)
            case TimerFired():
                on_timer(board, event)
            case Evaluated():
                on_evaluated(board, event)
            case Expanded():
                on_expanded(board, event)
            case ChildEnded():
                on_child_ended(board, event)
            case Answered():
                on_answered(board, event)
            case CancelRequested():
                on_cancel(board, event)
            case PauseRequested():
                on_pause(board, event)
            case ResumeRequested():
                on_resume(board)
            case _:
                assert_never(event)
