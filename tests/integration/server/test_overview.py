"""Home over HTTP: what it says of what is red, runs, comes and went."""

import asyncio

import pytest

from tests.integration.server.test_runs import FAILING, add, start, until_over
from tests.support.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_home_says_what_failed_how_often_and_why(served_live: Served) -> None:
    workflow = await add(served_live, "owner: data-team\n" + FAILING.lstrip())
    for _ in range(2):
        run = await until_over(served_live, await start(served_live, workflow))
    home = (await served_live.client.get(served_live.at("/overview"))).json()
    (red,) = [each for each in home["attention"] if each["workflow"] == workflow]
    assert red["sentence"] == "failed at report, 2 runs in a row"
    assert (red["kind"], red["run_id"], red["count"]) == ("failed", run["run_id"], 2)
    assert red["owner"] == "data-team"
    assert red["detail"]
    assert home["last_24h"]["totals"]["failed"] >= 2
    assert len(home["last_24h"]["hours"]) == 24
    assert len(home["last_14d"]["days"]) == 14
    assert home["last_14d"]["days"][-1]["failed"] >= 2
    assert 0 <= home["success_rate"]["now"] < 1
    assert home["success_rate"]["before"] is None
    assert any(each["action"] == "runs.start" for each in home["changed"])


async def test_home_says_what_runs_and_what_waits_for_a_person(served_live: Served) -> None:
    workflow = await add(
        served_live,
        "tasks:\n  ask: {approval: {message: 'Release it?', expires: 8h}}\n"
        "  pay: {needs: ask, run: 'true'}\n",
    )
    run_id = await start(served_live, workflow)
    for _ in range(200):
        home = (await served_live.client.get(served_live.at("/overview"))).json()
        asked = [each for each in home["attention"] if each["kind"] == "approval"]
        if asked:
            break
        await asyncio.sleep(0.02)
    assert (asked[0]["run_id"], asked[0]["task"], asked[0]["detail"]) == (run_id, "ask", "Release it?")
    assert (asked[0]["sentence"], asked[0]["until"] > asked[0]["at"]) == ("waits for an approval", True)
    (moving,) = [each for each in home["under_way"] if each["run"]["run_id"] == run_id]
    assert (moving["task"], moving["sentence"]) == ("ask", "ask waits for an approval")
    assert (moving["done"], moving["total"]) == (0, 2)
    await served_live.client.post(served_live.at(f"/runs/{run_id}/cancel"), json={"force": True})
    await until_over(served_live, run_id)


async def test_home_shows_mistakes_and_what_comes_next(served_live: Served) -> None:
    good = await add(
        served_live,
        "triggers:\n  often: {type: schedule, cron: '*/5 * * * *'}\ntasks:\n  a: {run: 'true'}\n",
    )
    broken = served_live.site.add("tasks:\n  a: {needs: nobody, run: 'true'}\n")
    await served_live.site.publish()
    home = (await served_live.client.get(served_live.at("/overview"))).json()
    (wrong,) = [each for each in home["attention"] if each["workflow"] == broken]
    assert wrong["kind"] == "invalid"
    assert wrong["sentence"] == "has a problem, it can't run"
    assert f"{broken}.yaml:3" in wrong["detail"]
    assert (good, "often", False) in [
        (each["workflow"], each["trigger"], each["is_paused"]) for each in home["next"]
    ]
    calendar = (await served_live.client.get(served_live.at("/calendar"))).json()
    assert len([each for each in calendar["items"] if each["workflow"] == good]) == 288
    assert not calendar["is_cut"]


async def test_slots_say_how_many_there_are(served_live: Served) -> None:
    slots = (await served_live.client.get(served_live.at("/slots"))).json()
    assert slots["total"] >= 1
    assert slots["engines"][0]["is_alive"]
