"""Workflows over HTTP: the list with how they went, one of them, stopping its triggers."""

from typing import Any

import pytest

from seaway.access.roles import Role
from tests.integration.server.test_runs import CHAIN, add, start, until_over
from tests.support.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def listed(served: Served, **params: Any) -> list[dict[str, Any]]:
    answer = await served.client.get(served.at("/workflows"), params=params)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_list_says_how_each_workflow_went(served_live: Served) -> None:
    workflow = await add(served_live, CHAIN)
    for _ in range(2):
        run = await until_over(served_live, await start(served_live, workflow))
    (found,) = [each for each in await listed(served_live) if each["id"] == workflow]
    assert (found["name"], found["owner"], found["tags"]) == ("Daily finance", "data-team", ["finance"])
    assert (found["state"], found["success_rate"], found["inputs_count"]) == ("valid", 1.0, 2)
    assert found["last_runs"][-1]["run_id"] == run["run_id"]
    assert len(found["last_runs"]) == 2
    assert found["median_s"] > 0
    assert found["file"] == f"workflows/{workflow}.yaml"


async def test_a_workflow_shows_its_form_with_resolved_defaults_and_its_graph(served_live: Served) -> None:
    workflow = await add(served_live, CHAIN)
    found = (await served_live.client.get(served_live.at(f"/workflows/{workflow}"))).json()
    day, rows = found["inputs"]
    assert (day["type"], day["default_said"]) == ("date", "{{ run.logical_date }}")
    assert len(day["default"]) == len("2026-01-31")
    assert (rows["default"], rows["min"], rows["max"]) == (3, 1, 10)
    assert rows["schema"] == {"type": "integer", "minimum": 1, "maximum": 10}
    assert [task["id"] for task in found["graph"]["tasks"]] == ["extract", "load"]
    assert found["revision"]["hash"] == found["active_revision"]


async def test_a_list_is_filtered_sorted_and_paged(served_live: Served) -> None:
    first = await add(served_live, "name: Zebra\ntags: [odd]\ntasks:\n  a: {run: 'true'}\n")
    second = await add(served_live, "name: Apple\ntags: [odd]\nowner: me\ntasks:\n  a: {run: 'true'}\n")
    assert [each["id"] for each in await listed(served_live, tag="odd", sort="name")] == [second, first]
    assert [each["id"] for each in await listed(served_live, owner="me")] == [second]
    assert [each["id"] for each in await listed(served_live, search="zebr")] == [first]
    page = await served_live.client.get(
        served_live.at("/workflows"), params={"tag": "odd", "sort": "name", "limit": 1}
    )
    following = await listed(served_live, tag="odd", sort="name", limit=1, after=page.json()["next"])
    assert [each["id"] for each in following] == [first]
    answer = await served_live.client.get(served_live.at("/workflows"), params={"after": "nonsense"})
    assert answer.status_code == 400


async def test_triggers_are_stopped_and_resumed_by_operators_alone(served_live: Served) -> None:
    body = "triggers:\n  nightly: {type: schedule, cron: '0 0 * * *'}\ntasks:\n  a: {run: 'true'}\n"
    workflow = await add(served_live, body)
    viewer, operator = await served_live.client_as(Role.VIEWER), await served_live.client_as(Role.OPERATOR)
    path = served_live.at(f"/workflows/{workflow}")
    assert (await viewer.patch(path, json={"is_paused": True})).status_code == 403
    paused = (await operator.patch(path, json={"is_paused": True})).json()
    assert paused["is_paused"]
    assert paused["next"] is None
    assert workflow in [each["id"] for each in await listed(served_live, state="paused")]
    assert not (await operator.patch(path, json={"is_paused": False})).json()["is_paused"]
    one = await operator.patch(f"{path}/triggers/nightly", json={"is_paused": True})
    assert one.json()["is_paused"]
    assert one.json()["next_at"] is None
    triggers = (await viewer.get(f"{path}/triggers")).json()["items"]
    assert [(each["name"], each["cron"], each["is_paused"]) for each in triggers] == [
        ("nightly", "0 0 * * *", True)
    ]
    assert (await viewer.get(f"{path}/triggers/nightly/ticks")).json() == {"items": [], "next": None}
    assert (await viewer.get(f"{path}/triggers/none/ticks")).status_code == 404
