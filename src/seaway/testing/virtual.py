"""Time and chance that a seed decides: an event loop whose clock jumps to the next thing to do, and ids that
are drawn."""

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import Random

from seaway.ids import uuid7

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
MOST_TURNS_AT_ONCE = 200_000


class StuckError(AssertionError):
    """Nothing will ever happen again, or time does not go on."""


class _JumpingSelector(selectors.SelectSelector):
    """Knows of no sockets: where the loop would wait, time jumps instead."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0
        self._turns = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise StuckError("everybody waits, and no timer is set")
        if timeout > 0:
            self.now_s += timeout
            self._turns = 0
        self._turns += 1
        if self._turns > MOST_TURNS_AT_ONCE:
            raise StuckError(f"time stands still at {self.now_s:.3f} s")
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """Runs as fast as it can; `time()` is virtual and starts at 0. Same tasks, same order, every time."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now_s


class VirtualClock:
    """The wall shows `START` plus the loop's time, plus the steps that somebody made it take."""

    def __init__(self, loop: asyncio.AbstractEventLoop, arrive: Callable[[str], Awaitable[None]]) -> None:
        self._loop = loop
        self._arrive = arrive
        self.stepped = timedelta()

    def now(self) -> datetime:
        return START + timedelta(seconds=self._loop.time()) + self.stepped

    def monotonic(self) -> float:
        return self._loop.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._arrive("clock.sleep")


def drawn_ids(random: Random, loop: asyncio.AbstractEventLoop) -> Callable[[], str]:
    """A source of UUIDv7 for `ids.ids_from`."""

    def draw() -> str:
        at = START + timedelta(seconds=loop.time())
        return uuid7(int(at.timestamp() * 1000), random.randbytes(10))

    return draw
