"""Which waiting task starts next: pools, priorities, the executor's slots, and fairness between runs.

Fairness is start-time fair queueing (Goyal, Vin, Cheng 1996): each task gets a tag one after the last of its
run, never before the tag that is being served, and the lowest tag goes first. So a run that queues thousands
takes turns with one that queues a single task, and within a run the older goes first."""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import Literal

from seaway.core.events import Queue, StartAttempt
from seaway.ids import RunId, TaskKey

_Who = tuple[RunId, TaskKey]
_NAMES_SAID = 3
NO_POOL = ""
_NO_SLOT = "(none)"
"""The lane of what takes no slot, a sub-workflow: never full. No pool can be called so."""
UNDECLARED_POOL_SLOTS = 1
"""A pool that no project declares (any more) still keeps its tasks apart."""


@dataclass(slots=True, eq=False)
class _Waiting:
    """Ordered by `rank`: priority, tag, age, arrival."""

    who: _Who
    rank: tuple[int, int, datetime, int]
    slots: int
    is_dropped: bool = False

    def __lt__(self, other: "_Waiting") -> bool:
        return self.rank < other.rank


@dataclass(slots=True, eq=False)
class _Lane:
    """One pool: who waits for it, who holds how much of it. `size`: None for tasks without a pool."""

    name: str
    size: int | None
    heap: list[_Waiting]
    held: dict[_Who, int]
    in_use: int = 0

    def head(self) -> _Waiting | None:
        """The next of this lane, if the pool has room for it; small ones do not overtake a large one."""
        while self.heap and self.heap[0].is_dropped:
            heapq.heappop(self.heap)
        if not self.heap:
            return None
        first = self.heap[0]
        if self.size is not None and self.in_use + min(first.slots, self.size) > self.size:
            return None
        return first


class Admission:
    """Pure and in memory: the engine fills it from commands in the same turn, or from `outstanding`."""

    def __init__(self, pools: Mapping[str, int], slots: int) -> None:
        """`pools`: name to size. `slots`: how many attempts the executor runs at once."""
        self._pools = dict(pools)
        self._slots = slots
        self._in_use = 0
        self._is_closed = False
        self._lanes: dict[str, _Lane] = {}
        self._waiting: dict[_Who, tuple[_Lane, _Waiting]] = {}
        self._holding: dict[_Who, _Lane] = {}
        self._of_run: dict[RunId, set[TaskKey]] = {}
        self._tags: dict[RunId, int] = {}
        self._served_tag = 0
        self._arrivals = count()

    def queue(self, run_id: RunId, command: Queue) -> None:
        """The task waits; a second time changes nothing."""
        who = (run_id, command.key)
        if who in self._waiting or who in self._holding:
            return
        lane = self._lane(command.pool if command.slots else _NO_SLOT)
        tag = max(self._tags.get(run_id, 0), self._served_tag) + 1
        self._tags[run_id] = tag
        rank = (-command.priority, tag, command.since, next(self._arrivals))
        waiting = _Waiting(who, rank, command.slots)
        heapq.heappush(lane.heap, waiting)
        self._waiting[who] = (lane, waiting)
        self._of_run.setdefault(run_id, set()).add(command.key)

    def occupy(self, run_id: RunId, start: StartAttempt) -> None:
        """Count an attempt that may run already: after a restart, each outstanding `StartAttempt`."""
        who = (run_id, start.key)
        if who not in self._holding:
            self._drop(who)
            self._of_run.setdefault(run_id, set()).add(start.key)
            self._take(self._lane(start.task.pool), who, start.task.slots)

    def close(self) -> None:
        """Admit nothing more; what holds slots may still release them."""
        self._slots = 0
        self._is_closed = True

    def release(self, run_id: RunId, key: TaskKey) -> None:
        """The task neither waits nor holds anything; nothing happens where it did not."""
        who = (run_id, key)
        self._drop(who)
        lane = self._holding.pop(who, None)
        if lane is not None:
            lane.in_use -= lane.held.pop(who)
            self._in_use -= 1
        keys = self._of_run.get(run_id)
        if keys is not None:
            keys.discard(key)
            if not keys:
                del self._of_run[run_id]

    def withdraw(self, run_id: RunId) -> None:
        """Nothing of the run waits here for now; what runs keeps its slots."""
        for key in list(self._of_run.get(run_id, ())):
            self._drop((run_id, key))

    def forget(self, run_id: RunId) -> None:
        """The run is over, or another engine has it."""
        for key in list(self._of_run.get(run_id, ())):
            self.release(run_id, key)
        self._tags.pop(run_id, None)

    def resize(self, *, pools: Mapping[str, int] | None = None, slots: int | None = None) -> None:
        """New limits from now on; what runs goes on."""
        if pools is not None:
            self._pools = dict(pools)
            for lane in self._lanes.values():
                lane.size = self._size(lane.name)
        if slots is not None:
            self._slots = slots

    def admit(self) -> list[_Who]:
        """All that may start now, best first; they hold their slots from here on."""
        admitted: list[_Who] = []
        while not self._is_closed and (found := self._best()) is not None:
            lane, waiting = found
            heapq.heappop(lane.heap)
            del self._waiting[waiting.who]
            self._served_tag = max(self._served_tag, waiting.rank[1] - 1)
            if waiting.slots:
                self._take(lane, waiting.who, waiting.slots)
            admitted.append(waiting.who)
        return admitted

    def _best(self) -> tuple[_Lane, _Waiting] | None:
        best: tuple[_Lane, _Waiting] | None = None
        is_full = self._in_use >= self._slots
        for lane in self._lanes.values():
            if is_full and lane.name != _NO_SLOT:
                continue
            head = lane.head()
            if head is not None and (best is None or head < best[1]):
                best = (lane, head)
        return best

    def why(self, run_id: RunId, key: TaskKey) -> str:
        """What holds a waiting task; empty where it does not wait here."""
        found = self._waiting.get((run_id, key))
        if found is None:
            return ""
        lane, waiting = found
        before = sum(1 for other in lane.heap if not other.is_dropped and other < waiting)
        ahead = f"; {before} before it" if before else ""
        if lane.size is not None and lane.in_use + min(waiting.slots, lane.size) > lane.size:
            return f"waits for pool {lane.name}, {lane.in_use} of {lane.size} in use{_by(lane)}{ahead}"
        return f"waits for a slot of the executor, {self._in_use} of {self._slots} in use{ahead}"

    @property
    def in_use(self) -> int:
        """How many of the executor's slots are taken."""
        return self._in_use

    def _lane(self, pool: str) -> _Lane:
        lane = self._lanes.get(pool)
        if lane is None:
            lane = self._lanes[pool] = _Lane(name=pool, size=self._size(pool), heap=[], held={})
        return lane

    def _size(self, pool: str) -> int | None:
        return None if pool in (NO_POOL, _NO_SLOT) else self._pools.get(pool, UNDECLARED_POOL_SLOTS)

    def _take(self, lane: _Lane, who: _Who, slots: int) -> None:
        taken = slots if lane.size is None else min(slots, lane.size)
        lane.held[who] = taken
        lane.in_use += taken
        self._in_use += 1
        self._holding[who] = lane

    def _drop(self, who: _Who) -> None:
        found = self._waiting.pop(who, None)
        if found is not None:
            found[1].is_dropped = True


def _by(lane: _Lane) -> str:
    holders = [key for _, key in list(lane.held)[:_NAMES_SAID]]
    more = len(lane.held) - len(holders)
    return f" by {', '.join(holders)}" + (f" and {more} more" if more else "") if holders else ""


class RunDecision(StrEnum):
    START = "start"
    WAIT = "wait"
    SKIP = "skip"
    FAIL = "fail"
    CANCEL_OLDEST = "cancel_oldest"
    """Cancel the oldest run of the group; this one waits for its place."""


def decide_run(
    limit: int | None,
    on_limit: Literal["queue", "skip", "cancel_oldest", "fail"],
    *,
    running: int,
    queued: int,
) -> RunDecision:
    """What becomes of one more run of a concurrency group: `running` go, `queued` older ones wait."""
    if limit is None or running + queued < limit:
        return RunDecision.START
    match on_limit:
        case "queue":
            return RunDecision.WAIT
        case "skip":
            return RunDecision.SKIP
        case "fail":
            return RunDecision.FAIL
        case "cancel_oldest":
            return RunDecision.CANCEL_OLDEST
