"""Measures over HTTP, for Prometheus."""

import asyncio
import re

import pytest

from seaway.access.roles import Role
from tests.integration.server.test_runs import CHAIN, add, start, until_over
from tests.support.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")
LINE = re.compile(
    r"# (HELP|TYPE) [a-z_]+ .+"
    r"|[a-z_]+(\{([a-z_]+=\"[^\"]*\",?)+\})? -?[0-9.e+-]+"
)


async def test_measures_of_engine_and_server_are_told(served_live: Served) -> None:
    await until_over(served_live, await start(served_live, await add(served_live, CHAIN)))
    async with asyncio.timeout(20):
        while True:
            answer = await served_live.client.get("/metrics")
            if 'seaway_task_seconds_count{state="success"} 2' in answer.text:
                break
            await asyncio.sleep(0.1)
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert all(LINE.fullmatch(line) for line in answer.text.splitlines()), answer.text
    for name in (
        "seaway_queue_depth",
        "seaway_slots_busy",
        "seaway_step_seconds_bucket",
        "seaway_commit_seconds_count",
        "seaway_tick_lateness_seconds",
        "seaway_event_lag_seconds",
        "seaway_engine_tells 1",
    ):
        assert name in answer.text


async def test_measures_are_for_admins_of_the_server(served_live: Served) -> None:
    viewer = await served_live.client_as(Role.ADMIN)
    assert (await viewer.get("/metrics")).status_code == 403
    nobody = await served_live.client_of()
    assert (await nobody.get("/metrics")).status_code == 401
