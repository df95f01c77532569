"""Runs over HTTP: started, listed, read, stopped, run again."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from seaway.access.roles import Role
from seaway.server.paging import cursor
from seaway.store.tables import deadlines
from tests.support.projects import PROJECT
from tests.support.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHAIN = """
name: Daily finance
owner: data-team
tags: [finance]
inputs:
  day: {type: date, default: "{{ run.logical_date }}", description: The day to load.}
  rows: {type: integer, default: 3, min: 1, max: 10}
tasks:
  extract:
    run: "echo reading {{ inputs.day }}; echo rows={{ inputs.rows }} >> $SEAWAY_OUTPUT"
    outputs: {rows: integer}
  load: {needs: extract, run: "echo loaded; echo 'ERROR: one row is odd' >&2"}
outputs: {rows: "{{ tasks.extract.outputs.rows }}"}
"""
FAILING = """
tasks:
  extract: {run: "echo got it"}
  report: {needs: extract, run: "test -e /tmp/there-is-no-such-file-here || { echo no file; exit 3; }"}
  mail: {needs: report, run: "true"}
"""


async def until_over(served: Served, run_id: str) -> dict[str, Any]:
    await served.site.ended(run_id)  # type: ignore[arg-type]
    answer = await served.client.get(served.at(f"/runs/{run_id}"))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def until_asked(served: Served, run_id: str) -> None:
    """Until the first task waits for an answer."""
    for _ in range(200):
        tasks = (await served.client.get(served.at(f"/runs/{run_id}/tasks"))).json()["items"]
        if tasks[0]["state"] == "awaiting_input":
            return
        await asyncio.sleep(0.02)
    raise AssertionError(tasks)


async def start(served: Served, workflow: str, **order: Any) -> str:
    answer = await served.client.post(served.at(f"/workflows/{workflow}/runs"), json=order)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["run_id"])


async def add(served: Served, body: str) -> str:
    name = served.site.add(body)
    (await served.site.publish()).get(name).require()
    return name


async def test_a_run_is_started_and_read_with_its_tasks_and_outputs(served_live: Served) -> None:
    served = served_live
    workflow = await add(served, CHAIN)
    run = await until_over(served, await start(served, workflow, inputs={"rows": "4"}))
    assert run["state"] == "success"
    assert run["name"] == "Daily finance"
    assert run["sentence"] == "Succeeded"
    assert run["outputs"] == {"rows": 4}
    assert run["inputs"]["rows"] == 4
    assert run["trigger"] == {"kind": "manual", "name": "", "actor": "ada"}
    assert run["counts"] == {"success": 2}
    assert [task["path"] for task in run["graph"]["tasks"]] == ["extract", "load"]
    tasks = (await served.client.get(served.at(f"/runs/{run['run_id']}/tasks"))).json()
    assert [(task["task"], task["state"]) for task in tasks["items"]] == [
        ("extract", "success"),
        ("load", "success"),
    ]
    outputs = await served.client.get(served.at(f"/runs/{run['run_id']}/outputs"), params={"task": "extract"})
    assert outputs.json()["outputs"] == {"rows": 4}


async def test_wrong_inputs_are_told_by_field(served_live: Served) -> None:
    workflow = await add(served_live, CHAIN)
    answer = await served_live.client.post(
        served_live.at(f"/workflows/{workflow}/runs"), json={"inputs": {"rows": 99, "nope": 1}}
    )
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    paths = [problem["path"] for problem in answer.json()["problems"]]
    assert ["inputs", "nope"] in paths
    assert ["inputs", "rows"] in paths


async def test_the_same_idempotency_key_makes_one_run(served_live: Served) -> None:
    workflow = await add(served_live, CHAIN)
    path, headers = served_live.at(f"/workflows/{workflow}/runs"), {"Idempotency-Key": "once-only"}
    first = await served_live.client.post(path, json={}, headers=headers)
    second = await served_live.client.post(path, json={}, headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["run_id"] == second.json()["run_id"]


async def test_a_failed_run_says_where_and_why(served_live: Served) -> None:
    workflow = await add(served_live, FAILING)
    run = await until_over(served_live, await start(served_live, workflow))
    assert run["state"] == "failed"
    assert run["sentence"] == "Failed at report"
    assert run["failed_task"] == "report"
    assert "exit code 3" in run["first_error"] or "3" in run["error"]
    assert run["counts"] == {"success": 1, "failed": 1, "upstream_failed": 1}
    attempts = await served_live.client.get(
        served_live.at(f"/runs/{run['run_id']}/attempts"), params={"task": "report"}
    )
    (attempt,) = attempts.json()["items"]
    assert (attempt["attempt"], attempt["exit_code"], attempt["is_current"]) == (1, 3, True)
    assert attempt["log_bytes"] > 0


async def test_the_history_of_a_run_tells_tasks_and_orders_in_their_order(served_live: Served) -> None:
    workflow = await add(
        served_live, "tasks:\n  wait: {run: 'sleep 600'}\n  then: {needs: wait, run: 'true'}\n"
    )
    run_id = await start(served_live, workflow)
    path = served_live.at(f"/runs/{run_id}")
    assert (await served_live.client.get(f"{path}/history")).json()["next"], "more may come"
    await served_live.client.post(f"{path}/cancel", json={"reason": "enough"})
    await until_over(served_live, run_id)
    whole = (await served_live.client.get(f"{path}/history")).json()
    events = whole["items"]
    assert whole["next"] is None
    assert [each["kind"] for each in events][:1] == ["run_created"]
    assert [each["at"] for each in events] == sorted(each["at"] for each in events)
    assert (events[-1]["kind"], events[-1]["state"]) == ("run_ended", "cancelled")
    (order,) = [each for each in events if each["kind"] == "order"]
    assert order["message"] == "cancel: enough"
    assert order["actor"]
    paged, after = [], ""
    for _ in range(len(events) + 1):
        query = {"limit": "2"} | ({"after": after} if after else {})
        page = (await served_live.client.get(f"{path}/history", params=query)).json()
        paged += page["items"]
        if not (after := page["next"]):
            break
    assert paged == events
    assert len({each["id"] for each in events}) == len(events)


async def test_lists_say_what_missed_its_deadline(served_live: Served) -> None:
    workflow = await add(served_live, FAILING)
    run_id = await start(served_live, workflow)
    await until_over(served_live, run_id)
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    late = {"run_id": run_id, "project": PROJECT, "workflow": workflow, "due_at": noon, "late_at": noon}
    rows = [late | {"key": key} for key in ("", "report")]
    await served_live.parts.database.write(lambda connection: connection.execute(deadlines.insert(), rows))
    listed = await served_live.client.get(served_live.at("/runs"), params={"workflow": workflow})
    detail = await served_live.client.get(served_live.at(f"/runs/{run_id}"))
    assert listed.json()["items"][0]["late_tasks"] == detail.json()["late_tasks"] == ["", "report"]
    assert "should have ended by" in detail.json()["late"]
    due = {"due_at": "2026-03-01T12:00:00Z", "late_at": "2026-03-01T12:00:00Z"}
    assert detail.json()["deadlines"] == [{"task": None} | due, {"task": "report"} | due]


async def test_the_history_of_a_failure_says_why(served_live: Served) -> None:
    workflow = await add(served_live, FAILING)
    run = await until_over(served_live, await start(served_live, workflow))
    events = (await served_live.client.get(served_live.at(f"/runs/{run['run_id']}/history"))).json()["items"]
    (failed,) = [each for each in events if (each["task"], each["kind"]) == ("report", "task_ended")]
    assert (failed["state"], failed["attempt"]) == ("failed", 1)
    assert failed["message"]
    assert failed["seconds"] >= 0


async def test_a_rerun_carries_what_holds_and_its_preview_says_so(served_live: Served) -> None:
    workflow = await add(served_live, FAILING)
    run_id = await start(served_live, workflow)
    await until_over(served_live, run_id)
    preview = (await served_live.client.get(served_live.at(f"/runs/{run_id}/rerun-preview"))).json()
    assert [each["task"] for each in preview["runs"]] == ["report", "mail"]
    assert preview["carried"] == ["extract"]
    answer = await served_live.client.post(served_live.at(f"/runs/{run_id}/rerun"), json={"mode": "failed"})
    assert answer.status_code == 201, answer.text
    again = await until_over(served_live, answer.json()["run_id"])
    assert again["rerun"] == {"of": run_id, "mode": "failed", "tasks": []}
    before = (await served_live.client.get(served_live.at(f"/runs/{run_id}"))).json()
    assert before["reruns"] == [again["run_id"]]
    assert before["next_id"] == again["run_id"]


async def test_one_task_runs_alone_with_what_was_left_before_it(served_live: Served) -> None:
    workflow = await add(served_live, CHAIN)
    await until_over(served_live, await start(served_live, workflow, inputs={"rows": 7}))
    run_id = await start(served_live, workflow, only=["load"])
    run = await until_over(served_live, run_id)
    assert run["state"] == "success"
    tasks = (await served_live.client.get(served_live.at(f"/runs/{run_id}/tasks"))).json()["items"]
    carried = {task["task"]: task["carried_from"] is not None for task in tasks}
    assert carried == {"extract": True, "load": False}


async def test_a_draft_runs_without_becoming_active(served_live: Served) -> None:
    workflow = await add(served_live, CHAIN)
    before = (await served_live.client.get(served_live.at(f"/workflows/{workflow}"))).json()
    await until_over(served_live, await start(served_live, workflow))
    text = "seaway: 1\n" + CHAIN.replace("echo loaded", "echo drafted")
    run = await until_over(served_live, await start(served_live, workflow, text=text, only=["load"]))
    assert run["state"] == "success"
    assert run["revision"] != before["active_revision"]
    assert not run["is_revision_active"]
    assert not run["revision_changed"], "what was saved is older than the draft"
    log = await served_live.client.get(served_live.at(f"/runs/{run['run_id']}/log"), params={"task": "load"})
    assert "drafted" in [line["text"] for line in log.json()["lines"]]
    after = (await served_live.client.get(served_live.at(f"/workflows/{workflow}"))).json()
    assert after["active_revision"] == before["active_revision"]
    wrong = {"text": "seaway: 1\ntasks:\n  a: {needs: nobody, run: 'true'}\n"}
    answer = await served_live.client.post(served_live.at(f"/workflows/{workflow}/runs"), json=wrong)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["line"] == 3


async def test_lists_are_filtered_and_paged(served_live: Served) -> None:
    workflow = await add(served_live, FAILING)
    for _ in range(3):
        await until_over(served_live, await start(served_live, workflow))
    listed: list[str] = []
    after: str | None = None
    while True:
        params = {"workflow": workflow, "state": "failed", "limit": "2"} | ({"after": after} if after else {})
        page = (await served_live.client.get(served_live.at("/runs"), params=params)).json()
        listed += [run["run_id"] for run in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert len(listed) == 3
    assert listed == sorted(listed, reverse=True)
    for search in (workflow, listed[1], listed[1][-8:]):
        found = await served_live.client.get(served_live.at("/runs"), params={"search": search})
        assert listed[1] in [run["run_id"] for run in found.json()["items"]]
    nothing = await served_live.client.get(served_live.at("/runs"), params={"search": "no such thing"})
    assert nothing.json() == {"items": [], "next": None}


async def test_a_run_is_paused_resumed_and_cancelled(served_live: Served) -> None:
    workflow = await add(
        served_live, "tasks:\n  wait: {run: 'sleep 600'}\n  then: {needs: wait, run: 'true'}\n"
    )
    run_id = await start(served_live, workflow)
    client, path = served_live.client, served_live.at(f"/runs/{run_id}")
    for _ in range(200):
        why = (await client.get(f"{path}/why")).json()["items"]
        if any(each["task"] == "then" and each["kind"] == "edge" for each in why):
            break
        await asyncio.sleep(0.02)
    assert any("wait" in each["sentence"] for each in why)
    assert (await client.post(f"{path}/pause", json={})).json() == {"changed": True}
    assert (await client.post(f"{path}/resume")).json() == {"changed": True}
    assert (await client.post(f"{path}/cancel", json={"reason": "enough"})).json() == {"changed": True}
    run = await until_over(served_live, run_id)
    assert (run["state"], run["sentence"]) == ("cancelled", "Cancelled")
    assert (await client.post(f"{path}/cancel", json={})).json() == {"changed": False}


async def test_an_approval_is_read_and_answered(served_live: Served) -> None:
    workflow = await add(
        served_live,
        """
        inputs: {amount: {type: integer, default: 120}}
        tasks:
          ask:
            approval:
              message: "Release {{ inputs.amount }} to the bank?"
              fields: {note: {type: string, default: "fine"}}
          pay: {needs: ask, run: "echo {{ tasks.ask.outputs.note }}"}
        """,
    )
    run_id = await start(served_live, workflow)
    client, path = served_live.client, served_live.at(f"/runs/{run_id}")
    await until_asked(served_live, run_id)
    (listed,) = (await client.get(served_live.at("/runs"), params={"workflow": workflow})).json()["items"]
    assert (listed["state"], listed["waits_for"]) == ("running", "ask")
    assert (await client.get(path)).json()["waits_for"] == "ask"
    asked = (await client.get(f"{path}/approval", params={"task": "ask"})).json()
    assert asked["message"] == "Release 120 to the bank?"
    assert asked["is_open"]
    assert asked["may_answer"]
    assert [field["name"] for field in asked["fields"]] == ["note"]
    answer = {"task": "ask", "approved": True, "values": {"note": "go on"}}
    assert (await client.post(f"{path}/approve", json=answer)).status_code == 200
    ended = await until_over(served_live, run_id)
    assert (ended["state"], ended["waits_for"]) == ("success", None)


async def test_failed_runs_are_found_by_their_error_and_by_their_task(served_live: Served) -> None:
    workflow = await add(served_live, "tasks:\n  weigh_cargo: {run: 'echo No such Crane_7 >&2; exit 3'}\n")
    run_id = await start(served_live, workflow)
    error = (await until_over(served_live, run_id))["error"]
    for words, is_found in ((error[:12].upper(), True), ("weigh_car", True), ("crane%7", False)):
        listed = await served_live.client.get(served_live.at("/runs"), params={"search": words})
        assert (run_id in [each["run_id"] for each in listed.json()["items"]]) is is_found, words


async def test_who_may_only_look_starts_nothing(served_live: Served) -> None:
    workflow = await add(served_live, CHAIN)
    viewer = await served_live.client_as(Role.VIEWER)
    assert (await viewer.get(served_live.at("/runs"))).status_code == 200
    answer = await viewer.post(served_live.at(f"/workflows/{workflow}/runs"), json={})
    assert answer.status_code == 403


async def test_what_is_not_there_is_not_found(served_live: Served) -> None:
    client = served_live.client
    for path in ("/runs/none", "/runs/none/tasks", "/runs/none/log?task=x", "/workflows/none"):
        answer = await client.get(served_live.at(path))
        assert answer.status_code == 404, path
    answer = await client.post(served_live.at("/workflows/none/runs"), json={})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/runs?from=0001-01-01T00:00:00Z",
        "/runs?to=9999-12-31T23:59:59Z",
        "/runs?from=2026-03-01T00:00:00",
        "/calendar?from=9999-12-31T00:00:00Z",
        "/workflows/{workflow}?logical_date=0001-01-01",
        f"/runs?after={cursor(10**30)}",
        f"/runs/{{run}}/items?task=extract&after={cursor(0, 0, 10**30)}",
    ],
)
async def test_what_no_calendar_and_no_database_holds_is_refused(served_live: Served, path: str) -> None:
    workflow = await add(served_live, CHAIN)
    run_id = await start(served_live, workflow)
    answer = await served_live.client.get(served_live.at(path.format(workflow=workflow, run=run_id)))
    assert answer.status_code in (400, 404), answer.text
