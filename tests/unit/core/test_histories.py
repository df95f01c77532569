"""Properties that hold of every run: random plans and histories, with duplicate, late and wrong events."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seaway.core.events import Command, Evaluate, Event, Queue, StartAttempt, StartChild, Step
from seaway.core.plan import Plan
from seaway.core.readiness import Decision, Tally, decide, judge
from seaway.core.rerun import RerunChoice, RerunMode, plan_rerun
from seaway.core.states import RUN_TRANSITIONS, TaskState
from seaway.errors import BadRequestError
from seaway.ids import RunId
from tests.support.random_plans import PlanMaker, Player
from tests.support.run_driver import Driver

MOST_EVENTS = 400


class Watched(Driver):
    """A driver that checks every step, and plays it on a restored copy of the run as well."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.moves: Counter[tuple[str, str]] = Counter()
        self.run_moves: Counter[tuple[str, str]] = Counter()

    def apply(self, event: Event) -> Step:
        twin = self.restored()
        assert told(twin.outstanding()) == told(self.run.outstanding())
        before, run_before = dict(self.rows), self.run_row
        step = super().apply(event)
        if before:
            assert as_set(twin.apply(event)) == as_set(step)
        for row in step.tasks:
            old = before[row.key].state if row.key in before else TaskState.PENDING
            self._check_move(old, row.state)
            if old is TaskState.PENDING and row.state in (TaskState.QUEUED, TaskState.RUNNING):
                self._check_edges(row.key)
        if self.run_row.state is not run_before.state:
            assert is_reachable(RUN_TRANSITIONS, run_before.state, self.run_row.state)
        return step

    def _check_move(self, old: TaskState, new: TaskState) -> None:
        if new is not old:
            assert not old.is_final
            self.moves[old.value, new.value] += 1

    def _check_edges(self, key: str) -> None:
        """Computed again from all rows: what starts has its edges met."""
        task = next((task for task in self.plan.main.tasks if task.id == key), None)
        if task is None:
            return
        tally = Tally(waiting=len(task.edges))
        upstreams = {up.id: up for up in self.plan.main.tasks}
        for edge in task.edges:
            row = self.rows.get(edge.upstream)  # type: ignore[call-overload]
            if row is not None and row.state.is_final:
                allow = upstreams[edge.upstream].allow_failure
                verdict = judge(
                    edge, row.state, exit_code=row.exit_code, label=row.label, allow_failure=allow
                )
                tally.count(verdict, row.state)
        assert decide(task, tally) is Decision.RUN


def is_reachable(table: dict, old: object, new: object) -> bool:  # type: ignore[type-arg]
    """Directly or through states that one step passes."""
    seen, left = {old}, [old]
    while left:
        for following in table[left.pop()]:
            if following not in seen:
                seen.add(following)
                left.append(following)
    return new in seen


def told(commands: list[Command]) -> list[str]:
    return sorted(map(repr, commands))


def as_set(step: Step) -> tuple[object, ...]:
    return (
        {row.key: row for row in step.tasks},
        sorted(step.archived),
        step.run,
        told(step.commands),
    )


def play(seed: int) -> Watched:
    """One history from `Begin` to the end of the run."""
    random = Random(seed)
    driver = Watched(PlanMaker(random).plan())
    player = Player(random, driver)
    driver.begin()
    for count in range(MOST_EVENTS):
        if driver.run_row.state.is_final:
            return driver
        people = player.people()
        if people and random.random() < 0.3:
            driver.apply(random.choice(people))
            continue
        is_hurried = count > MOST_EVENTS // 4
        waits = not any(
            isinstance(command, Queue | Evaluate | StartAttempt | StartChild)
            for command in driver.run.outstanding()
        )
        if is_hurried and waits and people:
            driver.apply(people[0])
        driver.apply(player.next_event(is_hurried=is_hurried))
    pytest.fail(f"seed {seed}: the run does not end: {driver.run.outstanding()}, {driver.run_row}")


@settings(max_examples=150)
@given(st.integers(min_value=0, max_value=2**32))
def test_every_history_ends_and_a_restored_run_goes_on_as_the_first_would(seed: int) -> None:
    play(seed)


def rerun(seed: int) -> None:
    """Play a history, then a rerun of it by a random choice, on to its end."""
    first, random = play(seed), Random(seed + 1)
    tasks = first.plan.main.tasks
    mode = random.choice(list(RerunMode))
    choice = RerunChoice(mode, (random.choice(tasks).id,))
    try:
        chosen = plan_rerun(first.plan, first.plan, first.rows.values(), choice)
    except BadRequestError:
        assert mode is RerunMode.FAILED
        return
    assert {key for key, _ in chosen.run} | chosen.carry.keys() >= {task.id for task in tasks}
    items = {key: names for key, names in first.item_keys.items() if key in chosen.carry}
    driver = Driver(first.plan, carried=chosen.carry, item_keys=items, run_id=RunId("run-2")).begin()
    player = Player(random, driver, first_attempt=1_000_000)
    for count in range(MOST_EVENTS):
        if driver.run_row.state.is_final:
            return
        assert told(driver.restored().outstanding()) == told(driver.run.outstanding())
        people = player.people()
        is_hurried = count > MOST_EVENTS // 4
        if people and (is_hurried or random.random() < 0.3):
            driver.apply(people[0])
        else:
            driver.apply(player.next_event(is_hurried=is_hurried))
    pytest.fail(f"seed {seed}: the rerun does not end: {driver.run.outstanding()}")


@settings(max_examples=60)
@given(st.integers(min_value=0, max_value=2**32))
def test_a_rerun_of_any_history_carries_what_holds_and_ends(seed: int) -> None:
    rerun(seed)
