"""Who follows what: what reaches whom, who is cut off, who may come back."""

import asyncio
import json

import pytest

from seaway.server.live import hub as module
from seaway.server.live.hub import MOST_UNREAD_BYTES, Client, Event, Hub


async def taken(client: Client) -> list[tuple[int, str, dict[str, object]]]:
    """What a client is given within a moment."""
    await asyncio.sleep(module.GATHER_S * 2)
    text = (await client.take(0.01)).decode()
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        if "event" in fields:
            found.append((int(fields["id"]), fields["event"], json.loads(fields["data"])))
    return found


def event(n: int, key: str = "runs:p", slot: str = "") -> Event:
    return Event("run", (key,), json.dumps({"n": n}).encode(), slot)


async def test_a_client_gets_what_it_follows_and_no_more() -> None:
    hub = Hub()
    first, second = hub.join(["runs:p"]), hub.join(["runs:q", "run:1"])
    hub.publish(event(1))
    hub.publish(event(2, "run:1"))
    assert [data for _, kind, data in await taken(first) if kind == "run"] == [{"n": 1}]
    assert [data for _, kind, data in await taken(second) if kind == "run"] == [{"n": 2}]


async def test_of_what_waits_together_the_last_of_a_slot_is_sent() -> None:
    hub = Hub()
    client = hub.join(["runs:p"])
    for n in range(5):
        hub.publish(event(n, slot="same"))
    hub.publish(event(9, slot="other"))
    assert [data for _, kind, data in await taken(client) if kind == "run"] == [{"n": 4}, {"n": 9}]


async def test_ids_rise_also_over_a_restart() -> None:
    before = Hub()
    client = before.join(["runs:p"])
    before.publish(event(1))
    last = (await taken(client))[-1][0]
    after = Hub()
    client = after.join(["runs:p"], last_id=last)
    (hello, _, _), (_, kind, _) = await taken(client)
    assert hello > last
    assert kind == "reset"


async def test_who_comes_back_gets_what_came_meanwhile_once() -> None:
    hub = Hub()
    client = hub.join(["runs:p"])
    hub.publish(event(1))
    last = (await taken(client))[-1][0]
    hub.leave(client)
    hub.publish(event(2))
    await asyncio.sleep(module.GATHER_S * 2)
    again = hub.join(["runs:p"], last_id=last)
    hub.publish(event(3))
    assert [data["n"] for _, kind, data in await taken(again) if kind == "run"] == [2, 3]


async def test_who_follows_something_new_must_look_at_it_first() -> None:
    hub = Hub()
    client = hub.join(["runs:p"])
    last = (await taken(client))[-1][0]
    hub.publish(event(1))
    await taken(client)
    again = hub.join(["runs:p", "run:1"], last_id=last)
    assert "reset" in [kind for _, kind, _ in await taken(again)]


async def test_who_begins_to_follow_gets_what_came_lately_as_it_may_have_read_before() -> None:
    """Of each thing the last, in order; no log lines, as a log begins with its last ones."""
    hub = Hub()
    hub.leave(hub.join(["runs:p", "log:1:a@1"]))
    hub.publish(event(1, slot="one"))
    hub.publish(Event("log", ("log:1:a@1",), b'{"n": 0}'))
    await asyncio.sleep(module.GATHER_S * 2)
    hub.publish(event(2, slot="two"))
    await asyncio.sleep(module.GATHER_S * 2)
    hub.publish(event(3, slot="one"))
    await asyncio.sleep(module.GATHER_S * 2)
    late = hub.join(["runs:p", "log:1:a@1"])
    assert [data["n"] for _, kind, data in await taken(late) if kind != "hello"] == [2, 3]


async def test_what_came_long_before_somebody_follows_is_not_told_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hub = Hub()
    hub.leave(hub.join(["runs:p"]))
    hub.publish(event(1))
    await asyncio.sleep(module.GATHER_S * 2)
    monkeypatch.setattr(module, "LATELY_S", 0.0)
    assert [kind for _, kind, _ in await taken(hub.join(["runs:p"]))] == ["hello"]


async def test_who_missed_more_than_a_client_may_leave_unread_must_look_again() -> None:
    """Else it would be cut off with its first bytes, and again when it comes back."""
    hub = Hub()
    client = hub.join(["runs:p"])
    last = (await taken(client))[-1][0]
    hub.leave(client)
    for _ in range(4):
        hub.publish(Event("run", ("runs:p",), b'{"text":"' + b"x" * (MOST_UNREAD_BYTES // 3) + b'"}'))
    await asyncio.sleep(module.GATHER_S * 2)
    again = hub.join(["runs:p"], last_id=last)
    assert not again.is_cut_off
    assert [kind for _, kind, _ in await taken(again)] == ["hello", "reset"]


async def test_a_client_that_does_not_read_is_cut_off_and_the_others_are_not() -> None:
    hub = Hub()
    slow, quick = hub.join(["runs:p"]), hub.join(["runs:p"])
    data = b'{"text":"' + b"x" * (MOST_UNREAD_BYTES // 3) + b'"}'
    for _ in range(4):
        hub.publish(Event("run", ("runs:p",), data))
        assert await taken(quick)
    assert slow.is_cut_off
    assert not quick.is_cut_off
    assert await slow.take(0.01) == b""
    hub.leave(slow)
    assert (hub.clients, hub.cut_off) == (1, 1)


async def test_nothing_is_kept_that_nobody_follows() -> None:
    hub = Hub()
    hub.publish(event(1))
    await asyncio.sleep(module.GATHER_S * 2)
    assert hub.sent == 0
    assert not hub.is_watched("runs:p")


async def test_an_event_is_written_out_once_for_all_clients() -> None:
    hub = Hub()
    clients = [hub.join(["runs:p"]) for _ in range(200)]
    hub.publish(event(1))
    await asyncio.sleep(module.LONGEST_GATHER_S * 2)
    assert hub.sent == 1
    assert all([b'{"n": 1}' in await client.take(0.01) for client in clients])
