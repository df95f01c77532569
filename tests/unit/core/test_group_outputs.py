"""What a group gives to those after it is asked for when its tasks are through."""

from seaway.core.events import Evaluate, Question, TimerKind
from seaway.core.outcome import Failure
from seaway.core.plan import Plan
from seaway.core.states import RunState, TaskState
from seaway.testing.plans import each, group, plan, task
from tests.support.run_driver import Driver


def grouped(**keys: object) -> Plan:
    return plan(group("g", task("a"), has_outputs=True, **keys), task("after", "g"))


def asked(driver: Driver) -> list[tuple[str, Question]]:
    return [(c.key, c.question) for c in driver.run.outstanding() if isinstance(c, Evaluate)]


def test_a_group_with_outputs_goes_on_once_they_are_known() -> None:
    driver = Driver(grouped()).begin().work("g.a")
    assert asked(driver) == [("g", Question.OUTPUTS)]
    assert driver.states("g", "after") == ["running", "pending"]
    driver.answer("g", Question.OUTPUTS, '{"rows": 3}')
    assert driver.row("g").outputs == '{"rows": 3}'
    assert driver.states("g", "after") == ["success", "queued"]


def test_a_restored_run_asks_for_the_outputs_again() -> None:
    driver = Driver(grouped()).begin().work("g.a")
    assert driver.restored().outstanding() == driver.run.outstanding()


def test_outputs_that_cannot_be_computed_fail_the_group() -> None:
    driver = Driver(grouped()).begin().work("g.a").answer("g", Question.OUTPUTS, error="no output `rows`")
    assert driver.states("g", "after") == ["failed", "upstream_failed"]
    assert driver.run_row.state is RunState.FAILED
    assert driver.row("g").reason == "no output `rows`"


def test_a_failed_group_is_asked_for_nothing() -> None:
    driver = Driver(grouped()).begin().work("g.a", ending="failed", failure=Failure(code="x", message="no"))
    assert asked(driver) == []
    assert driver.state("g") is TaskState.FAILED


def test_a_group_that_is_cancelled_while_it_is_asked_ends_cancelled() -> None:
    driver = Driver(grouped()).begin().work("g.a").cancel()
    assert driver.states("g", "after") == ["cancelled", "cancelled"]
    assert driver.run_row.state is RunState.CANCELLED


def test_a_timeout_ends_a_group_that_waits_for_its_outputs() -> None:
    driver = Driver(grouped(timeout_s=10.0)).begin().work("g.a").after(11).fire("g", TimerKind.TIMEOUT)
    assert driver.state("g") is TaskState.TIMED_OUT


def test_each_item_of_a_foreach_over_a_group_has_its_own_outputs() -> None:
    driver = Driver(plan(group("g", task("a"), has_outputs=True, foreach=each()))).begin()
    driver.expand("g", "de", "fr").work("g[de].a", "g[fr].a")
    assert asked(driver) == [("g[de]", Question.OUTPUTS), ("g[fr]", Question.OUTPUTS)]
    driver.answer("g[de]", Question.OUTPUTS, '{"v": 1}').answer("g[fr]", Question.OUTPUTS, '{"v": 2}')
    assert driver.row("g[fr]").outputs == '{"v": 2}'
    assert driver.run_row.state is RunState.SUCCESS
