"""A clock that stands still until it is told to go on."""

import asyncio
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class FakeClock:
    """Implements `Clock`. Those who sleep wake when `advance` has passed their time, the earliest first."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now
        self._elapsed_s = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._elapsed_s

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        waiter = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._elapsed_s + seconds, waiter))
        await waiter

    def advance(self, seconds: float = 0.0, **more: float) -> None:
        """Let time pass: seconds, or `minutes=`, `hours=`, `days=`."""
        step_s = timedelta(seconds=seconds, **more).total_seconds()
        self._now += timedelta(seconds=step_s)
        self._elapsed_s += step_s
        due = sorted((s for s in self._sleepers if s[0] <= self._elapsed_s), key=lambda s: s[0])
        self._sleepers = [s for s in self._sleepers if s[0] > self._elapsed_s and not s[1].done()]
        for _, waiter in due:
            if not waiter.done():
                waiter.set_result(None)
