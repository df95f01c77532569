"""Fanning out over items, groups, and both inside each other."""

import gc
import tracemalloc
from collections.abc import Sequence
from time import process_time

import pytest

from seaway.core.events import CancelAttempt, Evaluate, Question, Queue, TimerKind
from seaway.core.failures import decode_failure
from seaway.core.fan import MOST_UNDER_WAY, QUEUED_AHEAD
from seaway.core.outcome import Failure
from seaway.core.plan import Foreach, Plan, RetryPolicy
from seaway.core.states import RunState, TaskState
from seaway.core.task_run import item_key
from seaway.ids import TaskKey
from seaway.testing.plans import each, group, plan, task
from tests.support.run_driver import Driver


def fan(*items: str, foreach: Foreach | None = None, **keys: object) -> Driver:
    tasks = [task("load", foreach=foreach or each(), **keys), task("after", "load")]
    return Driver(plan(*tasks)).begin().expand("load", *items)


def test_items_are_asked_for_and_the_foreach_runs_meanwhile() -> None:
    driver = Driver(plan(task("load", foreach=each()))).begin()
    assert [type(command) for command in driver.commands] == [Evaluate]
    assert driver.state("load") is TaskState.RUNNING
    driver.expand("load", "de", "fr")
    assert driver.queued() == ["load[de]", "load[fr]"]
    row = driver.row("load[fr]")
    assert (row.parent, row.path, row.index) == ("load", "load", 1)
    assert (driver.row("load").item_count, driver.row("load").items) == (2, "items-of-load")


def test_no_items_are_a_success() -> None:
    driver = fan()
    assert driver.state("load") is TaskState.SUCCESS
    assert driver.queued() == ["after"]


def test_all_items_succeed_and_what_comes_after_runs_once() -> None:
    driver = fan("de", "fr", "it").work("load[fr]", "load[it]")
    assert driver.state("after") is TaskState.PENDING
    driver.work("load[de]", "after")
    assert driver.run_row.state is RunState.SUCCESS


def test_failed_items_are_named_and_the_first_error_is_carried_up() -> None:
    driver = fan("de", "fr", "it").fail("load[fr]", "no rate").work("load[it]").fail("load[de]", "other")
    row = driver.row("load")
    assert (row.state, row.reason) == (TaskState.FAILED, "2 of 3 items failed: de, fr")
    assert decode_failure(row.error or "") == Failure(code="ValueError", message="no rate", task="load[fr]")
    assert driver.state("after") is TaskState.UPSTREAM_FAILED
    assert (driver.run_row.failed_task, driver.run_row.error) == ("load[fr]", "no rate")


@pytest.mark.parametrize(
    ("tolerate", "failing", "state"),
    [(0.0, 1, "failed"), (1.0, 1, "success"), (1.0, 2, "failed"), (0.5, 2, "success"), (0.49, 2, "failed")],
)
def test_so_many_items_may_fail(tolerate: float, failing: int, state: str) -> None:
    items = ("a", "b", "c", "d")
    driver = fan(*items, foreach=each(tolerate=tolerate))
    for at, item in enumerate(items):
        driver.work(
            f"load[{item}]", ending="failed" if at < failing else "success", exit_code=int(at < failing)
        )
    assert driver.state("load").value == state
    if state == "success" and failing:
        assert driver.row("load").error is None
        assert "which is tolerated" in driver.row("load").reason


def test_items_are_retried_each_for_itself() -> None:
    driver = fan("de", "fr", retry=RetryPolicy(attempts=2, delay_s=0)).fail("load[de]")
    driver.work("load[fr]").fire("load[de]", TimerKind.RETRY).work("load[de]")
    assert driver.state("load") is TaskState.SUCCESS


def test_after_a_failure_a_stopping_foreach_starts_nothing_and_lets_finish_what_runs() -> None:
    driver = fan("a", "b", "c", "d", foreach=each(on_item_failure="stop", max_parallel=3)).admit("load[b]")
    driver.fail("load[a]")
    assert driver.states("load[b]", "load[c]", "load[d]") == ["running", "skipped", "pending"]
    driver.end("load[b]")
    assert (driver.state("load"), driver.row("load").reason) == (
        TaskState.FAILED,
        "1 of 4 items failed: a",
    )


def test_at_most_max_parallel_items_are_made() -> None:
    driver = fan("a", "b", "c", foreach=each(max_parallel=2))
    assert driver.queued() == ["load[a]", "load[b]"]
    assert (
        driver.run.explain(TaskKey("load[c]"))
        == "2 items before it are under way, and at most 2 run at a time"
    )
    driver.work("load[a]")
    assert driver.queued() == ["load[b]", "load[c]"]


def test_items_that_wait_outside_do_not_pile_up_without_end() -> None:
    driver = fan(*map(str, range(3000)))
    assert len(driver.queued()) == QUEUED_AHEAD
    while queued := driver.queued():
        for key in queued:
            driver.work(key, ending="deferred", deferred="{}", poll_after_s=9)
    waiting = [row for row in driver.rows.values() if row.state is TaskState.DEFERRED]
    assert len(waiting) == MOST_UNDER_WAY


def test_a_cancel_ends_the_items_and_makes_no_more() -> None:
    driver = fan(*"abcd", foreach=each(max_parallel=2)).admit("load[a]").cancel()
    assert driver.states("load", "load[a]", "load[b]", "load[c]") == [
        "running",
        "running",
        "cancelled",
        "pending",
    ]
    driver.end("load[a]", "cancelled")
    assert driver.state("load") is TaskState.CANCELLED
    assert driver.row("load").reason == "cancelled by ann; 0 of 4 items had succeeded"
    assert driver.run_row.state is RunState.CANCELLED


def test_a_list_that_cant_be_made_fails_the_task() -> None:
    driver = Driver(plan(task("load", foreach=each()))).begin()
    driver.answer("load", Question.FOREACH, error="tasks.find has no outputs")
    assert (driver.state("load"), driver.row("load").reason) == (
        TaskState.FAILED,
        "tasks.find has no outputs",
    )


def test_two_items_with_one_key_and_too_many_items_fail_the_task() -> None:
    assert fan("de", "fr", "de").row("load").reason == "two items have the key de"
    assert fan(*map(str, range(100_001))).row("load").reason == "100001 items are more than 100000"


def test_keys_of_items_stay_apart_whatever_is_in_them() -> None:
    inner = item_key(TaskKey("g"), "a].c[b")
    outer = item_key(TaskKey(f"{item_key(TaskKey('g'), 'a')}.c"), "b")
    assert inner != outer
    assert item_key(TaskKey("g"), "a%5D") != item_key(TaskKey("g"), "a]")


# --- groups ---------------------------------------------------------------------------------------------


def test_a_group_is_a_graph_of_its_own() -> None:
    inner = group("g", task("a"), task("b", "a"))
    driver = Driver(plan(inner, task("after", "g"))).begin()
    assert driver.queued() == ["g.a"]
    assert (driver.row("g.a").parent, driver.row("g.a").path) == ("g", "g.a")
    driver.work("g.a", "g.b")
    assert driver.state("g") is TaskState.SUCCESS
    assert driver.queued() == ["after"]


def test_a_failed_task_fails_its_group_which_names_it() -> None:
    driver = Driver(plan(group("g", task("a"), task("b", "a")))).begin().fail("g.a", "no file")
    assert driver.states("g.b", "g") == ["upstream_failed", "failed"]
    assert driver.row("g").reason == "a failed"
    assert (driver.run_row.failed_task, driver.run_row.error) == ("g.a", "no file")


def test_what_may_fail_in_a_group_does_not_fail_it() -> None:
    driver = Driver(plan(group("g", task("a", allow_failure=True)))).begin().fail("g.a")
    assert driver.state("g") is TaskState.SUCCESS


def test_a_group_that_takes_too_long_is_ended_with_all_that_is_in_it() -> None:
    driver = Driver(plan(group("g", task("a"), task("b"), timeout_s=60))).begin().admit("g.a")
    driver.after(60).fire("g", TimerKind.TIMEOUT)
    assert driver.state("g.b") is TaskState.CANCELLED
    assert any(isinstance(command, CancelAttempt) for command in driver.commands)
    driver.end("g.a", "cancelled")
    assert (driver.state("g"), driver.row("g").reason) == (TaskState.TIMED_OUT, "timed out after 1m")
    assert driver.run_row.state is RunState.FAILED


def test_clean_up_inside_of_a_group_runs_though_the_group_takes_too_long() -> None:
    inner = (task("a"), task("tidy", "a", always=True))
    driver = Driver(plan(group("g", *inner, timeout_s=60))).begin().admit("g.a").after(60)
    driver.fire("g", TimerKind.TIMEOUT).end("g.a", "cancelled")
    assert driver.queued() == ["g.tidy"]
    driver.work("g.tidy")
    assert driver.state("g") is TaskState.TIMED_OUT


def test_a_timeout_holds_for_clean_up_too() -> None:
    tidy = group("tidy", task("a"), always=True, timeout_s=60)
    driver = Driver(plan(tidy, final=[task("close", timeout_s=5)])).begin().admit("tidy.a")
    driver.after(60).fire("tidy", TimerKind.TIMEOUT).end("tidy.a", "cancelled").admit("close")
    driver.after(5).fire("close", TimerKind.TIMEOUT).end("close", "cancelled")
    assert driver.states("tidy", "close") == ["timed_out", "timed_out"]


def test_a_group_runs_once_an_item() -> None:
    per_item = group("per_item", task("get"), task("load", "get"), foreach=each())
    driver = Driver(plan(per_item)).begin().expand("per_item", "de", "fr")
    assert driver.queued() == ["per_item[de].get", "per_item[fr].get"]
    row = driver.row("per_item[de].get")
    assert (row.parent, row.path, row.index) == ("per_item[de]", "per_item.get", -1)
    driver.work("per_item[de].get", "per_item[de].load").fail("per_item[fr].get", "gone")
    assert driver.states("per_item[de]", "per_item[fr]", "per_item") == ["success", "failed", "failed"]
    assert driver.row("per_item").reason == "1 of 2 items failed: fr"
    assert driver.run_row.failed_task == "per_item[fr].get"


def test_a_foreach_inside_of_a_foreach() -> None:
    inner = task("load", "list", foreach=each())
    driver = Driver(plan(group("per", task("list"), inner, foreach=each()))).begin()
    driver.expand("per", "x", "y").work("per[x].list").expand("per[x].load", "1", "2")
    assert driver.queued() == ["per[y].list", "per[x].load[1]", "per[x].load[2]"]
    driver.work("per[x].load[1]", "per[x].load[2]", "per[y].list").expand("per[y].load")
    assert driver.run_row.state is RunState.SUCCESS


# --- size -----------------------------------------------------------------------------------------------


def play_wide(count: int) -> tuple[float, float]:
    """CPU seconds and MB at the most, for a foreach of `count` items, the driver keeping no rows."""
    items: Sequence[str] = [str(at) for at in range(count)]
    driver = Forgetful(plan(task("load", foreach=each()))).begin()
    gc.collect()
    tracemalloc.start()
    driver.expand("load", *items)
    started_s = process_time()
    while not driver.run_row.state.is_final:
        for command in [command for command in driver.fresh if isinstance(command, Queue)]:
            driver.work(command.key)
    spent_s = process_time() - started_s
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return spent_s, peak / 1e6


class Forgetful(Driver):
    """Keeps only the rows of what is under way, as the engine does, and the commands not yet taken up."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._fresh: list[object] = []

    def apply(self, event):  # type: ignore[no-untyped-def]
        step = super().apply(event)
        for row in step.tasks:
            if row.state.is_final:
                del self.rows[row.key]
        self._fresh.extend(step.commands)
        return step

    @property
    def fresh(self) -> list[object]:
        fresh, self._fresh = self._fresh, []
        return fresh


def test_memory_does_not_grow_with_the_items() -> None:
    """The keys themselves are the caller's; a state is a byte, and a window of items is held."""
    _, small_mb = play_wide(400)
    _, large_mb = play_wide(2_000)
    assert large_mb < small_mb + 2


@pytest.mark.slow
def test_twenty_thousand_items_are_never_more_than_a_window() -> None:
    driver = Forgetful(plan(task("load", foreach=each()))).begin()
    driver.expand("load", *map(str, range(20_000)))
    most = ended = 0
    while not driver.run_row.state.is_final:
        for command in [command for command in driver.fresh if isinstance(command, Queue)]:
            driver.work(command.key)
            most, ended = max(most, len(driver.rows)), ended + 1
    assert driver.run_row.state is RunState.SUCCESS
    assert ended == 20_000
    assert most <= QUEUED_AHEAD + 1
