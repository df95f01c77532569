"""Names and values for expressions, from the last run."""

from typing import Any

import pytest
import pytest_asyncio

from tests.support.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")

BODY = """\
inputs:
  day: {type: date, default: "2026-01-02", description: The day.}
tasks:
  find:
    run: echo rows=7 >> "$SEAWAY_OUTPUT"; echo more=x >> "$SEAWAY_OUTPUT"
    outputs: {rows: integer}
  each:
    needs: find
    foreach: {items: [{id: 1}, {id: 2}]}
    tasks:
      load: {run: 'echo got={{ item.id }} >> "$SEAWAY_OUTPUT"', outputs: {got: integer}}
      check: {needs: load, run: "true"}
    outputs: {got: "{{ tasks.load.outputs.got }}"}
  after: {needs: each, run: "true"}
on_failure:
  tell: {run: "true"}
outputs: {rows: "{{ tasks.find.outputs.rows }}"}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ran(served_live: Served) -> Served:
    name = served_live.site.add(BODY, "shown")
    await served_live.site.publish()
    await served_live.site.ended(await served_live.site.submit(name))
    return served_live


async def preview(
    served: Served, expression: str, task: str | None = "after", **given: Any
) -> dict[str, Any]:
    body = {"workflow": "shown", "text": f"seaway: 1\n{BODY}", "task": task, "expression": expression} | given
    answer = await served.client.post(served.at("/expressions/preview"), json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize(
    ("expression", "task", "value"),
    [
        ("{{ tasks.find.outputs.rows + 1 }}", "after", 8),
        ("rows: {{ tasks.find.outputs.rows }} of {{ inputs.day }}", "after", "rows: 7 of 2026-01-02"),
        ("tasks.find.outputs.rows > 5", "after", True),
        ("{{ tasks.each.outputs | map(attribute='got') | list }}", "after", [1, 2]),
        ("{{ item.id }}", "each/check", 1),
        ("{{ tasks.load.outputs.got }}", "each/check", 1),
        ("{{ tasks.find.state }}", "each/load", "success"),
        ("{{ run.workflow }}", None, "shown"),
        ("{{ previous.outputs.rows | default('first') }}", "find", "first"),
        ("no expression", "after", "no expression"),
    ],
)
async def test_an_expression_is_shown_with_the_values_of_the_last_run(
    ran: Served, expression: str, task: str | None, value: object
) -> None:
    found = await preview(ran, expression if expression != "no expression" else "{{ 'no expression' }}", task)
    assert found["error"] is None, found
    assert found["value"] == value
    assert found["from_run"]


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("{{ tasks.find.outputs.rowz }}", "rowz"),
        ("{{ nothing }}", "nothing"),
        ("{{ 1 +", "Close"),
        ("{{ 'a' * 10**9 }}", ""),
        ("{% for i in range(10**9) %}x{% endfor %}", ""),
    ],
)
async def test_what_it_does_not_give_is_said(ran: Served, expression: str, words: str) -> None:
    found = await preview(ran, expression)
    assert found["error"]
    assert words in found["error"]


async def test_secrets_and_connections_are_never_looked_up(ran: Served) -> None:
    found = await preview(ran, "{{ secret('KEY') }}")
    assert (found["said"], found["value"]) == ("••••••", None)


async def test_without_a_run_the_defaults_are_used(ran: Served) -> None:
    found = await preview(ran, "{{ inputs.day }}", workflow="never_ran")
    assert (found["value"], found["from_run"]) == ("2026-01-02", None)
    item = await preview(ran, "{{ item.id }}", "each", workflow="never_ran")
    assert item["value"] == 1


async def names(served: Served, task: str | None, section: str | None = None) -> dict[str, dict[str, Any]]:
    body = {"workflow": "shown", "text": f"seaway: 1\n{BODY}", "task": task, "section": section}
    answer = await served.client.post(served.at("/expressions/names"), json=body)
    assert answer.status_code == 200, answer.text
    return {each["name"]: each for each in answer.json()["items"]}


async def test_names_are_those_of_the_place_with_what_they_held(ran: Served) -> None:
    found = await names(ran, "after")
    assert found["inputs.day"]["sample"] == "2026-01-02"
    assert found["tasks.find.outputs.rows"]["type"] == "integer"
    assert found["tasks.find.outputs.rows"]["sample"] == 7
    assert found["tasks.find.outputs.more"]["sample"] == "x"
    assert "item" not in found
    assert "tasks.after.state" not in found
    assert {"previous.outputs.rows", "previous.run_id", "previous.logical_date"} <= set(found)
    inner = await names(ran, "each/check")
    assert {"item", "item.id", "tasks.load.outputs.got", "tasks.find.state"} <= inner.keys()
    assert "tasks.after.state" not in inner
    assert "tasks.check.state" not in inner
    assert "tasks.after.state" in await names(ran, "tell", "on_failure")
    assert "tasks.load.state" not in await names(ran, "find")


async def test_names_of_a_broken_text_are_none(ran: Served) -> None:
    answer = await ran.client.post(ran.at("/expressions/names"), json={"workflow": "shown", "text": "a: ["})
    assert answer.json()["items"] == []
