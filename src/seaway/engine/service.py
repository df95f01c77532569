"""A loop with one concern: started, stopped and backed off the same way everywhere."""

import asyncio
import contextlib
import logging
from abc import ABC, abstractmethod

from seaway.clock import Clock

logger = logging.getLogger(__name__)

MAX_BACKOFF_S = 30.0


class Service(ABC):
    """Calls `step` whenever it is woken, and every `every_s` seconds at the latest.

    A step that raises is logged and tried again after a pause that doubles: a loop never dies of one bad
    row."""

    every_s: float = 5.0
    longest_pause_s: float = MAX_BACKOFF_S
    """After failures."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._failures = 0

    @abstractmethod
    async def step(self) -> None: ...

    def wake(self) -> None:
        """There may be something to do now."""
        self._wake.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._loop(), name=type(self).__name__)

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _loop(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self.step()
                self._failures = 0
            except Exception as error:
                self._failures += 1
                logger.warning(
                    "%s failed (%d in a row): %s", type(self).__name__, self._failures, error, exc_info=True
                )
            await self._rest()

    async def _rest(self) -> None:
        pause = self.pause_s() if not self._failures else self._backoff_s()
        await wait_for_wake(self._wake, pause, self.clock)

    def _backoff_s(self) -> float:
        """Not at once, even where a step has no pause of its own."""
        return min(max(self.pause_s(), 0.1) * 2.0 ** min(self._failures, 20), self.longest_pause_s)

    def pause_s(self) -> float:
        """How long until the next step where nothing wakes the loop."""
        return self.every_s


async def wait_for_wake(wake: asyncio.Event, seconds: float, clock: Clock) -> bool:
    """Wait until `wake` is set or the time is over; true where it was set. The clock decides how long a
    second is."""
    if wake.is_set():
        return True
    sleeper = asyncio.ensure_future(clock.sleep(seconds))
    waiter = asyncio.ensure_future(wake.wait())
    try:
        await asyncio.wait({sleeper, waiter}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        sleeper.cancel()
        waiter.cancel()
    return wake.is_set()
