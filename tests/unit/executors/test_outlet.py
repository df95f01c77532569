"""The bounded stream of events."""

import asyncio

from seaway.executors import outlet
from seaway.executors.outlet import Outlet
from seaway.ids import AttemptId
from seaway.sdk.protocols.executor import Started


def started(number: int) -> Started:
    return Started(AttemptId(str(number)), "worker")


class Tap:
    """Counts what the outlet asks of those who fill it."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.outlet = Outlet(
            on_full=lambda: self.calls.append("stop"), on_room=lambda: self.calls.append("go")
        )


async def test_events_come_in_order_and_end_when_it_is_closed() -> None:
    tap = Tap()
    for number in range(3):
        tap.outlet.put(started(number))
    tap.outlet.close()
    assert [event.attempt_id async for event in tap.outlet.events()] == ["0", "1", "2"]


async def test_a_reader_that_waits_gets_what_comes() -> None:
    tap = Tap()
    reader = asyncio.ensure_future(anext(aiter(tap.outlet.events())))
    await asyncio.sleep(0)
    tap.outlet.put(started(7))
    assert await reader == started(7)


async def test_a_full_outlet_stops_its_sources_once_and_lets_them_go_on_at_half() -> None:
    tap = Tap()
    for number in range(outlet.MAX_EVENTS + 5):
        tap.outlet.put(started(number))
    assert tap.calls == ["stop"]
    events = tap.outlet.events()
    for _ in range(outlet.MAX_EVENTS // 2 + 4):
        await anext(events)
    assert tap.calls == ["stop"]
    await anext(events)
    assert tap.calls == ["stop", "go"]
