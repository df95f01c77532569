"""A pool bounds all engines of a store together, and each of them gets its turn."""

import asyncio

from seaway.core.states import RunState
from seaway.executors.inline import InlineExecutor
from seaway.ids import RunId
from seaway.testing.plans import plan, task
from seaway.testing.stage import Stage, Staged, on_virtual_time


async def two(stage: Stage) -> tuple[list[InlineExecutor], list[Staged]]:
    machines = [InlineExecutor(is_manual=True), InlineExecutor(is_manual=True)]
    return machines, [await stage.engine(executor=machine, is_alone=False) for machine in machines]


def running(machines: list[InlineExecutor]) -> list[int]:
    return [len(machine.running) for machine in machines]


async def spread(stage: Stage, staged: list[Staged], runs: int) -> list[RunId]:
    """Runs of one task in the pool, taken by both engines in turn."""
    ids = []
    for number in range(runs):
        for at, each in enumerate(staged):
            each.engine.claimer.is_open = at == number % len(staged)
        ids.append(await stage.submit())
        await asyncio.sleep(6)
    for each in staged:
        each.engine.claimer.is_open = True
    return ids


async def end_all(stage: Stage, machines: list[InlineExecutor], ids: list[RunId], most: int) -> list[int]:
    """Let tasks end one by one; returns how many each engine ran. Never more than `most` run at once."""
    ran = [0] * len(machines)
    for _ in ids:

        async def some() -> bool:
            assert sum(running(machines)) <= most
            return sum(running(machines)) > 0

        await stage.until(some, seconds=30)
        at = next(at for at, machine in enumerate(machines) if machine.running)
        machines[at].run(next(iter(machines[at].running)))
        ran[at] += 1
        await asyncio.sleep(3)
    for run_id in ids:
        assert await stage.until_over(run_id, seconds=30) is RunState.SUCCESS
    return ran


@on_virtual_time
async def test_two_engines_together_use_no_more_of_a_pool_than_it_has() -> None:
    stage = Stage(pools={"warehouse": 3})
    machines, staged = await two(stage)
    await stage.publish(plan(task("load", pool="warehouse")))
    ids = await spread(stage, staged, 8)
    assert sum(running(machines)) == 3
    assert min(running(machines)) >= 1
    assert await end_all(stage, machines, ids, most=3) == [4, 4]


@on_virtual_time
async def test_engines_take_turns_where_a_pool_has_one_slot() -> None:
    stage = Stage(pools={"warehouse": 1})
    machines, staged = await two(stage)
    await stage.publish(plan(task("load", pool="warehouse")))
    ids = await spread(stage, staged, 6)
    assert await end_all(stage, machines, ids, most=1) == [3, 3]


@on_virtual_time
async def test_a_pool_that_nobody_declares_has_one_slot_for_all_engines() -> None:
    stage = Stage()
    machines, staged = await two(stage)
    await stage.publish(plan(task("load", pool="gone")))
    ids = await spread(stage, staged, 4)
    assert sum(running(machines)) == 1
    assert sum(await end_all(stage, machines, ids, most=1)) == 4


@on_virtual_time
async def test_one_engine_uses_all_that_the_other_one_does_not_want() -> None:
    stage = Stage(pools={"warehouse": 4})
    machines, staged = await two(stage)
    staged[1].engine.claimer.is_open = False
    await stage.publish(plan(*(task(f"t{n}", pool="warehouse") for n in range(6))))
    await stage.submit()
    await asyncio.sleep(10)
    assert running(machines) == [4, 0]


@on_virtual_time
async def test_a_task_of_several_slots_waits_until_its_engine_has_them() -> None:
    stage = Stage(pools={"warehouse": 4})
    machines, staged = await two(stage)
    await stage.publish(plan(task("load", pool="warehouse", slots=3)))
    ids = await spread(stage, staged, 2)
    assert sum(running(machines)) == 1
    assert await end_all(stage, machines, ids, most=1) == [1, 1]


@on_virtual_time
async def test_what_a_dead_engine_held_of_a_pool_goes_to_the_one_that_takes_its_runs() -> None:
    stage = Stage(pools={"warehouse": 2})
    machines, staged = await two(stage)
    await stage.publish(plan(task("load", pool="warehouse")))
    ids = await spread(stage, staged, 4)
    assert running(machines) == [1, 1]
    await staged[0].kill()
    machines[0].running.clear()
    await asyncio.sleep(60)
    assert running(machines) == [0, 2]
    assert await end_all(stage, machines[1:], ids, most=2) == [4]


@on_virtual_time
async def test_what_a_dead_engine_held_of_a_pool_that_its_heir_never_uses_comes_back() -> None:
    stage = Stage()
    machines, staged = await two(stage)
    machines.append(InlineExecutor(is_manual=True))
    staged.append(await stage.engine(executor=machines[2], is_alone=False))
    await stage.publish(plan(task("load", pool="gone")))
    (run_id,) = await spread(stage, staged, 1)
    await end_all(stage, machines, [run_id], most=1)
    await staged[0].kill()
    staged[2].engine.claimer.is_open = False  # until the second one is the heir
    await asyncio.sleep(60)
    staged[1].engine.claimer.is_open, staged[2].engine.claimer.is_open = False, True
    await stage.submit()
    await asyncio.sleep(10)
    assert running(machines) == [0, 0, 1]
