"""What runs read and wrote, over HTTP."""

from typing import Any

import pytest

from tests.integration.server.test_runs import add, start, until_over
from tests.support.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")

CODE = """
from seaway.sdk.context import Context

def load(ctx: Context, region: str, fails: bool = False):
    ctx.report_asset("lake/raw.csv", mode="read", size_bytes=90)
    ctx.report_asset(
        "warehouse/payments", rows=len(region), columns={"id": "bigint", "amount": "double"}, how="replace"
    )
    if fails:
        raise ValueError("no more")
"""
LOADING = """
tasks:
  load:
    foreach: [de, fr]
    uses: python.call
    with: {function: "assets_told.py:load", args: {region: "{{ item }}"}}
  quiet: {run: "true"}
  broken:
    uses: python.call
    allow_failure: true
    with: {function: "assets_told.py:load", args: {region: north, fails: true}}
"""


async def loaded(served: Served) -> tuple[str, str]:
    served.site.write("assets_told.py", CODE)
    workflow = await add(served, LOADING)
    run_id = await start(served, workflow)
    await until_over(served, run_id)
    return workflow, run_id


async def pages(served: Served, path: str, **given: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = None
    while True:
        params = {**given, **({"after": after} if after else {})}
        answer = await served.client.get(served.at(path), params=params)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        after = page["next"]
        if after is None:
            return found


async def test_a_run_shows_what_its_tasks_read_and_wrote(served_live: Served) -> None:
    workflow, run_id = await loaded(served_live)
    found = await pages(served_live, f"/runs/{run_id}/assets", limit=2)
    assert [(each["task"], each["kind"], each["asset"], each["rows"]) for each in found] == [
        (task, kind, asset, rows)
        for task, count in (("broken", 5), ("load[de]", 2), ("load[fr]", 2))
        for kind, asset, rows in (("read", "lake/raw.csv", None), ("written", "warehouse/payments", count))
    ]
    read, written = found[2:4]
    assert (read["size_bytes"], read["columns"], written["path"]) == (90, {}, "load")
    assert list(written["columns"].items()) == [("id", "bigint"), ("amount", "double")]
    assert written["extra"] == {"how": "replace"}
    assert (written["run_id"], written["workflow"], written["attempt"]) == (run_id, workflow, 1)


async def test_the_history_of_an_asset_begins_with_the_latest(served_live: Served) -> None:
    _, first = await loaded(served_live)
    _, second = await loaded(served_live)
    found = await pages(served_live, "/assets", name="warehouse/payments", limit=4)
    runs = [each["run_id"] for each in found]
    assert runs[:3] == [second] * 3
    assert runs[3:6] == [first] * 3
    assert [each["at"] for each in found] == sorted((each["at"] for each in found), reverse=True)
    assert await pages(served_live, "/assets", name="warehouse/unknown") == []


async def test_a_page_that_is_none_and_a_run_of_another_are_refused(served_live: Served) -> None:
    client, at = served_live.client, served_live.at
    asked = {"name": "warehouse/payments"}
    assert (await client.get(at("/assets"), params={**asked, "after": "nonsense"})).status_code == 400
    assert (await client.get(at("/assets"))).status_code == 422
    assert (await client.get(at("/runs/unknown/assets"))).status_code == 404
