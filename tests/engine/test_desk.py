"""Orders at the desk: cancel, by force too, rerun, and why something waits."""

import asyncio

import pytest

from seaway.core.outcome import Ending
from seaway.core.plan import RetryPolicy
from seaway.core.rerun import RerunChoice, RerunMode
from seaway.core.states import RunState
from seaway.engine.reruns import RerunRequest
from seaway.errors import ConflictingStateError, UnknownError
from seaway.executors.inline import InlineExecutor
from seaway.ids import AttemptId, RunId, TaskKey
from seaway.store import engines
from seaway.testing.plans import chain, plan, task
from seaway.testing.stage import Stage, on_virtual_time


class Stubborn(InlineExecutor):
    """Its attempts ignore that they are cancelled."""

    async def cancel(self, attempt_id: AttemptId, *, reason: str, most_s: float | None = None) -> None:
        return None


async def running(stage: Stage) -> RunId:
    await stage.engine()
    run_id = await stage.start(plan(task("load"), final=[task("tidy")]))
    await stage.until_task(run_id, "load", "running")
    return run_id


@on_virtual_time
async def test_a_cancel_waits_for_what_runs_and_lets_the_last_tasks_run() -> None:
    stage = Stage(executor=Stubborn(is_manual=True))
    run_id = await running(stage)
    assert await stage.desk.cancel(run_id, reason="not needed")
    await asyncio.sleep(60)
    assert (await stage.run(run_id)).state is RunState.CANCELLING
    stage.executor.end(
        stage.executor.attempt_of("load"), stage.executor.outcome(Ending.CANCELLED, reason="at last")
    )
    await stage.until_task(run_id, "tidy", "running")
    stage.executor.run(stage.executor.attempt_of("tidy"))
    assert await stage.until_over(run_id) is RunState.CANCELLED


@on_virtual_time
async def test_a_forced_cancel_ends_without_the_last_tasks() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True))
    run_id = await running(stage)
    assert await stage.desk.cancel(run_id, reason="now", is_forced=True)
    assert await stage.until_over(run_id, seconds=60) is RunState.CANCELLED
    assert [spec.key for spec in stage.executor.started] == ["load"]


@on_virtual_time
async def test_a_cancel_that_takes_too_long_can_be_forced() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True))
    run_id = await running(stage)
    await stage.desk.cancel(run_id, reason="politely")
    await stage.until_task(run_id, "tidy", "running")
    await stage.desk.cancel(run_id, reason="now", is_forced=True)
    assert await stage.until_over(run_id, seconds=60) is RunState.CANCELLED
    assert (await stage.states(run_id))["tidy"] == "cancelled"


@on_virtual_time
async def test_what_is_over_can_not_be_ordered_about() -> None:
    stage = Stage()
    await stage.engine()
    run_id = await stage.start(chain("load"))
    await stage.until_over(run_id)
    assert not await stage.desk.cancel(run_id, reason="too late")
    with pytest.raises(ConflictingStateError, match="is over: success"):
        await stage.desk.pause(run_id, reason="too late")
    with pytest.raises(UnknownError):
        await stage.desk.cancel(RunId("nobody"), reason="?")


@on_virtual_time
async def test_a_rerun_asks_that_the_run_is_over_and_runs_the_chosen_part() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True))
    await stage.engine()
    run_id = await stage.start(chain("extract", "load", "report"))
    request = RerunRequest(run_id=run_id, choice=RerunChoice(RerunMode.FROM, ("load",)))
    await stage.until_task(run_id, "extract", "running")
    with pytest.raises(ConflictingStateError, match="is not over"):
        await stage.desk.rerun(request)
    for name in ("extract", "load", "report"):
        await stage.until_task(run_id, name, "running")
        stage.executor.run(stage.executor.attempt_of(name))
    await stage.until_over(run_id)
    again = await stage.desk.rerun(request)
    assert [key for key, _ in again.set.run] == ["load", "report"]
    await stage.until_task(again.run_id, "load", "running")
    assert (await stage.rows(again.run_id))[TaskKey("extract")].carried_from == run_id


@on_virtual_time
async def test_each_waiting_task_says_what_holds_it() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True), pools={"narrow": 1})
    await stage.engine()
    run_id = await stage.start(
        plan(task("first", pool="narrow"), task("second", pool="narrow"), task("after", "first"))
    )
    await stage.until_task(run_id, "first", "running")
    said = {each.key: each.why for each in await stage.desk.why(run_id)}
    assert said[TaskKey("second")] == "waits for pool narrow, 1 of 1 in use by first"
    assert "first" in said[TaskKey("after")]
    assert [each.key for each in await stage.desk.why(run_id, TaskKey("second"))] == ["second"]
    await stage.desk.pause(run_id, reason="lunch")

    async def is_paused() -> bool:
        return (await stage.run(run_id)).state is RunState.PAUSED

    await stage.until(is_paused)
    assert (await stage.desk.why(run_id))[0].why == "the run is paused: lunch"


@on_virtual_time
async def test_an_engine_that_did_not_leave_counts_no_longer_than_its_lease() -> None:
    """What it has begun and what waits for it say so, and when it was last heard of."""
    stage = Stage(executor=InlineExecutor(is_manual=True))
    engine = await stage.engine()
    begun = await stage.start(plan(task("load")))
    await stage.until_task(begun, "load", "running")
    await engine.engine.stop()
    waiting = await stage.start(plan(task("load")))
    at = stage.clock.now()
    await stage.store.database.write(
        lambda connection: engines.register(
            connection, engine="dead", host="harbour", pid=77, slots=4, now=at, lease_s=30
        )
    )
    assert (await stage.desk.why(waiting))[0].why == "waits for an engine to take it"
    await stage.store.database.write(
        lambda connection: connection.exec_driver_sql(
            "UPDATE engines SET lease_until = lease_until - 31000000"
        )
    )
    said = f"no engine is running: process 77 on harbour was last heard of on {at:%Y-%m-%d at %H:%M:%S} UTC; "
    for run_id in (begun, waiting):
        assert (await stage.desk.why(run_id))[0].why == f"{said}start one with `seaway up`"


@on_virtual_time
async def test_with_no_engine_the_run_says_so_and_each_task_says_what_it_waits_for() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True), pools={"narrow": 1})
    engine = await stage.engine()
    again = RetryPolicy(attempts=2, delay_s=3_600.0)
    tasks = task("load", retry=again), task("first", pool="narrow"), task("second", pool="narrow")
    run_id = await stage.start(plan(*tasks))
    await stage.until_task(run_id, "first", "running")
    stage.executor.end(stage.executor.attempt_of("load"), stage.executor.outcome(Ending.FAILED))
    await stage.until_task(run_id, "load", "up_for_retry")
    await engine.engine.stop()
    whole, *each = await stage.desk.why(run_id)
    assert (whole.key, whole.why) == ("", "no engine is running; start one with `seaway up`")
    said = {waiting.key: waiting.why for waiting in each}
    assert said[TaskKey("load")].startswith("tries again at ")
    assert said[TaskKey("second")].startswith("waits for a slot since ")
    assert [waiting.key for waiting in await stage.desk.why(run_id, TaskKey("load"))] == ["", "load"]
