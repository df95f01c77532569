"""Engines that share a store: one run has one owner, and a lost lease ends what it covered."""

import asyncio

import pytest

from seaway.core.outcome import Ending
from seaway.core.plan import Kind
from seaway.core.states import RunState
from seaway.errors import StoreError
from seaway.executors.inline import InlineExecutor
from seaway.ids import AttemptId
from seaway.store.engines import LEASE_S
from seaway.testing.plans import chain, plan, task
from seaway.testing.stage import Stage, on_virtual_time


@on_virtual_time
async def test_two_engines_take_each_run_once() -> None:
    stage = Stage()
    await stage.publish(chain("extract"))
    machines = [InlineExecutor(), InlineExecutor()]
    for machine in machines:
        await stage.engine(executor=machine, is_alone=False)
    run_ids = [await stage.submit() for _ in range(10)]
    for run_id in run_ids:
        assert await stage.until_over(run_id) is RunState.SUCCESS
    started = [attempt.run_id for machine in machines for attempt in machine.started]
    assert sorted(started) == sorted(run_ids)


@on_virtual_time
async def test_a_run_whose_engine_died_is_taken_over_once_its_lease_is_over() -> None:
    stage = Stage()
    lost, healthy = InlineExecutor(is_manual=True), InlineExecutor()
    first = await stage.engine(executor=lost, is_alone=False)
    run_id = await stage.start(chain("extract"))
    await stage.until_task(run_id, "extract", "running")
    await first.kill()
    died_at = asyncio.get_running_loop().time()
    await stage.engine(executor=healthy, is_alone=False)
    assert await stage.until_over(run_id) is RunState.SUCCESS
    assert 20 < asyncio.get_running_loop().time() - died_at < 45
    assert (await stage.run(run_id)).epoch == 2


class Slow(InlineExecutor):
    """What is cancelled takes all the time it has."""

    async def cancel(self, attempt_id: AttemptId, *, reason: str, most_s: float | None = None) -> None:
        spec = self.running[attempt_id]
        grace_s = spec.grace_s if most_s is None else min(most_s, spec.grace_s)
        end = self.end, attempt_id, self.outcome(Ending.CANCELLED, reason=reason)
        asyncio.get_running_loop().call_later(grace_s, *end)


@on_virtual_time
async def test_an_engine_that_can_not_renew_its_lease_ends_its_attempts_before_it_is_over() -> None:
    """Whatever grace their task has."""
    stage = Stage()
    machine = Slow(is_manual=True)
    first = await stage.engine(executor=machine, is_alone=False)
    run_id = await stage.start(plan(task("extract", payload={"uses": "test.work", "grace_s": 3_600.0})))
    await stage.until_task(run_id, "extract", "running")
    cut_at = asyncio.get_running_loop().time()

    async def cut() -> None:
        await asyncio.sleep(0.1)
        raise StoreError("out of reach")

    first.life.arrive_at_store = cut  # type: ignore[method-assign]
    first.database._transport._arrive = cut  # type: ignore[attr-defined]

    async def is_idle() -> bool:
        return not machine.running

    await stage.until(is_idle)
    assert asyncio.get_running_loop().time() - cut_at < LEASE_S


@on_virtual_time
async def test_a_claim_that_happened_and_reported_a_failure_is_found_again() -> None:
    """The run is ours, and nobody told us: it must not wait for ever."""
    stage = Stage()
    staged = await stage.engine()
    chances = staged.life._chances
    chances.lose_answer = 1.0
    run_id = await stage.start(chain("extract"))
    await asyncio.sleep(1)
    chances.lose_answer = 0.0
    assert await stage.until_over(run_id, seconds=60) is RunState.SUCCESS


@pytest.mark.parametrize("trouble", ["fail_commit", "lose_answer"])
@on_virtual_time
async def test_a_store_that_is_away_for_a_while_costs_time_and_nothing_else(trouble: str) -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True))
    staged = await stage.engine()
    run_id = await stage.start(chain("extract", "load"))
    await stage.until_task(run_id, "extract", "running")
    setattr(staged.life._chances, trouble, 1.0)
    stage.executor.run(stage.executor.attempt_of("extract"))
    await asyncio.sleep(20)
    setattr(staged.life._chances, trouble, 0.0)
    await stage.until(lambda: _has_started(stage, 2))
    stage.executor.run(stage.executor.attempt_of("load"))
    assert await stage.until_over(run_id) is RunState.SUCCESS
    await asyncio.sleep(60)
    assert [attempt.key for attempt in stage.executor.started] == ["extract", "load"]
    assert stage.executor.results == {}


@on_virtual_time
async def test_a_run_whose_state_machine_raises_is_set_aside_and_the_others_go_on() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True))
    staged = await stage.engine()
    await stage.publish(chain("extract"))
    bad, good = await stage.submit(), await stage.submit()
    await stage.until(lambda: _has_started(stage, 2))
    staged.engine.sessions[bad].run._board.live.clear()
    staged.engine.sessions[bad].run._board.live = None  # type: ignore[assignment]
    for attempt_id in list(stage.executor.running):
        stage.executor.run(attempt_id)
    assert await stage.until_over(good) is RunState.SUCCESS
    assert await stage.until_over(bad) is RunState.FAILED
    assert (await stage.run(bad)).reason.startswith("internal: ")


@on_virtual_time
async def test_a_parent_hears_of_a_child_that_was_set_aside() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True))
    staged = await stage.engine()
    await stage.publish(chain("extract", workflow="child"))
    call = task("call", kind=Kind.WORKFLOW, payload={"workflow": "child", "with": {}})
    run_id = await stage.start(plan(call))
    await stage.until(lambda: _has_started(stage, 1))
    child = stage.executor.started[0].run_id
    staged.engine.sessions[child].run._board.live = None  # type: ignore[assignment]
    stage.executor.run(stage.executor.attempt_of("extract"))
    assert await stage.until_over(run_id) is RunState.FAILED
    assert await stage.states(run_id) == {"call": "failed"}


@on_virtual_time
async def test_news_of_an_end_that_was_lost_is_asked_for() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True))
    await stage.engine()
    run_id = await stage.start(chain("extract"))
    await stage.until(lambda: _has_started(stage, 1))
    attempt_id = stage.executor.attempt_of("extract")
    put, stage.executor._outlet.put = stage.executor._outlet.put, lambda _event: None  # type: ignore[method-assign]
    stage.executor.run(attempt_id)
    stage.executor._outlet.put = put  # type: ignore[method-assign]
    assert await stage.until_over(run_id, seconds=60) is RunState.SUCCESS


@on_virtual_time
async def test_a_pool_stays_within_its_size_while_runs_are_taken_over() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True), pools={"one": 1})
    await stage.publish(plan(task("extract", pool="one")))
    first = await stage.engine()
    for _ in range(5):
        await stage.submit()
    await stage.until(lambda: _has_started(stage, 1))
    await first.kill()
    await stage.engine()
    await asyncio.sleep(30)
    assert len(stage.executor.started) == 1


async def _has_started(stage: Stage, count: int) -> bool:
    return len(stage.executor.started) >= count
