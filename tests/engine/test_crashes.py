"""An engine dies at a named door; the next one goes on exactly, and does nothing twice."""

from collections import Counter
from collections.abc import Callable

import pytest

from seaway.core.plan import Kind, RetryPolicy
from seaway.core.states import RunState
from seaway.executors.inline import InlineExecutor
from seaway.ids import TaskKey
from seaway.testing.plans import chain, each, group, plan, task
from seaway.testing.stage import Stage, on_virtual_time

DOORS = (
    "store",
    "commit, before",
    "commit, after",
    "executor.start",
    "executor.start, after",
    "executor.ack",
)
PLAN = plan(
    task("extract"),
    task("load", "extract", foreach=each("de", "fr")),
    group("check", task("count"), task("sum", "count"), needs="load"),
    task("tell", "check"),
)


def nth(door: str, number: int) -> Callable[[str], bool]:
    """Says yes when this door is passed for the n-th time."""
    seen: Counter[str] = Counter()

    def is_there(passed: str) -> bool:
        seen[passed] += 1
        return passed == door and seen[passed] == number

    return is_there


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("number", range(1, 9))
@on_virtual_time
async def test_a_run_goes_on_where_a_dead_engine_left_it(door: str, number: int) -> None:
    stage = Stage()
    run_id = await stage.start(PLAN)
    first = await stage.engine(dies_at=nth(door, number))
    await stage.until(lambda: _is_over(stage, run_id, first.life.is_over))
    await first.kill()
    await stage.engine()
    assert await stage.until_over(run_id) is RunState.SUCCESS
    assert set((await stage.states(run_id)).values()) == {"success"}
    begun = Counter(attempt.key for attempt in stage.executor.started)
    assert begun == dict.fromkeys(("extract", "load[de]", "load[fr]", "check.count", "check.sum", "tell"), 1)


async def _is_over(stage: Stage, run_id: str, is_dead: bool) -> bool:
    return is_dead or (await stage.run(run_id)).state.is_final  # type: ignore[arg-type]


@on_virtual_time
async def test_a_result_that_came_while_no_engine_lived_is_taken_by_the_next() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True))
    run_id = await stage.start(chain("extract"))
    first = await stage.engine()
    await stage.until(lambda: _has_started(stage, 1))
    await first.kill()
    stage.executor.run(stage.executor.attempt_of("extract"))
    await stage.engine()
    assert await stage.until_over(run_id) is RunState.SUCCESS
    assert len(stage.executor.started) == 1
    assert stage.executor.results == {}


@on_virtual_time
async def test_an_attempt_that_vanished_with_its_engine_starts_again_and_counts_on_no_budget() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True))
    run_id = await stage.start(plan(task("extract", crash_retries=0)))
    first = await stage.engine()
    await stage.until(lambda: _has_started(stage, 1))
    await first.kill()
    stage.executor.forget(stage.executor.attempt_of("extract"))
    await stage.engine()
    await stage.until(lambda: _has_started(stage, 2))
    stage.executor.run(stage.executor.attempt_of("extract"))
    assert await stage.until_over(run_id) is RunState.SUCCESS


@on_virtual_time
async def test_what_may_not_be_done_twice_is_left_to_a_person_after_it_vanished() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True))
    retry = RetryPolicy(attempts=3, delay_s=0.0)
    run_id = await stage.start(plan(task("pay", is_idempotent=False, retry=retry)))
    first = await stage.engine()
    await stage.until(lambda: _has_started(stage, 1))
    await first.kill()
    stage.executor.forget(stage.executor.attempt_of("pay"))
    await stage.engine()
    assert await stage.until_over(run_id) is RunState.FAILED
    row = (await stage.rows(run_id))["pay"]
    assert row.state == "crashed"
    assert "not to be done twice" in row.reason


@on_virtual_time
async def test_a_cancel_that_was_under_way_is_carried_to_its_end() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True))
    run_id = await stage.start(plan(task("extract"), task("load", "extract"), final=(task("tidy"),)))
    first = await stage.engine(dies_at=nth("executor.cancel", 1))
    await stage.until_task(run_id, "extract", "running")
    await stage.desk.cancel(run_id, reason="enough")
    await stage.until(lambda: _is_over(stage, run_id, first.life.is_over))
    await first.kill()
    assert (await stage.run(run_id)).state is RunState.CANCELLING
    await stage.engine()
    await stage.until(lambda: _has_started(stage, 2))
    stage.executor.run(stage.executor.attempt_of("tidy"))
    assert await stage.until_over(run_id) is RunState.CANCELLED
    assert await stage.states(run_id) == {"extract": "cancelled", "load": "cancelled", "tidy": "success"}


@on_virtual_time
async def test_a_pause_outlives_the_engine() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True))
    run_id = await stage.start(chain("extract", "load"))
    first = await stage.engine()
    await stage.until_task(run_id, "extract", "running")
    await stage.desk.pause(run_id, reason="lunch")
    await stage.until(lambda: _is_in(stage, run_id, RunState.PAUSED))
    await first.kill()
    await stage.engine()
    stage.executor.run(stage.executor.attempt_of("extract"))
    await stage.until_task(run_id, "load", "queued")
    said = await stage.desk.why(run_id)
    assert said[0].why == "the run is paused: lunch"
    await stage.desk.resume(run_id)
    await stage.until_task(run_id, "load", "running")


@on_virtual_time
async def test_an_approval_is_answered_while_no_engine_lives() -> None:
    stage = Stage()
    run_id = await stage.start(plan(task("sign", kind=Kind.APPROVAL), task("pay", "sign")))
    first = await stage.engine()
    await stage.until_task(run_id, "sign", "awaiting_input")
    await first.kill()
    await stage.desk.answer(run_id, TaskKey("sign"), actor="ann", is_approved=True, values={})
    await stage.engine()
    assert await stage.until_over(run_id) is RunState.SUCCESS


async def _has_started(stage: Stage, count: int) -> bool:
    return len(stage.executor.started) >= count


async def _is_in(stage: Stage, run_id: str, state: RunState) -> bool:
    return (await stage.run(run_id)).state is state  # type: ignore[arg-type]
