"""`dbt_cloud.run_job`: jobs of dbt Cloud as outside jobs."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from seaway.errors import (
    AuthError,
    ConflictError,
    DataError,
    InvalidInputError,
    NotFoundError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.dbt_cloud.blueprints import run_job
from seaway.integrations.dbt_cloud.connection import DbtCloud
from seaway.integrations.outside import MOST_MISSES
from seaway.sdk.context import Context, RunInfo
from seaway.sdk.waiting import Deferred
from tests.servers.contract import FAULTS, meets_all_answers
from tests.servers.dbt_cloud import ACCOUNT, JOB, TOKEN, Account, result
from tests.support.contexts import Notebook, a_context

GIVEN: dict[str, Any] = {"connection": "dbt", "job": "Nightly"}
Contexts = Callable[..., Context]
LOG = """
12:00:01  1 of 3 START sql table model mart.revenue ........ [RUN]
12:00:02  2 of 3 START sql view model mart.orders .......... [RUN]
12:00:03  1 of 3 OK created sql table model mart.revenue ... [SELECT 7 in 2.00s]
"""


@pytest.fixture
def account() -> Iterator[Account]:
    made = Account()
    with made.server:
        yield made
    assert made.server.problems == []


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture
def context(account: Account, notebook: Notebook, tmp_path: Path) -> Contexts:
    (tmp_path / "temp").mkdir()

    def make(job_key: str = "run/models/1", **more: object) -> Context:
        ctx = a_context(tmp_path, connections={"dbt": {**account.fields, **more}}, reporter=notebook)
        ctx.run = RunInfo(job_key=job_key, workflow="shop", run_id="r1", task_key="models")
        return ctx

    return make


def started(context: Contexts, **more: object) -> Deferred:
    found = run_job.begin(context(), {**GIVEN, **more})
    assert isinstance(found, Deferred)
    return found


def test_a_job_is_started_by_its_name_with_what_is_overridden(account: Account, context: Contexts) -> None:
    started(
        context,
        commands=["dbt build --select tag:nightly"],
        cause="the load is verified",
        git_sha="0123abcd",
        threads=8,
    )
    sent = account.server.asked[-1]
    assert sent.path.endswith(f"/jobs/{JOB}/run/")
    order = sent.json
    cause = order.pop("cause")
    assert order == {
        "steps_override": ["dbt build --select tag:nightly"],
        "git_sha": "0123abcd",
        "threads_override": 8,
    }
    assert cause.startswith("the load is verified Seaway shop/r1/models (seaway-")


def test_each_node_is_a_step_and_the_artifacts_stay(
    account: Account, context: Contexts, notebook: Notebook
) -> None:
    waiting = started(context)
    account.runs[9000]["status"] = 3
    account.runs[9000]["run_steps"][0]["status"] = 10
    again = run_job.poll(context(), GIVEN, waiting.state)
    assert isinstance(again, Deferred)
    assert again.reason == "run 9000 is running, at `Invoke dbt with `dbt build``"
    assert notebook.steps[-1][:2] == (1, 2)
    results = [
        result("model.shop.revenue", rows=7),
        result("test.shop.not_null.1", "pass"),
        result("test.shop.fresh.2", "warn", "Got 1 result"),
        result("model.shop.later", "skipped"),
    ]
    account.end(9000, 10, results)
    found = run_job.poll(context(), GIVEN, again.state)
    assert isinstance(found, dict)
    assert (found["nodes"], found["passed"], found["warned"], found["skipped"]) == (4, 2, 1, 1)
    assert (found["run_id"], found["commit"]) == (9000, "0123abcd")
    assert found["artifacts"] == ["dbt/manifest.json", "dbt/run_results.json"]
    place = context().files.path("dbt/run_results.json")
    assert len(json.loads(place.read_text())["results"]) == 4
    said = {each.name: (str(each.state), each.kind, each.rows) for each in notebook.parts}
    assert said["model.shop.revenue"] == ("success", "model", 7)
    assert said["test.shop.fresh.2"] == ("warning", "test", None)
    assert said["model.shop.later"] == ("skipped", "model", None)
    assert [(each.name, each.rows) for each in notebook.assets] == [("dbt/mart.revenue", 7)]


def test_commands_and_their_nodes_are_shown_while_the_run_goes_on(
    account: Account, context: Contexts, notebook: Notebook
) -> None:
    waiting = started(context, commands=["dbt run", "dbt test"])
    run = account.runs[9000]
    run["status"] = 3
    run["run_steps"][0]["status"] = 10
    run["run_steps"][1] |= {"status": 3, "logs": LOG}
    later = run_job.poll(context(), GIVEN, waiting.state)
    assert isinstance(later, Deferred)
    assert later.reason.endswith("at `Invoke dbt with `dbt run`` (1 of 3 nodes)")
    account.leave(9000, 2, [result("model.shop.revenue"), result("model.shop.orders", "error", "no column")])
    run["run_steps"][1]["status"], run["run_steps"][2]["status"] = 20, 3
    for _ in range(2):  # each change is told once
        later = run_job.poll(context(), GIVEN, later.state)
        assert isinstance(later, Deferred)
    assert [(each.name, str(each.state)) for each in notebook.parts] == [
        ("1. Clone git repository", "success"),
        ("2. Invoke dbt with `dbt run`", "running"),
        ("3. Invoke dbt with `dbt test`", "pending"),
        ("2. Invoke dbt with `dbt run`", "failed"),
        ("3. Invoke dbt with `dbt test`", "running"),
        ("model.shop.revenue", "success"),
        ("model.shop.orders", "failed"),
    ]
    asked = [each.path for each in account.server.asked if "artifacts" in each.path]
    assert len(asked) == 1
    assert asked[0].endswith("/run_results.json")


def test_results_that_are_not_there_or_not_whole_yet_are_looked_at_again(
    account: Account, context: Contexts, notebook: Notebook
) -> None:
    waiting = started(context, commands=["dbt run", "dbt test"])
    account.runs[9000]["status"] = 3
    account.runs[9000]["run_steps"][1]["status"] = 10
    later = run_job.poll(context(), GIVEN, waiting.state)
    account.artifacts[9000, 2, "run_results.json"] = b'{"results": ['
    assert isinstance(later, Deferred)
    later = run_job.poll(context(), GIVEN, later.state)
    assert isinstance(later, Deferred)
    assert [each.name for each in notebook.parts if each.kind == "model"] == []
    account.leave(9000, 2, [result("model.shop.revenue")])
    run_job.poll(context(), GIVEN, later.state)
    assert [each.name for each in notebook.parts if each.kind == "model"] == ["model.shop.revenue"]


def test_the_results_of_each_command_count(account: Account, context: Contexts) -> None:
    waiting = started(context, commands=["dbt deps", "dbt run", "dbt test"])
    account.end(9000, 10, [result("model.shop.revenue")], step=3)
    account.end(9000, 10, [result("test.shop.a.1", "pass"), result("test.shop.b.2", "pass")], step=4)
    found = run_job.poll(context(), GIVEN, waiting.state)
    assert isinstance(found, dict)
    assert (found["nodes"], found["passed"]) == (3, 3)
    assert "dbt/step-3/run_results.json" in found["artifacts"]
    assert "dbt/run_results.json" in found["artifacts"]


def test_a_model_that_failed_is_named(account: Account, context: Contexts, notebook: Notebook) -> None:
    waiting = started(context)
    broken = result("model.shop.revenue", "error", "Database Error in model revenue: no column nope")
    account.end(9000, 20, [broken, result("test.shop.a.1", "fail", "Got 3 results")])
    with pytest.raises(
        DataError, match=r"model\.shop\.revenue \(and 1 more failed\): Database Error"
    ) as caught:
        run_job.poll(context(), GIVEN, waiting.state)
    assert caught.value.hint
    assert {each.name for each in notebook.parts if str(each.state) == "failed"} == {
        "2. Invoke dbt with `dbt build`",
        "model.shop.revenue",
        "test.shop.a.1",
    }


def test_a_run_that_failed_before_dbt_says_at_which_step(account: Account, context: Contexts) -> None:
    waiting = started(context)
    account.end(9000, 20, [], step=1)
    account.runs[9000]["status_message"] = "The git repository could not be cloned"
    with pytest.raises(TaskError, match="at `Clone git repository`: The git repository could") as caught:
        run_job.poll(context(), GIVEN, waiting.state)
    assert type(caught.value) is TaskError
    assert "/runs/9000/" in caught.value.hint


def test_a_run_that_somebody_cancelled_is_a_conflict(account: Account, context: Contexts) -> None:
    waiting = started(context)
    account.runs[9000]["status"] = 30
    with pytest.raises(ConflictError, match="Somebody cancelled"):
        run_job.poll(context(), GIVEN, waiting.state)


def test_after_a_crash_the_run_is_found_by_its_cause(account: Account, context: Contexts) -> None:
    assert run_job.find(context(), GIVEN) is None
    first = started(context)
    for number in range(1, 122):  # more than a page of others began since
        other = {"cause": "Scheduled", "job_definition_id": JOB}
        account.runs[9000 + number] = {**account.runs[9000], "id": 9000 + number, "trigger": other}
    found = run_job.find(context(), GIVEN)
    assert isinstance(found, Deferred)
    assert found.state == first.state
    assert run_job.find(context("run/models/2"), GIVEN) is None


def test_a_cancelled_task_cancels_its_run_once(account: Account, context: Contexts) -> None:
    waiting = started(context)
    run_job.cancel(context(), GIVEN, waiting.state)
    assert account.runs[9000]["status"] == 30
    run_job.cancel(context(), GIVEN, waiting.state)  # it is over: 400


def test_while_dbt_cloud_has_trouble_a_run_goes_on(account: Account, context: Contexts) -> None:
    waiting = started(context)
    trouble = {fault.name: fault for fault in FAULTS}
    with account.server.failing(trouble["too often"]):
        again = run_job.poll(context(), GIVEN, waiting.state)
    assert isinstance(again, Deferred)
    assert isinstance(again.state, dict)
    assert again.state["misses"] == 1
    last = {**again.state, "misses": MOST_MISSES}
    with account.server.failing(trouble["down"]), pytest.raises(UnavailableError):
        run_job.poll(context(), GIVEN, last)
    account.end(9000, 10, [])
    assert isinstance(run_job.poll(context(), GIVEN, again.state), dict)


@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        ({"job": "Weekly"}, NotFoundError, "no job `Weekly`"),
        ({"job": "4711"}, NotFoundError, "not found"),
        ({"job": "Twice"}, InvalidInputError, "2 jobs are named `Twice`: 1, 2"),
    ],
)
def test_what_can_not_be_started_is_said(
    account: Account, context: Contexts, given: dict[str, Any], kind: type[TaskError], said: str
) -> None:
    account.jobs += [
        {"id": number, "name": "Twice", "project_id": number, "environment_id": 2} for number in (1, 2)
    ]
    with pytest.raises(kind, match=said) as caught:
        started(context, **given)
    assert caught.value.hint
    assert account.runs == {}
    assert started(context, job="Twice", project=2).reason == "run 9000 was started"


def test_results_that_are_no_json_are_said(account: Account, context: Contexts) -> None:
    waiting = started(context)
    account.end(9000, 10, [result("model.shop.revenue")])
    account.artifacts[9000, 2, "run_results.json"] = b"<html>"
    with pytest.raises(DataError, match=r"run_results\.json of dbt is no JSON"):
        run_job.poll(context(), GIVEN, waiting.state)


def test_it_meets_all_answers(account: Account, context: Contexts, caplog: pytest.LogCaptureFixture) -> None:
    def call() -> None:
        run_job.begin(context(timeout_s=0.3), GIVEN)

    meets_all_answers(call, account.server, secrets=[TOKEN], caplog=caplog)


def test_the_connection_says_whose_token_it_is(account: Account, context: Contexts) -> None:
    good = {name: value for name, value in account.fields.items() if name != "type"}
    assert DbtCloud.model_validate(good).check() == "dbt Cloud knows the token in the account Acme."
    with pytest.raises(AuthError, match="Invalid token"):
        DbtCloud.model_validate({**good, "token": "another-not-secret"}).check()
    with pytest.raises(NotFoundError):
        DbtCloud.model_validate({**good, "account_id": ACCOUNT + 1}).check()
    with pytest.raises(AuthError, match="has no token"):
        DbtCloud.model_validate({**good, "token": "", "name": "dbt"}).check()
