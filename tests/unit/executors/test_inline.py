"""The executor of tests."""

import json

import pytest

from seaway.core.outcome import Ending, Outcome
from seaway.errors import RateLimitError
from seaway.executors.inline import InlineExecutor
from seaway.ids import AttemptId, RunId, TaskKey
from seaway.sdk.protocols.executor import AttemptSpec, BlueprintBody, Executor, Finished, Standing, Started


def attempt(key: str = "load", attempt_id: str = "a-1") -> AttemptSpec:
    return AttemptSpec(
        attempt_id=AttemptId(attempt_id),
        run_id=RunId("r"),
        key=TaskKey(key),
        number=1,
        project="p",
        workflow="w",
        body=BlueprintBody("storage.list", {}),
    )


async def outcome_of(executor: InlineExecutor, spec: AttemptSpec) -> Outcome:
    await executor.start(spec)
    async for event in executor.events():
        if isinstance(event, Finished):
            return event.outcome
    raise AssertionError("it never finished")


async def test_it_is_an_executor() -> None:
    executor: Executor = InlineExecutor()
    await executor.open()
    await executor.close(grace_s=0)


@pytest.mark.parametrize("name", ["load[de]", "load", "storage.list"])
async def test_a_behaviour_is_found_by_key_by_task_and_by_blueprint(name: str) -> None:
    executor = InlineExecutor({name: lambda spec: {"rows": 3}})
    outcome = await outcome_of(executor, attempt("load[de]"))
    assert outcome.ending is Ending.SUCCESS
    assert json.loads(outcome.outputs or "")["rows"] == 3


async def test_an_error_fails_with_what_it_knows() -> None:
    def limited(spec: AttemptSpec) -> object:
        raise RateLimitError("too many calls", retry_after_s=30)

    outcome = await outcome_of(InlineExecutor({"load": limited}), attempt())
    assert outcome.ending is Ending.FAILED
    assert outcome.exit_code == 45
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.retry_after_s) == ("rate_limit", 30)


async def test_by_hand_nothing_ends_before_the_test_says_so() -> None:
    executor = InlineExecutor(is_manual=True)
    await executor.start(attempt())
    events = executor.events()
    assert isinstance(await anext(events), Started)
    assert list(executor.running) == ["a-1"]
    executor.crash(executor.attempt_of("load"))
    finished = await anext(events)
    assert isinstance(finished, Finished)
    assert finished.outcome.ending is Ending.CRASHED


async def test_starting_twice_runs_once_and_tells_the_result_again() -> None:
    executor = InlineExecutor()
    await executor.start(attempt())
    await executor.start(attempt())
    assert len(executor.started) == 1
    await executor.close(grace_s=0)
    assert [type(event) async for event in executor.events()] == [Started, Finished, Finished]


async def test_it_knows_what_runs_what_is_kept_and_what_is_gone() -> None:
    executor = InlineExecutor(is_manual=True)
    for attempt_id in ("runs", "ended", "acked", "vanished"):
        await executor.start(attempt(attempt_id=attempt_id))
    executor.run(AttemptId("ended"))
    executor.run(AttemptId("acked"))
    await executor.ack(AttemptId("acked"))
    executor.forget(AttemptId("vanished"))
    assert await executor.reconcile([AttemptId(name) for name in ("runs", "ended", "acked", "vanished")]) == {
        "runs": Standing.RUNNING,
        "ended": Standing.FINISHED,
        "acked": Standing.GONE,
        "vanished": Standing.GONE,
    }


async def test_a_cancel_of_what_is_unknown_is_no_error() -> None:
    await InlineExecutor().cancel(AttemptId("nobody"), reason="why not")
