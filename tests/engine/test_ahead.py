"""Short attempts are handed over ahead of a free slot: what shows, what comes back, what a death leaves."""

from dataclasses import replace
from datetime import timedelta

from seaway.core.outcome import Ending
from seaway.core.states import RunState
from seaway.executors.inline import InlineExecutor
from seaway.testing.plans import each, plan, task
from seaway.testing.stage import Stage, on_virtual_time

ITEMS = [f"i{at}" for at in range(8)]
PLAN = plan(task("a", foreach=each(*ITEMS)))


async def opened(stage: Stage, *, took_s: float) -> str:
    """One slot; the first item has ended after so long, and what may follow has been started."""
    await stage.engine()
    run_id = await stage.start(PLAN)
    await stage.until_task(run_id, "a[i0]", "running")
    end(stage.executor, "a[i0]", took_s=took_s)
    await stage.until_task(run_id, "a[i0]", "success")
    await stage.until_task(run_id, "a[i1]", "running")
    return run_id


def end(executor: InlineExecutor, key: str, *, took_s: float) -> None:
    outcome = executor.outcome(Ending.SUCCESS)
    started_at = outcome.at - timedelta(seconds=took_s)
    executor.end(executor.attempt_of(key), replace(outcome, started_at=started_at))


def one_slot() -> Stage:
    return Stage(executor=InlineExecutor(slots=1, ahead=2, is_manual=True))


@on_virtual_time
async def test_the_next_short_ones_are_in_the_executor_before_a_slot_is_free() -> None:
    stage = one_slot()
    run_id = await opened(stage, took_s=0.001)
    assert [spec.key for spec in stage.executor.running.values()] == ["a[i1]", "a[i2]", "a[i3]"]
    states = await stage.states(run_id)
    assert [states[f"a[{item}]"] for item in ITEMS[1:5]] == ["running", "running", "running", "queued"]


@on_virtual_time
async def test_long_ones_wait_for_their_slot() -> None:
    stage = one_slot()
    await opened(stage, took_s=5.0)
    assert [spec.key for spec in stage.executor.running.values()] == ["a[i1]"]


@on_virtual_time
async def test_what_comes_back_waits_and_runs_later_as_its_first_attempt() -> None:
    stage = one_slot()
    run_id = await opened(stage, took_s=0.001)
    for key in ("a[i2]", "a[i3]"):
        attempt_id = stage.executor.attempt_of(key)
        stage.executor.end(attempt_id, stage.executor.outcome(Ending.RETURNED))
        assert (await stage.until_task(run_id, key, "queued")).attempt_id is None
    assert [spec.key for spec in stage.executor.running.values()] == ["a[i1]"]
    for item in ("i1", "i4", "i5", "i6", "i7", "i2", "i3"):
        await stage.until_task(run_id, f"a[{item}]", "running")
        end(stage.executor, f"a[{item}]", took_s=0.001)
    assert await stage.until_over(run_id) is RunState.SUCCESS
    assert {row.attempt for key, row in (await stage.rows(run_id)).items() if "[" in key} == {1}


@on_virtual_time
async def test_a_cancel_reaches_what_waits_in_the_executor() -> None:
    stage = one_slot()
    run_id = await opened(stage, took_s=0.001)
    await stage.desk.cancel(run_id, reason="enough")
    assert await stage.until_over(run_id) is RunState.CANCELLED
    assert not stage.executor.running
