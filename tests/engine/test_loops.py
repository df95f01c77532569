"""Single loops of the engine: the timekeeper, the postman, and the advancer after a commit that failed."""

import asyncio
import json
from datetime import timedelta

import pytest

from seaway.core.events import CancelRequested, SetTimer, TimerFired, TimerKind
from seaway.core.states import RunState
from seaway.engine import advancer
from seaway.engine.postman import to_event
from seaway.engine.timekeeper import LONGEST_NAP_S, Timekeeper
from seaway.errors import StoreError
from seaway.executors.inline import InlineExecutor
from seaway.ids import RunId, TaskKey, new_id
from seaway.store import signals
from seaway.store.signals import NewSignal, Signal
from seaway.store.steps import RunChanges
from seaway.testing.clock import NOON, FakeClock
from seaway.testing.plans import chain
from seaway.testing.stage import Stage, on_virtual_time

RUN = RunId("run-1")


def timer(clock: FakeClock, seconds: float, key: str) -> SetTimer:
    return SetTimer(TaskKey(key), TimerKind.RETRY, clock.now() + timedelta(seconds=seconds))


async def test_timers_fire_in_the_order_of_their_time_and_not_before_it() -> None:
    clock, fired = FakeClock(), list[TimerFired]()
    keeper = Timekeeper(clock, fired.append)
    for seconds, key in ((2.0, "late"), (1.0, "early"), (1.0, "early too")):
        keeper.set(RUN, timer(clock, seconds, key))
    assert keeper.pause_s() == 1.0
    await keeper.step()
    assert fired == []
    clock.advance(1.5)
    await keeper.step()
    assert [event.key for event in fired] == ["early", "early too"]
    assert keeper.pause_s() == 0.5
    clock.advance(60)
    await keeper.step()
    assert [event.key for event in fired][2:] == ["late"]
    await keeper.step()
    assert len(fired) == 3


async def test_the_timekeeper_looks_at_the_wall_clock_now_and_then() -> None:
    """It may be set forward by hours."""
    clock = FakeClock()
    keeper = Timekeeper(clock, lambda _event: None)
    assert keeper.pause_s() == LONGEST_NAP_S
    keeper.set(RUN, timer(clock, 3_600, "far"))
    assert keeper.pause_s() == LONGEST_NAP_S
    clock.advance(hours=2)
    assert keeper.pause_s() == 0.0


def signal(kind: str, **payload: object) -> Signal:
    return Signal(id="s", run_id=RUN, kind=kind, payload=json.dumps(payload), created_at=NOON)


def test_a_signal_means_an_event_and_one_of_a_newer_seaway_is_refused() -> None:
    now = FakeClock().now()
    assert to_event(signal("cancel", reason="r", is_forced=True), now) == CancelRequested(
        RUN, now, "r", is_forced=True
    )
    with pytest.raises(ValueError, match="unknown kind"):
        to_event(signal("from_the_future"), now)
    with pytest.raises(KeyError):
        to_event(signal("answer"), now)


@on_virtual_time
async def test_a_signal_that_can_not_be_read_holds_up_nobody_and_stays_for_who_can() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True))
    await stage.engine()
    run_id = await stage.start(chain("load"))
    await stage.until_task(run_id, "load", "running")
    odd = NewSignal(
        id=new_id(), run_id=run_id, kind="from_the_future", payload="{}", created_at=stage.clock.now()
    )
    await stage.store.database.write(lambda connection: signals.send(connection, odd))
    await stage.desk.pause(run_id, reason="lunch")

    async def is_paused() -> bool:
        return (await stage.run(run_id)).state is RunState.PAUSED

    await stage.until(is_paused)
    left = stage.store.connection.execute("SELECT kind FROM signals").fetchall()
    assert left == [("from_the_future",)]


@on_virtual_time
async def test_one_run_that_can_not_be_written_does_not_hold_up_those_beside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All results come at once, into one commit; halves of it are tried until only the bad one is left."""
    stage = Stage(executor=InlineExecutor(is_manual=True))
    await stage.engine()
    await stage.publish(chain("load"), revision="r1")
    run_ids = [await stage.submit() for _ in range(7)]
    for run_id in run_ids:
        await stage.until_task(run_id, "load", "running")
    bad, sizes = run_ids[3], list[int]()
    step_work = advancer.step_work  # type: ignore[attr-defined]

    def refuse(batch: list[RunChanges]) -> object:
        sizes.append(len(batch))
        if any(changes.run_id == bad for changes in batch):
            raise StoreError("a row that can't be written")
        return step_work(batch)

    monkeypatch.setattr(advancer, "step_work", refuse)
    for attempt_id in list(stage.executor.running):
        stage.executor.run(attempt_id)
    for run_id in run_ids:
        if run_id != bad:
            assert await stage.until_over(run_id, seconds=5) is RunState.SUCCESS
    assert sizes[:4] == [7, 3, 4, 2]
    monkeypatch.undo()
    assert await stage.until_over(bad, seconds=120) is RunState.SUCCESS
    await asyncio.sleep(30)
    assert stage.executor.results == {}
