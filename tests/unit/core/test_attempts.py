"""From ready to over: attempts that succeed, fail, crash, get lost, wait outside."""

from datetime import timedelta

import pytest

from seaway.core.events import (
    AttemptEnded,
    CancelAttempt,
    ChildEnded,
    Finish,
    Poll,
    Queue,
    Release,
    SetTimer,
    StartAttempt,
    StartChild,
    TimerKind,
)
from seaway.core.outcome import Ending, Outcome
from seaway.core.plan import Kind, RetryPolicy
from seaway.core.states import RunState, TaskState
from seaway.ids import RunId, TaskKey
from seaway.testing.plans import chain, plan, task
from tests.support.run_driver import Driver

RETRY = TimerKind.RETRY


def test_a_chain_runs_task_by_task_and_ends() -> None:
    driver = Driver(chain("extract", "load")).begin()
    assert driver.run_row.state is RunState.RUNNING
    assert driver.queued() == ["extract"]
    assert driver.state("load") is TaskState.PENDING
    driver.work("extract", outputs='{"rows": 3}', manifest="m1")
    assert driver.row("extract").outputs == '{"rows": 3}'
    assert driver.queued() == ["load"]
    driver.work("load")
    assert driver.run_row.state is RunState.SUCCESS
    assert driver.commands == [Release(TaskKey("load")), Finish(RunState.SUCCESS)]


def test_a_run_without_tasks_ends_as_it_begins() -> None:
    assert Driver(plan()).begin().run_row.state is RunState.SUCCESS


def test_the_end_of_one_and_the_start_of_the_next_are_one_step() -> None:
    driver = Driver(chain("extract", "load")).begin().admit("extract").end("extract")
    assert [type(command) for command in driver.commands] == [Release, Queue]


def test_a_diamond_joins_once() -> None:
    driver = Driver(plan(task("a"), task("b", "a"), task("c", "a"), task("d", ["b", "c"]))).begin()
    driver.work("a", "b")
    assert driver.queued() == ["c"]
    driver.work("c")
    assert driver.queued() == ["d"]


def test_a_failure_stops_what_comes_after_with_a_reason() -> None:
    driver = Driver(chain("extract", "load", "report")).begin().fail("extract", "no such column: day\nmore")
    assert driver.states("extract", "load", "report") == ["failed", "upstream_failed", "upstream_failed"]
    assert driver.row("extract").reason == "no such column: day"
    assert driver.row("load").reason == "extract failed"
    assert driver.row("report").reason == "load could not run"
    run = driver.run_row
    assert (run.state, run.failed_task) == (RunState.FAILED, "extract")
    assert (run.reason, run.error) == ("extract failed", "no such column: day")


def test_allow_failure_lets_the_run_succeed_and_what_needs_it_run() -> None:
    driver = Driver(plan(task("a", allow_failure=True), task("b", "a"))).begin().fail("a").work("b")
    assert driver.run_row.state is RunState.SUCCESS
    assert driver.run_row.failed_task is None


def test_a_failed_attempt_is_followed_by_another_and_kept() -> None:
    driver = Driver(plan(task("a", retry=RetryPolicy(attempts=2, delay_s=10)))).begin().fail("a", "down")
    row = driver.row("a")
    assert (row.state, row.reason) == (TaskState.UP_FOR_RETRY, "try 1 of 2: down")
    assert driver.commands == [Release(TaskKey("a")), SetTimer(TaskKey("a"), RETRY, row.due_at)]  # type: ignore[arg-type]
    (kept,) = driver.archived
    assert (kept.state, kept.attempt, kept.reason, kept.exit_code) == (TaskState.FAILED, 1, "down", 1)
    driver.after(9).fire("a", RETRY)
    assert driver.state("a") is TaskState.UP_FOR_RETRY
    driver.after(1).fire("a", RETRY).fire("a", RETRY).work("a")
    row = driver.row("a")
    assert (row.state, row.attempt, row.job_try, row.error) == (TaskState.SUCCESS, 2, 2, None)


def test_the_last_failure_is_final() -> None:
    driver = Driver(plan(task("a", retry=RetryPolicy(attempts=2, delay_s=0)))).begin()
    driver.fail("a").fire("a", RETRY).fail("a")
    assert driver.state("a") is TaskState.FAILED


def test_a_crash_is_tried_again_on_a_budget_of_its_own() -> None:
    driver = Driver(plan(task("a", crash_retries=2))).begin()
    for wait_s in (1, 2):
        driver.work("a", ending="crashed", reason="killed by SIGKILL")
        assert driver.state("a") is TaskState.UP_FOR_RETRY
        driver.after(wait_s).fire("a", RETRY)
    driver.work("a", ending="crashed", reason="killed by SIGKILL")
    row = driver.row("a")
    assert (row.state, row.reason) == (TaskState.CRASHED, "killed by SIGKILL")
    assert (row.crashes, row.attempt, row.job_try) == (3, 3, 1)


def test_when_the_crash_budget_is_spent_the_retry_policy_has_a_say() -> None:
    driver = Driver(plan(task("a", crash_retries=0, retry=RetryPolicy(attempts=2, delay_s=0)))).begin()
    driver.work("a", ending="crashed").fire("a", RETRY).work("a")
    assert (driver.state("a"), driver.row("a").job_try) == (TaskState.SUCCESS, 2)


@pytest.mark.parametrize("ending", ["crashed", "lost"])
def test_what_must_not_run_twice_asks_a_person_once_it_may_have_begun(ending: str) -> None:
    driver = Driver(plan(task("pay", is_idempotent=False))).begin().work("pay", ending=ending)
    assert driver.state("pay") is TaskState.CRASHED
    assert "may have begun" in driver.row("pay").reason
    assert driver.run_row.state is RunState.FAILED


@pytest.mark.parametrize("ending", ["crashed", "lost"])
def test_a_retry_policy_is_no_leave_to_repeat_what_must_not_run_twice_and_vanished(ending: str) -> None:
    retry = RetryPolicy(attempts=5, delay_s=0)
    driver = Driver(plan(task("pay", is_idempotent=False, retry=retry))).begin().work("pay", ending=ending)
    assert driver.state("pay") is TaskState.CRASHED


def test_a_retry_policy_is_leave_to_repeat_what_must_not_run_twice_and_said_no_itself() -> None:
    retry = RetryPolicy(attempts=2, delay_s=0)
    driver = Driver(plan(task("pay", is_idempotent=False, retry=retry))).begin().work("pay", ending="failed")
    assert driver.state("pay") is TaskState.UP_FOR_RETRY
    driver.fire("pay", RETRY).work("pay")
    assert driver.state("pay") is TaskState.SUCCESS


@pytest.mark.parametrize("ending", ["crashed", "lost"])
def test_what_must_not_run_twice_starts_again_where_it_never_began(ending: str) -> None:
    driver = Driver(plan(task("pay", is_idempotent=False))).begin().work("pay", ending=ending, began=False)
    assert driver.state("pay") in (TaskState.UP_FOR_RETRY, TaskState.QUEUED)


def test_a_lost_attempt_starts_again_on_no_budget_with_the_same_try() -> None:
    driver = Driver(plan(task("a", crash_retries=0))).begin()
    for _ in range(5):
        driver.work("a", ending="lost", reason="the engine was restarted")
        assert driver.queued() == ["a"]
    driver.work("a")
    row = driver.row("a")
    assert (row.attempt, row.job_try, row.crashes) == (6, 1, 0)
    assert [kept.attempt for kept in driver.archived] == [1, 2, 3, 4, 5]


def test_what_an_executor_gives_back_waits_again_as_if_it_had_never_been_admitted() -> None:
    driver = Driver(plan(task("pay", is_idempotent=False, crash_retries=0))).begin()
    driver.work("pay", ending="returned", began=False)
    assert driver.queued() == ["pay"]
    assert Release(TaskKey("pay")) in driver.commands
    row = driver.row("pay")
    assert (row.attempt, row.attempt_id, row.started_at) == (0, None, None)
    driver.work("pay")
    assert (driver.row("pay").attempt, driver.archived) == (1, [])


def test_a_row_begins_when_its_worker_took_it_up() -> None:
    driver = Driver(plan(task("a"))).begin().admit("a")
    driver.now += timedelta(seconds=9)
    began_at = driver.now - timedelta(seconds=2)
    driver.end("a", started_at=began_at)
    assert (driver.row("a").started_at, driver.row("a").ended_at) == (began_at, driver.now)


def test_a_result_counts_once_and_only_from_the_current_attempt() -> None:
    driver = Driver(plan(task("a"))).begin().admit("a")
    old = driver.row("a").attempt_id
    driver.end("a", "lost").admit("a")
    assert driver.row("a").attempt_id != old
    late = Outcome(ending=Ending.SUCCESS, at=driver.now)
    driver.apply(AttemptEnded(driver.run_id, driver.now, TaskKey("a"), old, late))  # type: ignore[arg-type]
    assert driver.state("a") is TaskState.RUNNING
    driver.end("a").end("a", "failed")
    assert driver.state("a") is TaskState.SUCCESS


def test_an_admission_that_nobody_waits_for_gives_its_slot_back() -> None:
    driver = Driver(plan(task("a"))).begin().work("a")
    driver.admit("a")
    assert driver.commands == [Release(TaskKey("a"))]


def test_a_second_admission_of_what_runs_is_ignored() -> None:
    driver = Driver(plan(task("a"))).begin().admit("a").admit("a")
    assert not driver.commands
    assert driver.row("a").attempt == 1


# --- outside --------------------------------------------------------------------------------------------


def deferred() -> Driver:
    driver = Driver(plan(task("job", timeout_s=100))).begin()
    return driver.work("job", ending="deferred", deferred='{"id": 7}', poll_after_s=30, reason="job 7 runs")


def test_what_waits_outside_holds_no_slot_and_is_looked_at_again() -> None:
    driver = deferred()
    row = driver.row("job")
    assert (row.state, row.deferred, row.reason) == (TaskState.DEFERRED, '{"id": 7}', "job 7 runs")
    assert Release(TaskKey("job")) in driver.commands
    driver.after(30).fire("job", TimerKind.POLL)
    (poll,) = driver.commands
    assert isinstance(poll, Poll)
    assert poll.deferred == '{"id": 7}'
    driver.end("job", "deferred", deferred='{"id": 7, "seen": 1}', poll_after_s=60)
    assert driver.row("job").deferred == '{"id": 7, "seen": 1}'
    driver.after(60).fire("job", TimerKind.POLL).end("job", outputs="{}")
    assert driver.run_row.state is RunState.SUCCESS


@pytest.mark.parametrize("ending", ["lost", "crashed"])
def test_when_the_poller_dies_the_job_is_looked_at_again(ending: str) -> None:
    driver = deferred().after(30).fire("job", TimerKind.POLL).end("job", ending)
    assert driver.state("job") is TaskState.DEFERRED
    assert driver.row("job").attempt == 1
    driver.after(1).fire("job", TimerKind.POLL)
    assert isinstance(driver.commands[0], Poll)


def test_a_timeout_covers_the_wait_and_cancels_the_job() -> None:
    driver = deferred().after(100).fire("job", TimerKind.TIMEOUT)
    assert isinstance(driver.commands[0], CancelAttempt)
    driver.end("job", "cancelled")
    assert (driver.state("job"), driver.row("job").reason) == (
        TaskState.TIMED_OUT,
        "timed out after 1m40s: job 7 runs",
    )


def test_a_sensor_that_times_out_has_nothing_to_cancel() -> None:
    driver = Driver(plan(task("wait", timeout_s=10, is_sensor=True))).begin()
    driver.work("wait", ending="deferred", deferred="{}", poll_after_s=5)
    driver.after(10).fire("wait", TimerKind.TIMEOUT)
    assert driver.state("wait") is TaskState.TIMED_OUT


def test_a_new_try_of_an_outside_job_has_a_new_key_a_crash_has_not() -> None:
    driver = Driver(plan(task("job", retry=RetryPolicy(attempts=2, delay_s=0)))).begin()
    driver.work("job", ending="deferred", deferred="{}").end("job", "failed", exit_code=1)
    assert (driver.row("job").job_try, driver.row("job").deferred) == (2, None)


# --- timeouts -------------------------------------------------------------------------------------------


def test_a_timeout_ends_the_attempt_and_is_not_tried_again_unasked() -> None:
    retry = RetryPolicy(attempts=3, delay_s=0)
    driver = Driver(plan(task("a", timeout_s=30, retry=retry))).begin().admit("a")
    assert isinstance(driver.commands[0], StartAttempt)
    driver.after(29).fire("a", TimerKind.TIMEOUT)
    assert not driver.commands
    driver.after(1).fire("a", TimerKind.TIMEOUT)
    assert isinstance(driver.commands[0], CancelAttempt)
    assert driver.row("a").stopping is TaskState.TIMED_OUT
    driver.end("a", "cancelled", exit_code=143)
    assert (driver.state("a"), driver.row("a").reason) == (TaskState.TIMED_OUT, "timed out after 30s")


def test_a_timeout_is_tried_again_if_asked() -> None:
    retry = RetryPolicy(attempts=2, delay_s=0, on_timeout=True)
    driver = Driver(plan(task("a", timeout_s=30, retry=retry))).begin().admit("a")
    driver.after(30).fire("a", TimerKind.TIMEOUT).end("a", "cancelled")
    assert driver.state("a") is TaskState.UP_FOR_RETRY
    driver.fire("a", RETRY).work("a")
    assert driver.state("a") is TaskState.SUCCESS


def test_a_success_that_is_taken_before_the_timeout_stands() -> None:
    driver = Driver(plan(task("a", timeout_s=30), task("b"))).begin().admit("a").after(30)
    driver.end("a").fire("a", TimerKind.TIMEOUT)
    assert driver.state("a") is TaskState.SUCCESS


def test_the_timer_of_an_earlier_attempt_does_not_end_the_next() -> None:
    driver = Driver(plan(task("a", timeout_s=30))).begin().work("a", ending="lost").after(20)
    driver.admit("a").after(10).fire("a", TimerKind.TIMEOUT)
    assert driver.row("a").stopping is None


# --- sub-workflows and people ---------------------------------------------------------------------------


def test_a_sub_workflow_is_a_child_run_named_by_the_attempt() -> None:
    driver = Driver(plan(task("sub", kind=Kind.WORKFLOW))).begin()
    (queue,) = driver.commands
    assert isinstance(queue, Queue)
    assert queue.slots == 0
    driver.admit("sub")
    assert [type(command) for command in driver.commands] == [Release, StartChild]
    row = driver.row("sub")
    assert (row.state, row.child_run) == (TaskState.DEFERRED, row.attempt_id)
    wrong = ChildEnded(driver.run_id, driver.now, TaskKey("sub"), RunId("other"), RunState.SUCCESS)
    driver.apply(wrong)
    assert driver.state("sub") is TaskState.DEFERRED
    driver.child_ends("sub", "success", outputs='{"n": 1}')
    assert (driver.state("sub"), driver.row("sub").outputs) == (TaskState.SUCCESS, '{"n": 1}')


def test_a_failed_child_run_may_be_tried_again_as_a_new_run() -> None:
    retry = RetryPolicy(attempts=2, delay_s=0)
    driver = Driver(plan(task("sub", kind=Kind.WORKFLOW, retry=retry))).begin().admit("sub")
    first = driver.row("sub").child_run
    driver.child_ends("sub", "failed", error="load failed").fire("sub", RETRY).admit("sub")
    assert driver.row("sub").child_run != first
    driver.child_ends("sub", "failed", error="load failed")
    assert (driver.state("sub"), driver.row("sub").reason) == (TaskState.FAILED, "load failed")


def test_a_run_fails_where_a_child_run_was_cancelled_without_it() -> None:
    driver = Driver(plan(task("sub", kind=Kind.WORKFLOW))).begin().admit("sub")
    driver.child_ends("sub", "cancelled")
    assert driver.state("sub") is TaskState.CANCELLED
    assert (driver.run_row.state, driver.run_row.failed_task) == (RunState.FAILED, "sub")


def test_a_person_approves_and_their_answers_are_the_outputs() -> None:
    driver = Driver(plan(task("ok", kind=Kind.APPROVAL, expires_s=60))).begin()
    assert driver.state("ok") is TaskState.AWAITING_INPUT
    driver.person("ok", approves=True, values='{"amount": 5}')
    assert driver.row("ok").outputs == '{"amount":5,"actor":"ann"}'
    assert driver.run_row.state is RunState.SUCCESS


def test_a_rejection_fails_and_silence_times_out() -> None:
    asked = plan(task("ok", kind=Kind.APPROVAL, expires_s=3600))
    rejected = Driver(asked).begin().person("ok", approves=False)
    assert (rejected.state("ok"), rejected.row("ok").reason) == (TaskState.FAILED, "rejected by ann")
    silent = Driver(asked).begin().after(3600).fire("ok", TimerKind.EXPIRY)
    assert (silent.state("ok"), silent.row("ok").reason) == (TaskState.TIMED_OUT, "nobody answered within 1h")
