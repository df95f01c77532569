"""What the death of a worker means for the attempt in it."""

import signal
from datetime import UTC, datetime

import pytest

from seaway.core.outcome import Ending, Outcome
from seaway.executors import endings
from seaway.executors.flights import Flight, Key, Verdict
from seaway.executors.orders import Exited
from seaway.ids import AttemptId, RunId, TaskKey
from seaway.sdk.protocols.executor import AttemptSpec, ScriptBody

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def flight(memory_bytes: int | None = None) -> Flight:
    spec = AttemptSpec(
        attempt_id=AttemptId("a"),
        run_id=RunId("r"),
        key=TaskKey("t"),
        number=1,
        project="p",
        workflow="w",
        body=ScriptBody("true"),
        memory_bytes=memory_bytes,
    )
    return Flight(spec=spec, key=Key.of(spec), frame=b"")


def died(status: int | None, max_rss_bytes: int = 0) -> Exited:
    return Exited("worker", status, max_rss_bytes)


def test_an_exit_code_is_the_codes_own_no() -> None:
    outcome = endings.of_death(flight(), died(3 << 8), began=True)
    assert outcome.ending is Ending.FAILED
    assert outcome.exit_code == 3
    assert "exit code 3" in outcome.reason


def test_leaving_with_zero_before_the_end_is_no_success() -> None:
    assert endings.of_death(flight(), died(0), began=True).ending is Ending.FAILED


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM])
def test_a_signal_is_a_crash_and_is_named(number: signal.Signals) -> None:
    outcome = endings.of_death(flight(), died(int(number)), began=True)
    assert outcome.ending is Ending.CRASHED
    assert number.name in outcome.reason


def test_sigkill_says_how_much_memory_was_used_of_how_much() -> None:
    outcome = endings.of_death(flight(4 << 30), died(9, 4_187_593_114), began=True)
    assert outcome.reason == "killed by SIGKILL, perhaps out of memory: used 3.9 GiB of 4.0 GiB"


def test_what_the_worker_still_said_comes_before_how_it_died() -> None:
    told = flight()
    told.outcome = Outcome(ending=Ending.SUCCESS, at=NOW)
    assert endings.of_death(told, died(9), began=True) is told.outcome


def test_why_it_was_killed_comes_before_how_it_died() -> None:
    ended = flight()
    ended.verdict = Verdict(ending=Ending.CANCELLED, reason="cancelled by ada")
    outcome = endings.of_death(ended, died(9), began=True)
    assert (outcome.ending, outcome.reason) == (Ending.CANCELLED, "cancelled by ada")


def test_a_death_that_nobody_saw_is_a_crash() -> None:
    assert endings.of_death(flight(), died(None), began=True).ending is Ending.CRASHED


def test_a_worker_that_finished_while_it_was_cancelled_is_believed() -> None:
    verdict = Verdict(ending=Ending.TIMED_OUT, reason="took longer than 5 s")
    success = Outcome(ending=Ending.SUCCESS, at=NOW)
    assert endings.under_verdict(success, verdict) is success
    cancelled = endings.under_verdict(Outcome(ending=Ending.CANCELLED, at=NOW), verdict)
    assert (cancelled.ending, cancelled.reason) == (Ending.TIMED_OUT, "took longer than 5 s")


@pytest.mark.parametrize(
    ("size_bytes", "text"), [(512, "512 B"), (2048, "2.0 KiB"), (3 << 30, "3.0 GiB"), (5 << 40, "5.0 TiB")]
)
def test_sizes_are_said_as_a_person_says_them(size_bytes: int, text: str) -> None:
    assert endings.to_size(size_bytes) == text


def test_a_worker_that_died_before_it_began_says_where_to_look() -> None:
    outcome = endings.of_death(flight(), died(70 << 8), began=False)
    assert (outcome.ending, outcome.began) == (Ending.CRASHED, False)
    assert "executor.log" in outcome.reason
