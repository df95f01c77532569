import json
import socket

import pytest

from seaway.core.outcome import Ending
from seaway.sdk.protocols.executor import BlueprintBody, CancelJobBody, PollBody
from tests.support.workers import attempt

JOBS = '''
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.waiting import Deferred

@blueprint("mine.job", title="Job", category="Mine")
def job(ctx: Context, name: str, steps: int = 2) -> dict[str, object]:
    """Start a job elsewhere."""
    ctx.log.info("begin %s", ctx.run.job_key)
    return Deferred(state={"left": steps}, poll_after_s=5, reason=f"{name} runs")

@job.on_poll
def poll(ctx, state, name):
    left = state["left"] - 1
    if left:
        return Deferred(state={"left": left}, poll_after_s=5, reason=f"{left} left")
    return {"name": name}

@job.on_find
def find(ctx, name):
    return Deferred(state={"left": 1}, poll_after_s=1, reason="found again") if name == "lost" else None

@job.on_cancel
def cancel(ctx, state, name):
    ctx.log.info("cancelled %s at %s", name, state["left"])
'''


@pytest.fixture
def shop(shop):
    shop.write("blueprints/jobs.py", JOBS)
    return shop


def test_a_job_elsewhere_is_begun_polled_and_brings_its_outputs(shop):
    inputs, bundle = {"name": "{{ inputs.n }}"}, shop.bundle()
    given = {"bundle": bundle, "context": {"inputs": {"n": "copy"}}, "job_key": "r/t/1"}
    outcome = shop.worker.run(attempt(BlueprintBody("mine.job", inputs), **given))
    assert (outcome.ending, outcome.reason, outcome.poll_after_s) == (Ending.DEFERRED, "copy runs", 5)
    outcome = shop.worker.run(attempt(PollBody("mine.job", inputs, outcome.deferred), **given))
    assert (outcome.ending, outcome.reason) == (Ending.DEFERRED, "1 left")
    outcome = shop.worker.run(attempt(PollBody("mine.job", inputs, outcome.deferred), **given))
    assert outcome.ending is Ending.SUCCESS
    assert json.loads(outcome.outputs) == {"name": "copy"}


def test_after_a_crash_a_job_is_found_before_it_is_begun_again(shop):
    body = BlueprintBody("mine.job", {"name": "lost"})
    spec = attempt(body, bundle=shop.bundle(), is_recovery=True)
    assert shop.worker.run(spec).reason == "found again"
    assert shop.log(spec) == []


def test_a_job_is_cancelled_with_what_is_known_of_it(shop):
    spec = attempt(CancelJobBody("mine.job", {"name": "x"}, '{"left": 3}'), bundle=shop.bundle())
    assert shop.worker.run(spec).ending is Ending.SUCCESS
    assert shop.text(spec) == "cancelled x at 3"


def test_an_unknown_blueprint_is_named(shop):
    outcome = shop.worker.run(attempt(BlueprintBody("mine.jobb", {}), bundle=shop.bundle()))
    assert outcome.ending is Ending.FAILED
    assert "mine.jobb" in outcome.reason
    assert outcome.began is False


def test_a_wrong_input_of_a_blueprint_is_named(shop):
    spec = attempt(BlueprintBody("mine.job", {"name": "x", "steps": "many"}), bundle=shop.bundle())
    outcome = shop.worker.run(spec)
    assert outcome.exit_code == 42
    assert "steps" in outcome.reason


def test_what_a_workflow_may_reach_is_set_by_the_machine_alone(shop):
    """The tests allow loopback; a task can neither widen nor take away what the machine allows."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        body = BlueprintBody("http.request", {"url": url, "timeout": 0.2})
        outcome = shop.worker.run(attempt(body, bundle=shop.bundle(), env={"SEAWAY_PRIVATE_NETWORKS": ""}))
        assert "no answer in time" in outcome.reason
    body = BlueprintBody("http.request", {"url": "http://10.0.0.1/x"})
    env = {"SEAWAY_PRIVATE_NETWORKS": "private"}
    outcome = shop.worker.run(attempt(body, bundle=shop.bundle(), env=env))
    assert "a private address" in outcome.reason
    script = shop.script('echo "may:$SEAWAY_PRIVATE_NETWORKS"', env=env)
    assert shop.worker.run(script).ending is Ending.SUCCESS
    assert shop.text(script) == "may:loopback"
