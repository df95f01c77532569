"""Timers of the runs this engine owns: retries, polls, timeouts, expiries. Nothing is stored:
`Run.outstanding` sets them again."""

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count

from seaway.clock import Clock
from seaway.core.events import SetTimer, TimerFired
from seaway.engine.service import Service
from seaway.ids import RunId

LONGEST_NAP_S = 5.0


class Timekeeper(Service):
    """A heap by due time. A timer whose reason is gone fires all the same: the state machine ignores it.

    Naps at most `LONGEST_NAP_S`, so that a step of the wall clock is noticed."""

    def __init__(self, clock: Clock, fire: Callable[[TimerFired], None]) -> None:
        super().__init__(clock)
        self._fire = fire
        self._heap: list[tuple[datetime, int, RunId, SetTimer]] = []
        self._order = count()

    def set(self, run_id: RunId, timer: SetTimer) -> None:
        heapq.heappush(self._heap, (timer.due, next(self._order), run_id, timer))
        if self._heap[0][3] is timer:
            self.wake()

    async def step(self) -> None:
        now = self.clock.now()
        while self._heap and self._heap[0][0] <= now:
            _, _, run_id, timer = heapq.heappop(self._heap)
            self._fire(TimerFired(run_id, now, timer.key, timer.timer))

    def pause_s(self) -> float:
        if not self._heap:
            return LONGEST_NAP_S
        until_due_s = (self._heap[0][0] - self.clock.now()).total_seconds()
        return min(max(until_due_s, 0.0), LONGEST_NAP_S)
