"""The one way in: dedupe keys, limits of a workflow and what each rule does at its limit."""

from typing import Any

import pytest
from sqlalchemy import Connection

from seaway.core.plan import Plan
from seaway.core.states import RunState
from seaway.engine.submission import RunRequest, Submitted
from seaway.errors import BusyError, ConflictingStateError, UnknownError
from seaway.executors.inline import InlineExecutor
from seaway.ids import RunId
from seaway.spec.problems import SpecError
from seaway.store import runs
from seaway.testing.people import PROJECT
from seaway.testing.plans import chain, plan, task
from seaway.testing.stage import Stage, on_virtual_time


def limited(on_limit: str, limit: int = 1, **more: Any) -> Plan:
    concurrency = {"limit": limit, "on_limit": on_limit, **more}
    inputs = {"who": {"type": "string", "default": "all"}}
    return plan(task("load"), payload={"concurrency": concurrency, "inputs": inputs})


async def submit(stage: Stage, **request: Any) -> Submitted:
    return await stage.desk.submit(RunRequest(project=PROJECT, workflow="tested", **request))


async def busy(on_limit: str, **more: Any) -> tuple[Stage, RunId]:
    """A workflow whose one place is taken."""
    stage = Stage(executor=InlineExecutor(is_manual=True))
    await stage.engine()
    run_id = await stage.start(limited(on_limit, **more))
    await stage.until_task(run_id, "load", "running")
    return stage, run_id


@on_virtual_time
async def test_the_same_dedupe_key_gives_the_same_run_also_when_that_is_over() -> None:
    stage = Stage()
    await stage.engine()
    await stage.publish(chain("load"))
    first = await submit(stage, dedupe_key="tick-1")
    again = await submit(stage, dedupe_key="tick-1")
    assert (first.is_new, again) == (True, Submitted(first.run_id, is_new=False))
    assert first.run_id is not None
    await stage.until_over(first.run_id)
    assert await submit(stage, dedupe_key="tick-1") == again
    assert (await submit(stage, dedupe_key="tick-2")).is_new


@on_virtual_time
async def test_what_is_written_beside_a_run_stands_or_falls_with_it() -> None:
    stage = Stage()
    await stage.engine()
    await stage.publish(chain("load"))
    said: list[RunId] = []

    def beside(connection: Connection, run_id: RunId) -> None:
        assert runs.get(connection, run_id).state is RunState.QUEUED
        said.append(run_id)
        if len(said) == 1:
            raise ConflictingStateError("not this one")

    request = RunRequest(project=PROJECT, workflow="tested", dedupe_key="once")
    with pytest.raises(ConflictingStateError):
        await stage.desk.submit(request, beside)
    with pytest.raises(UnknownError):
        await stage.run(said[0])
    made = await stage.desk.submit(request, beside)
    assert (await stage.desk.submit(request, beside)).run_id == made.run_id == said[-1]
    assert len(said) == 2  # not where the run was there already


@on_virtual_time
async def test_queue_lets_the_next_run_wait_for_the_place() -> None:
    stage, first = await busy("queue")
    second = await stage.submit()
    await stage.until_task(first, "load", "running")
    assert (await stage.run(second)).state is RunState.QUEUED
    stage.executor.run(stage.executor.attempt_of("load"))
    await stage.until_task(second, "load", "running")


@on_virtual_time
async def test_skip_makes_no_run_and_says_why() -> None:
    stage, _ = await busy("skip")
    skipped = await submit(stage)
    assert skipped == Submitted(None, is_new=False, reason="skipped: 1 of 1 runs of tested are under way")


@on_virtual_time
async def test_fail_refuses_the_run() -> None:
    stage, _ = await busy("fail")
    with pytest.raises(BusyError, match="1 of 1 runs"):
        await submit(stage)


@on_virtual_time
async def test_cancel_oldest_makes_room_for_the_newest() -> None:
    stage, first = await busy("cancel_oldest")
    second = await stage.submit()
    assert await stage.until_over(first) is RunState.CANCELLED
    assert "a newer run takes its place" in (await stage.run(first)).reason
    await stage.until_task(second, "load", "running")


@on_virtual_time
async def test_of_many_runs_that_cancel_the_oldest_only_the_last_one_is_left() -> None:
    stage, first = await busy("cancel_oldest")
    later = [await stage.submit() for _ in range(4)]
    for run_id in (first, *later[:-1]):
        assert await stage.until_over(run_id, seconds=60) is RunState.CANCELLED
    await stage.until_task(later[-1], "load", "running")


@pytest.mark.parametrize("on_limit", ["skip", "fail"])
@on_virtual_time
async def test_a_place_is_free_again_once_its_run_is_over(on_limit: str) -> None:
    stage, first = await busy(on_limit)
    stage.executor.run(stage.executor.attempt_of("load"))
    await stage.until_over(first)
    assert (await submit(stage)).is_new


@on_virtual_time
async def test_the_key_of_a_limit_gives_each_value_its_own_places() -> None:
    stage, _ = await busy("skip", key="{{ inputs.who }}")
    assert (await submit(stage, inputs={"who": "all"})).run_id is None
    assert (await submit(stage, inputs={"who": "ada"})).is_new
    assert (await submit(stage, inputs={"who": "ada"})).run_id is None


@on_virtual_time
async def test_wrong_inputs_and_unknown_workflows_make_no_run() -> None:
    stage = Stage()
    await stage.publish(limited("queue"))
    with pytest.raises(SpecError):
        await submit(stage, inputs={"nobody": 1})
    with pytest.raises(UnknownError):
        await stage.submit("nowhere")
    assert stage.store.connection.execute("SELECT count(*) FROM runs").fetchone()[0] == 0
