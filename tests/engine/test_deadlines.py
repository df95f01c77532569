"""Deadlines that pass while something is not over leave one fact, through restarts and with two engines."""

import asyncio
from datetime import timedelta

from seaway.core.plan import Deadline
from seaway.core.states import RunState
from seaway.engine.broadcaster import ALL_RUNS, Late
from seaway.executors.inline import InlineExecutor
from seaway.ids import RunId
from seaway.testing.plans import chain, plan, task
from seaway.testing.stage import Stage, Staged, on_virtual_time

MINUTE = Deadline(after_s=60.0)


async def facts(stage: Stage, run_id: RunId) -> dict[str, bool]:
    """Deadline by key: whether it was missed."""
    return {each.key: each.late_at is not None for each in await stage.desk.deadlines(run_id)}


async def told(staged: Staged, *, seconds: float) -> list[str]:
    """The keys that an engine calls late in so many seconds."""
    async with staged.engine.broadcaster.listen(ALL_RUNS) as news:
        await asyncio.sleep(seconds)
        heard = [news.get_nowait() for _ in range(news.qsize())]
    return [each.key for each in heard if isinstance(each, Late)]


@on_virtual_time
async def test_a_run_and_a_task_that_are_not_over_in_time_are_late_once() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True))
    staged = await stage.engine()
    run_id = await stage.start(plan(task("load", deadline=MINUTE), deadline=Deadline(after_s=90.0)))
    await stage.until_task(run_id, "load", "running")
    assert await facts(stage, run_id) == {"": False, "load": False}
    assert await told(staged, seconds=65) == ["load"]
    assert await facts(stage, run_id) == {"": False, "load": True}
    assert await told(staged, seconds=60) == [""]
    first = await stage.desk.deadlines(run_id)
    assert await told(staged, seconds=600) == []
    stage.executor.run(stage.executor.attempt_of("load"))
    assert await stage.until_over(run_id) is RunState.SUCCESS
    await asyncio.sleep(60)
    assert await stage.desk.deadlines(run_id) == first
    assert first[0].late_at is not None
    assert first[0].due_at is not None
    assert (first[0].late_at - first[0].due_at).total_seconds() < 1


@on_virtual_time
async def test_what_ends_in_time_is_never_late() -> None:
    stage = Stage()
    stage.executor = InlineExecutor(clock=stage.clock)
    staged = await stage.engine()
    run_id = await stage.start(plan(task("load", deadline=MINUTE), deadline=MINUTE))
    assert await stage.until_over(run_id) is RunState.SUCCESS
    assert await told(staged, seconds=600) == []
    assert await facts(stage, run_id) == {}


@on_virtual_time
async def test_a_deadline_that_passed_while_no_engine_ran_is_noted_by_the_next_one() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True))
    first = await stage.engine()
    run_id = await stage.start(chain("load", deadline=MINUTE))
    await stage.until_task(run_id, "load", "running")
    await first.kill()
    await asyncio.sleep(120)
    assert await facts(stage, run_id) == {"": False}
    second = await stage.engine()
    await stage.until(lambda: _is_late(stage, run_id))
    assert await told(second, seconds=120) == []


@on_virtual_time
async def test_two_engines_note_a_missed_deadline_once() -> None:
    stage = Stage()
    executors = [InlineExecutor(is_manual=True), InlineExecutor(is_manual=True)]
    engines = [await stage.engine(executor=executor, is_alone=False) for executor in executors]
    await stage.start(chain("load", deadline=MINUTE))
    heard = await asyncio.gather(*(told(staged, seconds=120) for staged in engines))
    assert sorted(heard) == [[], [""]]


@on_virtual_time
async def test_a_run_that_waits_for_an_engine_is_late_by_the_time_of_day() -> None:
    """Its engine has no room: it is late all the same."""
    stage = Stage()
    staged = await stage.engine()
    staged.engine.claimer.is_open = False
    in_a_minute = stage.clock.now() + timedelta(minutes=1)
    by = Deadline(by=in_a_minute.time())
    run_id = await stage.start(
        chain("load", deadline=by), logical_date=in_a_minute.date() - timedelta(days=1)
    )
    await asyncio.sleep(50)
    assert await facts(stage, run_id) == {"": False}
    await stage.until(lambda: _is_late(stage, run_id), seconds=20)
    assert (await stage.run(run_id)).state is RunState.QUEUED


@on_virtual_time
async def test_a_handler_that_was_not_needed_is_not_late() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True))
    staged = await stage.engine()
    run_id = await stage.start(plan(task("load"), on_failure=[task("tell", deadline=MINUTE)]))
    await stage.until_task(run_id, "load", "running")
    assert await told(staged, seconds=300) == []
    assert await facts(stage, run_id) == {}


@on_virtual_time
async def test_a_run_that_was_cancelled_before_it_began_leaves_no_deadline() -> None:
    stage = Stage()
    run_id = await stage.start(chain("load", deadline=MINUTE))
    await stage.desk.cancel(run_id, reason="not needed")
    await stage.engine()
    await asyncio.sleep(300)
    assert await facts(stage, run_id) == {}


async def _is_late(stage: Stage, run_id: RunId) -> bool:
    return (await facts(stage, run_id)).get("", False)
