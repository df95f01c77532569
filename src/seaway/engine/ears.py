"""Listens to the store's bell and wakes the loops that something may be there for."""

from collections.abc import Sequence

from seaway.clock import Clock
from seaway.engine.service import Service
from seaway.store.wakeups import Wakeups


class Ears(Service):
    """A nap of this loop is the time between two looks where no bell rings."""

    every_s = 0.0

    def __init__(self, clock: Clock, wakeups: Wakeups, wakes: Sequence[Service]) -> None:
        super().__init__(clock)
        self._wakeups = wakeups
        self._wakes = wakes

    async def step(self) -> None:
        if await self._wakeups.wait(timeout_s=5.0):
            for service in self._wakes:
                service.wake()
