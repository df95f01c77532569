"""Attempts that wait for nothing are started in the turn of their commit; they get what all others get."""

import pytest
from msgspec import structs

from seaway.core.plan import Plan
from seaway.core.states import RunState
from seaway.executors.inline import InlineExecutor
from seaway.ids import RunId
from seaway.sdk.protocols.executor import AttemptSpec
from seaway.testing.plans import each, plan, task
from seaway.testing.stage import Stage, on_virtual_time

PLAN = plan(task("a"), task("b", "a", foreach=each("x", "y", "z")), task("c", "b"))


class Counting(InlineExecutor):
    """Knows who was started in which way."""

    def __init__(self) -> None:
        super().__init__()
        self.at_once: list[str] = []

    def start_at_once(self, attempt: AttemptSpec) -> bool:
        self.at_once.append(attempt.key)
        return super().start_at_once(attempt)

    async def start(self, attempt: AttemptSpec) -> None:
        super().start_at_once(attempt)


class Failing(InlineExecutor):
    def start_at_once(self, attempt: AttemptSpec) -> bool:
        raise OSError("no room for it")


async def played(workflow: Plan, executor: InlineExecutor, *, has_open_start: bool) -> tuple[Stage, RunId]:
    stage = Stage(executor=executor, has_open_start=has_open_start, variables={"where": "here"})
    staged = await stage.engine()
    run_id = await stage.start(workflow)
    await stage.until_over(run_id)
    await staged.kill()
    return stage, run_id


@on_virtual_time
async def test_who_is_started_at_once_gets_what_the_others_get() -> None:
    direct, _ = await played(PLAN, executor := Counting(), has_open_start=True)
    assert executor.at_once == ["a", "b[x]", "b[y]", "b[z]", "c"]
    waited, _ = await played(PLAN, Counting(), has_open_start=False)
    assert [alike(spec) for spec in direct.executor.started] == [
        alike(spec) for spec in waited.executor.started
    ]
    assert [spec.context["item"] for spec in direct.executor.started] == [None, "x", "y", "z", None]


def alike(spec: AttemptSpec) -> AttemptSpec:
    """Without what differs from run to run."""
    context = {name: value for name, value in spec.context.items() if name != "run"}
    return structs.replace(spec, attempt_id="", run_id="", job_key="", context=context)


@pytest.mark.parametrize("needed", ["{{ tasks.a.outputs.result }}", "{{ vars.where }}"])
@on_virtual_time
async def test_who_needs_what_has_to_be_looked_up_is_started_when_that_is_known(needed: str) -> None:
    workflow = plan(task("a"), task("b", "a", payload={"uses": "test.work", "with": {"value": needed}}))
    stage, run_id = await played(workflow, executor := Counting(), has_open_start=True)
    assert executor.at_once == ["a"]
    assert (await stage.run(run_id)).state is RunState.SUCCESS


@on_virtual_time
async def test_what_goes_wrong_at_the_start_ends_the_attempt_and_says_so() -> None:
    stage, run_id = await played(plan(task("a")), Failing(), has_open_start=True)
    assert (await stage.run(run_id)).state is RunState.FAILED
    assert "no room for it" in ((await stage.rows(run_id))["a"].error or "")
