"""Blueprints, connections and variables over HTTP."""

import pytest

from seaway.access.roles import Role
from tests.integration.server.test_runs import add, until_over
from tests.support.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")

OWN = '''
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context


@blueprint("mine.greet", title="Greet somebody", category="Mine")
def greet(ctx: Context, name: str) -> str:
    """Say hello.

    Args:
        name: whom to greet.
    """
    return f"hello {name}"
'''


async def test_blueprints_are_listed_with_where_they_are_used(served: Served) -> None:
    project = served.site.folder / "seaway.toml"
    before = project.read_text()
    project.write_text(f"{before}\n[variables]\nregion = 'eu'\n")
    workflow = await add(
        served,
        "tasks:\n  fetch: {uses: http.request, with: {url: 'http://127.0.0.1/{{ vars.region }}'}}\n",
    )
    items = (await served.client.get(served.at("/blueprints"))).json()["items"]
    by_name = {each["name"]: each for each in items}
    assert workflow in by_name["http.request"]["used_in"]
    assert by_name["http.request"]["icon"] == "http"
    assert not by_name["http.request"]["is_of_project"]
    found = (await served.client.get(served.at("/blueprints"), params={"search": "http.req"})).json()
    assert [each["name"] for each in found["items"]] == ["http.request"]
    (variable,) = (await served.client.get(served.at("/variables"))).json()["items"]
    assert (variable["name"], variable["value"], variable["used_in"]) == ("region", "eu", [workflow])
    project.write_text(before)


async def test_a_blueprint_shows_its_form_its_docs_and_a_task_to_begin_with(served: Served) -> None:
    found = (await served.client.get(served.at("/blueprints/http.request"))).json()
    assert "url" in found["input_schema"]["properties"]
    assert found["docs"].startswith(found["description"])
    assert "`url`" in found["docs"]
    assert "uses: http.request" in found["snippet"]
    missing = await served.client.get(served.at("/blueprints/http.requst"))
    assert missing.status_code == 404
    assert "http.request" in missing.json()["hint"]


async def test_a_file_dropped_into_the_project_is_a_blueprint_at_once(served: Served) -> None:
    served.site.write("blueprints/mine.py", OWN)
    answer = await served.client.get(served.at("/blueprints/mine.greet"))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["title"], found["category"], found["is_of_project"]) == ("Greet somebody", "Mine", True)


async def test_connections_are_listed_and_their_secrets_are_not(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = served.site.folder / "seaway.toml"
    before = project.read_text()
    project.write_text(
        before + "\n[variables]\nregion = 'eu'\n"
        "[connections.api]\ntype = 'http'\nurl = 'https://me:hunter2@example.test/?token=hunter2'\n"
        "token = 'hunter2'\nstray = 'hunter2'\n"
        "[connections.lake]\ntype = 'local'\npath = '${LAKE}'\n"
    )
    monkeypatch.setenv("SEAWAY_CONNECTION_EXTRA", "postgres://me:hunter2@db.test/sales")
    monkeypatch.setenv("SEAWAY_CONNECTION_BROKEN", "hunter2")
    answer = await served.client.get(served.at("/connections"))
    assert answer.status_code == 200
    assert "hunter2" not in answer.text
    by_name = {each["name"]: each for each in answer.json()["items"]}
    assert by_name["lake"]["fields"] == {"path": "${LAKE}"}
    assert by_name["extra"]["place"] == "SEAWAY_CONNECTION_EXTRA"
    assert "db.test" in by_name["extra"]["fields"]["url"]
    assert by_name["broken"]["fields"] == {}
    variables = (await served.client.get(served.at("/variables"))).json()["items"]
    assert [(each["name"], each["value"]) for each in variables] == [("region", "eu")]
    project.write_text(before)


async def test_a_blueprint_is_run_by_itself_with_a_log_and_outputs(served_live: Served) -> None:
    at = served_live.at("/blueprints/python.call/runs")
    served_live.site.write("scripts/sums.py", "def add(a, b):\n    print('adding')\n    return a + b\n")
    order = {"inputs": {"function": "scripts/sums.py:add", "args": {"a": 2, "b": 3}}}
    headers = {"Idempotency-Key": "once"}
    made = await served_live.client.post(at, json=order, headers=headers)
    assert made.status_code == 201, made.text
    again = await served_live.client.post(at, json=order, headers=headers)
    assert again.json()["run_id"] == made.json()["run_id"]
    run = await until_over(served_live, made.json()["run_id"])
    assert (run["workflow"], run["state"]) == ("blueprint-python-call", "success")
    log = await served_live.client.get(
        served_live.at(f"/runs/{run['run_id']}/log"), params={"task": "task", "tail": 5}
    )
    assert "adding" in log.text


async def test_a_blueprint_by_itself_needs_inputs_that_fit_and_the_right_to_edit(served_live: Served) -> None:
    at = served_live.at("/blueprints/{}/runs")
    wrong = await served_live.client.post(at.format("python.call"), json={"inputs": {"fun": 1}})
    assert wrong.status_code == 422
    assert wrong.json()["problems"]
    assert (await served_live.client.post(at.format("python.cal"), json={})).status_code == 404
    operator = await served_live.client_as(Role.OPERATOR)
    assert (await operator.post(at.format("python.call"), json={})).status_code == 403
