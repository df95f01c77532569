"""Waits between attempts, and when there is none to come."""

from datetime import UTC, datetime

import pytest

from seaway.core.outcome import Ending, Failure, Outcome
from seaway.core.plan import Backoff, RetryPolicy
from seaway.core.retry import backoff_s, crash_delay_s, retry_delay_s
from seaway.ids import AttemptId
from seaway.testing.plans import task

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ID = AttemptId("a-1")


def ended(ending: str = "failed", *, code: int | None = 1, **failure: object) -> Outcome:
    said = Failure(code="E", message="no", **failure)  # type: ignore[arg-type]
    return Outcome(ending=Ending(ending), at=NOW, exit_code=code, failure=said)


def delay(policy: RetryPolicy, outcome: Outcome, job_try: int = 1) -> float | None:
    return retry_delay_s(task("t", retry=policy), outcome, job_try=job_try, attempt_id=ID)


@pytest.mark.parametrize(
    ("backoff", "waits"),
    [
        (Backoff.CONSTANT, [10, 10, 10, 10]),
        (Backoff.LINEAR, [10, 20, 30, 35]),
        (Backoff.EXPONENTIAL, [10, 20, 35, 35]),
    ],
)
def test_waits_grow_by_the_backoff_up_to_the_longest(backoff: Backoff, waits: list[float]) -> None:
    policy = RetryPolicy(attempts=9, delay_s=10, backoff=backoff, max_delay_s=35)
    assert [backoff_s(policy, job_try=job_try, attempt_id=ID) for job_try in (1, 2, 3, 4)] == waits


def test_an_exponent_of_any_size_stays_bounded() -> None:
    policy = RetryPolicy(attempts=1000, delay_s=1, backoff=Backoff.EXPONENTIAL)
    assert backoff_s(policy, job_try=1000, attempt_id=ID) == 600


def test_jitter_spreads_and_is_the_same_for_the_same_attempt() -> None:
    policy = RetryPolicy(attempts=3, delay_s=100, jitter=True)
    waits = {backoff_s(policy, job_try=1, attempt_id=AttemptId(f"a-{at}")) for at in range(50)}
    assert len(waits) == 50
    assert all(50 < wait <= 100 for wait in waits)
    assert backoff_s(policy, job_try=1, attempt_id=ID) == backoff_s(policy, job_try=1, attempt_id=ID)


def test_attempts_count_the_first() -> None:
    policy = RetryPolicy(attempts=3)
    assert delay(policy, ended(), job_try=2) == 30
    assert delay(policy, ended(), job_try=3) is None
    assert delay(RetryPolicy(), ended()) is None


def test_some_exit_codes_and_some_failures_are_final() -> None:
    policy = RetryPolicy(attempts=3, unless_exit_codes=((2, 2), (100, 120)))
    assert delay(policy, ended(code=110)) is None
    assert delay(policy, ended(code=3)) == 30
    assert delay(policy, ended(can_retry=False)) is None


def test_the_other_side_may_ask_for_a_longer_wait() -> None:
    policy = RetryPolicy(attempts=3)
    assert delay(policy, ended(retry_after_s=300.0)) == 300
    assert delay(policy, ended(retry_after_s=3.0)) == 30


def test_a_timeout_is_retried_only_if_asked_and_a_failure_unless_told_otherwise() -> None:
    assert delay(RetryPolicy(attempts=3), ended("timed_out")) is None
    assert delay(RetryPolicy(attempts=3, on_timeout=True), ended("timed_out")) == 30
    assert delay(RetryPolicy(attempts=3, on_timeout=True, on_failure=False), ended()) is None


def test_waits_after_crashes_double() -> None:
    assert [crash_delay_s(crashes) for crashes in (1, 2, 3, 50)] == [1, 2, 4, 60]
