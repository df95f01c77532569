"""Cancel, pause and timeout of the run; what runs afterwards in any case; conditions; the verdict."""

import pytest

from seaway.core.events import (
    CancelAttempt,
    CancelChild,
    Evaluate,
    Finish,
    Question,
    Queue,
    Release,
    SetTimer,
    TimerKind,
)
from seaway.core.plan import Kind, RetryPolicy
from seaway.core.states import RunState, TaskState
from seaway.ids import TaskKey
from seaway.testing.plans import chain, on, plan, task
from tests.support.run_driver import Driver

# --- cancel ---------------------------------------------------------------------------------------------


def test_a_run_that_has_not_begun_is_cancelled_at_once() -> None:
    driver = Driver(chain("a")).cancel()
    assert (driver.run_row.state, driver.rows) == (RunState.CANCELLED, {})
    assert driver.commands == [Finish(RunState.CANCELLED)]


def test_a_cancel_ends_what_waits_at_once_and_what_runs_when_it_answers() -> None:
    driver = Driver(plan(task("runs"), task("queued"), task("later", "runs"))).begin().admit("runs").cancel()
    assert driver.states("runs", "queued", "later") == ["running", "cancelled", "cancelled"]
    assert driver.run_row.state is RunState.CANCELLING
    assert Release(TaskKey("queued")) in driver.commands
    assert any(isinstance(command, CancelAttempt) for command in driver.commands)
    driver.end("runs", "cancelled")
    assert (driver.state("runs"), driver.row("runs").reason) == (TaskState.CANCELLED, "cancelled by ann")
    assert (driver.run_row.state, driver.run_row.reason) == (RunState.CANCELLED, "cancelled by ann")


def test_a_result_before_the_cancel_stands_one_after_it_does_not() -> None:
    driver = Driver(plan(task("a"), task("b"))).begin().admit("a", "b").end("a").cancel().end("b")
    assert driver.states("a", "b") == ["success", "cancelled"]


def test_a_cancel_twice_is_a_cancel_once() -> None:
    driver = Driver(plan(task("a"))).begin().admit("a").cancel().cancel()
    assert not driver.commands


def test_a_cancelled_task_is_not_tried_again() -> None:
    driver = Driver(plan(task("a", retry=RetryPolicy(attempts=5)))).begin().admit("a").cancel()
    driver.end("a", "failed", exit_code=143)
    assert driver.state("a") is TaskState.CANCELLED


def test_always_and_finally_run_after_a_cancel_and_on_failure_does_not() -> None:
    driver = Driver(
        plan(
            task("work"),
            task("tidy", "work", always=True),
            on_failure=[task("tell")],
            final=[task("close")],
        )
    ).begin()
    driver.admit("work").cancel().end("work", "cancelled")
    assert driver.queued() == ["tidy"]
    driver.work("tidy")
    assert driver.queued() == ["close"]
    driver.work("close")
    assert driver.state("tell") is TaskState.PENDING
    assert driver.run_row.state is RunState.CANCELLED


def test_a_cancel_leaves_clean_up_that_runs_alone_unless_forced() -> None:
    driver = Driver(plan(task("tidy", always=True))).begin().admit("tidy").cancel()
    assert not driver.commands
    driver.cancel(is_forced=True)
    assert isinstance(driver.commands[0], CancelAttempt)
    driver.end("tidy", "cancelled")
    assert driver.run_row.state is RunState.CANCELLED


@pytest.mark.parametrize("is_restarted", [False, True])
def test_a_forced_cancel_calls_off_the_last_tasks_before_their_turn(is_restarted: bool) -> None:
    driver = Driver(plan(task("a"), final=[task("close")])).begin().admit("a").cancel(is_forced=True)
    assert driver.row("close").state is TaskState.CANCELLED
    if is_restarted:
        driver.run = driver.restored()
    driver.end("a", "cancelled")
    assert driver.run_row.state is RunState.CANCELLED
    assert driver.queued() == []


def test_a_cancel_that_is_forced_later_calls_them_off_too() -> None:
    driver = Driver(plan(task("a"), final=[task("close")])).begin().admit("a").cancel()
    driver.cancel(is_forced=True).end("a", "cancelled")
    assert driver.run_row.state is RunState.CANCELLED
    assert driver.row("close").state is TaskState.CANCELLED


def test_clean_up_that_fails_makes_a_cancelled_run_fail() -> None:
    driver = Driver(plan(task("a"), final=[task("close")])).begin().cancel().fail("close")
    assert (driver.run_row.state, driver.run_row.failed_task) == (RunState.FAILED, "close")


def test_a_cancel_after_the_failure_does_not_undo_it() -> None:
    driver = Driver(plan(task("a"), on_failure=[task("tell")])).begin().fail("a").cancel()
    assert driver.state("tell") is TaskState.CANCELLED
    assert (driver.run_row.state, driver.run_row.reason) == (RunState.FAILED, "a failed; cancelled by ann")


def test_a_cancel_reaches_child_runs_and_people() -> None:
    driver = Driver(plan(task("sub", kind=Kind.WORKFLOW), task("ok", kind=Kind.APPROVAL))).begin()
    driver.admit("sub").cancel()
    assert driver.state("ok") is TaskState.CANCELLED
    assert any(isinstance(command, CancelChild) for command in driver.commands)
    driver.child_ends("sub", "cancelled")
    assert driver.run_row.state is RunState.CANCELLED


def test_an_attempt_that_defers_while_it_is_cancelled_has_its_job_cancelled_too() -> None:
    driver = Driver(plan(task("a"))).begin().admit("a").cancel().end("a", "deferred", deferred='{"id": 1}')
    assert driver.state("a") is TaskState.DEFERRED
    assert [type(command) for command in driver.commands] == [Release, CancelAttempt]
    driver.end("a", "cancelled")
    assert driver.run_row.state is RunState.CANCELLED


# --- pause ----------------------------------------------------------------------------------------------


def test_a_pause_stops_starts_only() -> None:
    driver = Driver(plan(task("a"), task("b", "a"), task("c"))).begin().admit("a").pause()
    assert driver.commands == [Release(TaskKey("c"))]
    driver.end("a")
    assert driver.state("b") is TaskState.QUEUED
    assert not any(isinstance(command, Queue) for command in driver.commands)
    assert driver.run.outstanding() == []
    assert driver.run.explain(TaskKey("b")) == "the run is paused: paused by ann"
    driver.admit("c")
    assert driver.commands == [Release(TaskKey("c"))]
    driver.resume()
    assert sorted(command.key for command in driver.commands if isinstance(command, Queue)) == ["b", "c"]
    driver.work("b", "c")
    assert driver.run_row.state is RunState.SUCCESS


def test_a_retry_that_gets_due_in_a_pause_waits_for_its_end() -> None:
    driver = Driver(plan(task("a", retry=RetryPolicy(attempts=2, delay_s=5)))).begin().fail("a").pause()
    driver.after(5).fire("a", TimerKind.RETRY)
    assert not driver.commands
    driver.resume()
    assert isinstance(driver.commands[0], Queue)


def test_a_paused_run_can_end_and_be_cancelled() -> None:
    assert Driver(chain("a")).begin().admit("a").pause().end("a").run_row.state is RunState.SUCCESS
    assert Driver(chain("a")).begin().pause().cancel().run_row.state is RunState.CANCELLED


# --- timeout of the run ---------------------------------------------------------------------------------


def test_a_run_that_takes_too_long_is_ended_as_failed_and_says_so() -> None:
    timed = plan(task("a"), on_failure=[task("tell")], final=[task("close")], timeout_s=3600)
    driver = Driver(timed).begin()
    assert any(isinstance(command, SetTimer) for command in driver.commands)
    driver.admit("a").after(3600).fire("", TimerKind.RUN_TIMEOUT)
    assert driver.run_row.state is RunState.CANCELLING
    driver.end("a", "cancelled").work("tell", "close")
    run = driver.run_row
    assert (run.state, run.reason) == (RunState.FAILED, "timed out after 1h")
    assert run.error == "the run timed out after 1h"


# --- verdict --------------------------------------------------------------------------------------------


def test_handlers_run_once_after_a_failure_and_handle_nothing() -> None:
    handled = plan(task("a"), task("b"), on_failure=[task("tell")], final=[task("close")])
    driver = Driver(handled).begin().fail("a")
    assert driver.queued() == ["b"]
    driver.work("b")
    assert driver.queued() == ["tell"]
    driver.work("tell", "close")
    assert (driver.run_row.state, driver.run_row.failed_task) == (RunState.FAILED, "a")


def test_a_run_that_succeeds_skips_its_handlers_and_can_still_fail_at_the_end() -> None:
    driver = Driver(plan(task("a"), on_failure=[task("tell")], final=[task("close")])).begin().work("a")
    assert driver.queued() == ["close"]
    driver.fail("close")
    assert (driver.run_row.state, driver.run_row.failed_task) == (RunState.FAILED, "close")


def test_an_edge_on_failure_handles_nothing_either() -> None:
    driver = Driver(plan(task("a"), task("undo", [on("a", "failed")]))).begin().fail("a").work("undo")
    assert driver.run_row.state is RunState.FAILED


# --- when, switch, disabled -----------------------------------------------------------------------------


def test_when_is_asked_last_and_decides() -> None:
    conditional = plan(task("a"), task("b", "a", when="{{ inputs.full }}"), task("c", "b"))
    driver = Driver(conditional).begin()
    assert not any(isinstance(command, Evaluate) for command in driver.run.outstanding())
    driver.work("a")
    assert [command.question for command in driver.commands if isinstance(command, Evaluate)] == [
        Question.WHEN
    ]
    driver.answer("b", Question.WHEN, value=False)
    assert driver.states("b", "c") == ["skipped", "skipped"]
    assert driver.row("b").reason == "its condition is false: {{ inputs.full }}"
    assert driver.row("c").reason == "b was skipped"
    assert driver.run_row.state is RunState.SUCCESS


def test_a_condition_that_is_true_starts_and_one_that_breaks_fails() -> None:
    conditional = plan(task("a", when="{{ x }}"))
    assert Driver(conditional).begin().answer("a", Question.WHEN, value=True).queued() == ["a"]
    broken = Driver(conditional).begin().answer("a", Question.WHEN, error="x is undefined")
    assert (broken.state("a"), broken.row("a").reason) == (TaskState.FAILED, "x is undefined")


def test_a_switch_chooses_and_the_other_branch_is_skipped() -> None:
    routed = plan(
        task("route", kind=Kind.SWITCH, switch=(("eu", "{{ x }}"), ("us", ""))),
        task("eu", [on("route", "label", label="eu")]),
        task("us", [on("route", "label", label="us")]),
        task("both", ["eu", "us"], join="branch"),
    )
    driver = Driver(routed).begin().answer("route", Question.SWITCH, "eu")
    assert (driver.row("route").label, driver.row("route").outputs) == ("eu", '{"label":"eu"}')
    assert (driver.state("us"), driver.row("us").reason) == (TaskState.SKIPPED, "route chose eu, not us")
    driver.work("eu", "both")
    assert driver.run_row.state is RunState.SUCCESS


def test_a_disabled_task_is_skipped() -> None:
    driver = Driver(plan(task("a"), task("b", "a", disabled=True), task("c", "b"))).begin()
    assert (driver.state("b"), driver.row("b").reason) == (TaskState.SKIPPED, "it is disabled")
    driver.work("a")
    assert driver.run_row.state is RunState.SUCCESS


def test_every_waiting_task_says_why() -> None:
    driver = Driver(plan(task("a"), task("b"), task("c", ["a", "b"]))).begin().admit("a")
    assert driver.run.explain(TaskKey("c")) == "waits for a (running), b (queued)"
    assert driver.run.explain(TaskKey("b")).startswith("waits for a slot since 2026-03-02 06:00:00")
    assert driver.run.explain(TaskKey("a")) == ""
    assert driver.run.explain(TaskKey("nope")) == ""
    assert Driver(chain("a")).run.explain(TaskKey("a")) == "the run has not begun"
