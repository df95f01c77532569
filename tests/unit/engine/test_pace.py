"""Which attempts are short enough to wait in an executor for a moment."""

from datetime import UTC, datetime, timedelta

from seaway.core.events import AttemptEnded
from seaway.core.outcome import Ending, Outcome
from seaway.core.plan import Kind
from seaway.engine.pace import SHORT_S, Pace
from seaway.ids import AttemptId, RunId, TaskKey
from seaway.testing.plans import task

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def ended(took_s: float | None, ending: Ending = Ending.SUCCESS) -> AttemptEnded:
    started = None if took_s is None else NOON - timedelta(seconds=took_s)
    outcome = Outcome(ending=ending, at=NOON, started_at=started)
    return AttemptEnded(RunId("r"), NOON, TaskKey("a[1]"), AttemptId("x"), outcome)


def is_short(*events: AttemptEnded, **task_facts: object) -> bool:
    pace = Pace()
    for event in events:
        pace.note("a", event)
    return pace.is_short("a", task("a", **task_facts), most_s=SHORT_S)


def test_what_was_never_measured_is_not_short() -> None:
    assert not is_short()
    assert not is_short(ended(None))
    assert is_short(ended(0.001))


def test_a_long_one_counts_at_once_and_short_ones_bit_by_bit() -> None:
    assert not is_short(ended(0.001), ended(1.0))
    assert not is_short(ended(1.0), *[ended(0.001)] * 20)
    assert is_short(ended(1.0), *[ended(0.001)] * 60)


def test_one_that_came_back_counts_as_a_long_one() -> None:
    came_back = ended(None, Ending.RETURNED)
    assert not is_short(ended(0.001), came_back, *[ended(0.001)] * 20)
    assert is_short(ended(0.001), came_back, *[ended(0.001)] * 60)


def test_what_has_a_timeout_a_worker_of_its_own_or_may_not_be_done_twice_waits_for_its_slot() -> None:
    assert not is_short(ended(0.001), timeout_s=60.0)
    assert not is_short(ended(0.001), is_idempotent=False)
    assert not is_short(ended(0.001), kind=Kind.APPROVAL)
    assert not is_short(ended(0.001), payload={"isolation": "fresh"})
