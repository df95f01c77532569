"""The tables of states: complete, reachable, and drawn in the docs."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from seaway.core.board import Board
from seaway.core.diagram import run_diagram, task_diagram
from seaway.core.rows import RunRow
from seaway.core.starts import make_scope
from seaway.core.states import FINAL_RUN_STATES, RUN_TRANSITIONS, TASK_TRANSITIONS, RunState, TaskState
from seaway.core.task_run import Phase
from seaway.errors import InternalError
from seaway.testing.plans import chain
from tests.support.random_plans import PlanMaker, Player
from tests.support.run_driver import RUN_ID, Driver

PAGE = Path(__file__).parents[3] / "docs" / "concepts" / "states.md"
ENGINE_ONLY = {
    (RunState.QUEUED, RunState.FAILED),  # the engine sets a run aside that it can't load
}


def test_every_state_is_in_the_tables() -> None:
    assert set(TASK_TRANSITIONS) == set(TaskState)
    assert set(RUN_TRANSITIONS) == set(RunState)


def test_final_is_final() -> None:
    assert {state for state, following in TASK_TRANSITIONS.items() if not following} == {
        state for state in TaskState if state.is_final
    }
    assert {state for state, following in RUN_TRANSITIONS.items() if not following} == FINAL_RUN_STATES


def test_a_transition_that_is_not_in_the_table_is_refused() -> None:
    plan = chain("a")
    board = Board(plan, RunRow(run_id=RUN_ID, state=RunState.QUEUED), carried={}, item_keys={})
    (run,) = make_scope(board, plan.main, owner=None, phase=Phase.MAIN).runs
    with pytest.raises(InternalError, match="a can't go from pending to timed_out"):
        board.put(run, state=TaskState.TIMED_OUT)
    with pytest.raises(InternalError, match="can't go from queued to paused"):
        board.put_run(state=RunState.PAUSED)


def moves_of(seed: int) -> Counter[tuple[str, str]]:
    """The changes of state in one random history, of tasks and of the run."""
    random = Random(seed)
    driver = Driver(PlanMaker(random).plan())
    player = Player(random, driver)
    moves: Counter[tuple[str, str]] = Counter()
    driver.begin()
    moves[RunState.QUEUED, driver.run_row.state] += 1
    for _ in range(200):
        before, run_before = dict(driver.rows), driver.run_row.state
        if run_before.is_final:
            break
        event = random.choice([player.next_event(is_hurried=False), *player.people()])
        for row in driver.apply(event).tasks:
            old = before[row.key].state if row.key in before else TaskState.PENDING
            moves[old, row.state] += 1
        moves[run_before, driver.run_row.state] += 1
    return moves


def test_every_transition_of_the_tables_is_reached() -> None:
    """That none outside of them is made is refused by the board itself."""
    wanted = {
        (state, other)
        for table in (TASK_TRANSITIONS, RUN_TRANSITIONS)
        for state, following in table.items()
        for other in following
    } - ENGINE_ONLY
    wanted.discard((RunState.QUEUED, RunState.CANCELLED))
    assert Driver(chain("a")).cancel().run_row.state is RunState.CANCELLED
    for seed in range(4_000):
        wanted -= set(moves_of(seed))
        if not wanted:
            return
    pytest.fail(f"never seen: {wanted}")


def test_the_diagrams_in_the_docs_are_those_of_the_tables() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for diagram in (task_diagram(), run_diagram()):
        assert f"```mermaid\n{diagram}\n```" in page, "put in what seaway.core.diagram draws"
