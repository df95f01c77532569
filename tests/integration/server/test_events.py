"""The live stream: what happens in the engine reaches those who follow, and those who come back."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from seaway.access.roles import Role
from tests.integration.server.test_runs import CHAIN, add, start, until_over
from tests.support.served import Served, SignedIn, on_a_socket

pytestmark = pytest.mark.asyncio(loop_scope="module")
PATIENCE_S = 20


@dataclass(frozen=True, slots=True)
class Heard:
    id: int
    kind: str
    data: dict[str, Any]
    at: float


class Ear:
    """One client of the stream."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines
        self.heard: list[Heard] = []

    async def until(self, kind: str, **wanted: object) -> Heard:
        """The next event like that; those before it are in `heard`."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                event = await self._next()
                if event.kind == kind and wanted.items() <= event.data.items():
                    return event

    async def _next(self) -> Heard:
        fields: dict[str, str] = {}
        async for line in self._lines:
            if line:
                name, _, value = line.partition(":")
                fields[name] = value.removeprefix(" ")
            elif "event" in fields:
                event = Heard(
                    int(fields["id"]), fields["event"], json.loads(fields["data"]), time.monotonic()
                )
                self.heard.append(event)
                return event
            else:
                fields = {}
        raise AssertionError("the stream has ended")


@asynccontextmanager
async def listening(
    address: str, served: Served, user: SignedIn, last_id: int | None = None, **params: Any
) -> AsyncIterator[Ear]:
    headers = {} if last_id is None else {"Last-Event-ID": str(last_id)}
    async with (
        httpx.AsyncClient(base_url=address, cookies=user.cookies, timeout=PATIENCE_S) as client,
        client.stream("GET", served.at("/events"), params=params, headers=headers) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        ear = Ear(answer.aiter_lines())
        await ear.until("hello")
        yield ear


async def test_a_run_is_heard_from_its_start_to_its_end(served_live: Served) -> None:
    workflow = await add(served_live, CHAIN)
    user = await served_live.user(role=Role.VIEWER)
    async with on_a_socket(served_live.app) as address, listening(address, served_live, user) as ear:
        run_id = await start(served_live, workflow)
        last = await ear.until("run", run_id=run_id, state="success")
        assert last.data["name"] == "Daily finance"
        mine = [each for each in ear.heard if each.kind == "run" and each.data["run_id"] == run_id]
        states = [each.data["state"] for each in mine]  # of what waits together only the last is sent
        assert states == [each for each in ("queued", "running", "success") if each in states]
        ids = [event.id for event in ear.heard]
        assert ids == sorted(ids)


async def test_tasks_of_a_run_are_heard_where_it_is_followed(served_live: Served) -> None:
    body = "tasks:\n  one: {run: 'sleep 0.3'}\n  two: {needs: one, run: 'true', allow_failure: true}\n"
    workflow = await add(served_live, body)
    user = await served_live.user(role=Role.VIEWER)
    run_id = await start(served_live, workflow)
    async with (
        on_a_socket(served_live.app) as address,
        listening(address, served_live, user, run=run_id) as ear,
    ):
        two = await ear.until("task", run_id=run_id, task="two", state="success")
        assert two.data["allow_failure"] is True
        await ear.until("run", run_id=run_id, state="success")


async def test_a_line_is_heard_within_200_ms_of_being_printed(served_live: Served) -> None:
    script = "sleep 0.6; for i in 1 2 3 4 5 6 7 8; do date +%s.%N; sleep 0.1; done"
    workflow = await add(served_live, f"tasks:\n  talk: {{run: '{script}'}}\n")
    user = await served_live.user(role=Role.VIEWER)
    run_id = await start(served_live, workflow)
    offset = time.time() - time.monotonic()
    late: list[float] = []
    async with (
        on_a_socket(served_live.app) as address,
        listening(address, served_live, user, run=run_id, log="talk@1") as ear,
    ):
        await ear.until("run", run_id=run_id, state="success")
        numbers: list[int] = []
        for event in [each for each in ear.heard if each.kind == "log"]:
            for line in event.data["lines"]:
                numbers.append(line["n"])
                late.append(event.at + offset - float(line["text"]))
    assert sorted(set(numbers)) == list(range(1, 9))
    assert sorted(late)[len(late) // 2] < 0.2


async def test_who_comes_back_hears_what_came_meanwhile(served_live: Served) -> None:
    workflow = await add(served_live, CHAIN)
    user = await served_live.user(role=Role.VIEWER)
    async with on_a_socket(served_live.app) as address:
        async with listening(address, served_live, user) as ear:
            last_id = ear.heard[-1].id
        run_id = await start(served_live, workflow)
        await until_over(served_live, run_id)
        async with listening(address, served_live, user, last_id=last_id) as ear:
            await ear.until("run", run_id=run_id, state="success")
            assert "reset" not in [event.kind for event in ear.heard]


async def test_who_was_away_too_long_is_told_to_look_again(served_live: Served) -> None:
    user = await served_live.user(role=Role.VIEWER)
    async with (
        on_a_socket(served_live.app) as address,
        listening(address, served_live, user, last_id=12) as ear,
    ):
        await ear.until("reset")


async def test_a_workflow_that_changed_is_heard(served_live: Served) -> None:
    workflow = await add(served_live, CHAIN)
    user = await served_live.user(role=Role.VIEWER)
    async with (
        on_a_socket(served_live.app) as address,
        listening(address, served_live, user, topics="workflows") as ear,
    ):
        await served_live.client.patch(served_live.at(f"/workflows/{workflow}"), json={"is_paused": True})
        await ear.until("workflow", id=workflow)


async def test_only_members_follow(served_live: Served) -> None:
    stranger = await served_live.client_as(None)
    assert (await stranger.get(served_live.at("/events"))).status_code == 403
    nobody = await served_live.client_of()
    assert (await nobody.get(served_live.at("/events"))).status_code == 401


async def test_what_names_no_topic_or_log_is_refused(served_live: Served) -> None:
    answer = await served_live.client.get(served_live.at("/events"), params={"topics": "all"})
    assert answer.status_code == 400
    run_id = await start(served_live, await add(served_live, CHAIN))
    answer = await served_live.client.get(served_live.at("/events"), params={"run": run_id, "log": "x"})
    assert answer.status_code == 400


async def test_where_no_engine_tells_the_store_is_looked_at(
    served_live: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the engines are on other machines: later, but all the same."""

    async def ignore(told: object) -> None: ...

    live = served_live.parts.live
    for feed in live.feeds:
        monkeypatch.setattr(feed, "_on_news", ignore)
        monkeypatch.setattr(feed, "is_connected", False)
    body = "tasks:\n  one: {run: 'sleep 3'}\n  two: {needs: one, run: 'true'}\n"
    workflow = await add(served_live, body)
    user = await served_live.user(role=Role.VIEWER)
    run_id = await start(served_live, workflow)
    async with (
        on_a_socket(served_live.app) as address,
        listening(address, served_live, user, run=run_id) as ear,
    ):
        await ear.until("task", run_id=run_id, task="two", state="success")
        await ear.until("run", run_id=run_id, state="success")
