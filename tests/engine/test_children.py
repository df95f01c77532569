"""Runs that a run starts and waits for."""

from seaway.core.plan import Kind
from seaway.core.states import RunState
from seaway.executors.inline import InlineExecutor
from seaway.ids import RunId
from seaway.testing.plans import chain, plan, task
from seaway.testing.stage import Stage, on_virtual_time


def call(workflow: str, **keys: object) -> object:
    return task("call", kind=Kind.WORKFLOW, payload={"workflow": workflow, "with": {}}, **keys)


@on_virtual_time
async def test_a_child_s_outputs_are_its_task_s_outputs() -> None:
    stage = Stage(executor=InlineExecutor({"extract": lambda _: {"rows": 3}}))
    payload = {"outputs": {"rows": "{{ tasks.extract.outputs.rows }}"}}
    await stage.publish(chain("extract", workflow="child", payload=payload))
    await stage.engine()
    run_id = await stage.start(plan(call("child")))
    assert await stage.until_over(run_id) is RunState.SUCCESS
    assert (await stage.rows(run_id))["call"].outputs == '{"rows": 3}'


@on_virtual_time
async def test_outputs_that_can_not_be_computed_make_a_run_fail() -> None:
    stage = Stage()
    await stage.engine()
    payload = {"outputs": {"rows": "{{ tasks.extract.outputs.nothing }}"}}
    run_id = await stage.start(chain("extract", payload=payload))
    assert await stage.until_over(run_id) is RunState.FAILED
    assert "outputs can't be computed" in (await stage.run(run_id)).reason


@on_virtual_time
async def test_a_task_fails_when_there_is_no_such_workflow() -> None:
    stage = Stage()
    await stage.engine()
    run_id = await stage.start(plan(call("nothing")))
    assert await stage.until_over(run_id, seconds=60) is RunState.FAILED
    assert "nothing" in (await stage.rows(run_id))["call"].reason


@on_virtual_time
async def test_a_task_fails_when_its_child_s_limit_says_skip() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True))
    limits = {"concurrency": {"limit": 1, "on_limit": "skip"}}
    await stage.publish(chain("extract", workflow="child", payload=limits))
    await stage.engine()
    await stage.submit("child")
    run_id = await stage.start(plan(call("child")))
    assert await stage.until_over(run_id, seconds=60) is RunState.FAILED
    assert "under way" in (await stage.rows(run_id))["call"].reason


@on_virtual_time
async def test_a_cancel_of_the_parent_cancels_the_child() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True))
    await stage.publish(chain("extract", workflow="child"))
    await stage.engine()
    run_id = await stage.start(plan(call("child")))
    await stage.until(lambda: _has_started(stage, 1))
    await stage.desk.cancel(run_id, reason="enough")
    assert await stage.until_over(run_id) is RunState.CANCELLED
    assert (await stage.run(stage.executor.started[0].run_id)).state is RunState.CANCELLED


@on_virtual_time
async def test_a_cancel_of_a_child_that_waits_tells_its_parent() -> None:
    stage = Stage(executor=InlineExecutor(is_manual=True))
    limits = {"concurrency": {"limit": 1, "on_limit": "queue"}}
    await stage.publish(chain("extract", workflow="child", payload=limits))
    await stage.engine()
    await stage.submit("child")
    run_id = await stage.start(plan(call("child")))
    row = await stage.until_task(run_id, "call", "deferred")
    child = RunId(str(row.child_run))
    await stage.until(lambda: _is_known(stage, child))
    assert "concurrency limit" in (await stage.desk.why(child))[0].why
    await stage.desk.cancel(child, reason="not today")
    assert await stage.until_over(run_id, seconds=60) is RunState.FAILED
    assert (await stage.rows(run_id))["call"].state == "cancelled"


async def _has_started(stage: Stage, count: int) -> bool:
    return len(stage.executor.started) >= count


async def _is_known(stage: Stage, run_id: RunId) -> bool:
    found = stage.store.connection.execute("SELECT 1 FROM runs WHERE run_id = ?", (run_id,)).fetchone()
    return found is not None
