"""Which waiting task starts next: pools, priorities, the executor's slots, and fairness between runs.

Fairness is start-time fair queueing (Goyal, Vin, Cheng 1996): each task gets a tag one after the last of its
run, never before the tag that is being served, and the lowest tag goes first. So a run that queues thousands
takes turns with one that queues a single task, and within a run the older goes first."""

import heapq
from collections.abc import Callable, Mapping
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
    """One pool: who waits for it, who holds how much of it. `size`: None for tasks without a pool.
    `limit`: how much of it this engine may use."""

    name: str
    size: int | None
    heap: list[_Waiting]
    held: dict[_Who, int]
    in_use: int = 0
    limit: int | None = None

    @property
    def room(self) -> int | None:
        return self.size if self.size is None or self.limit is None else min(self.size, self.limit)

    @property
    def waiting(self) -> int:
        """The slots of what waits, or enough to fill the pool."""
        assert self.size is not None
        slots = 0
        for waiting in self.heap:
            slots += 0 if waiting.is_dropped else min(waiting.slots, self.size)
            if slots >= self.size:
                break
        return slots

    def head(self) -> _Waiting | None:
        """The next of this lane, if the pool has room for it; small ones do not overtake a large one."""
        while self.heap and self.heap[0].is_dropped:
            heapq.heappop(self.heap)
        if not self.heap:
            return None
        first = self.heap[0]
        room = self.room
        if self.size is not None and room is not None and self.in_use + min(first.slots, self.size) > room:
            return None
        return first


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Of one engine on one pool, in slots. `wanted`: taken by what runs, and needed by what waits."""

    size: int
    in_use: int
    wanted: int


class Admission:
    """Pure and in memory: the engine fills it from commands in the same turn, or from `outstanding`."""

    def __init__(self, pools: Mapping[str, int], slots: int, ahead: int = 0) -> None:
        """`pools`: name to size. `slots`: how many attempts the executor runs at once. `ahead`: how many
        more of the short ones it takes in, to begin each as soon as a slot is free."""
        self._pools = dict(pools)
        self._slots = slots
        self._ahead = ahead
        self._in_use = 0
        self._is_closed = False
        self._limits: dict[str, int] | None = None
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

    def share_pools(self) -> None:
        """Other engines use the same pools: from now on nothing of one may be used but what `limit` says."""
        self._limits = {}

    def limit(self, pool: str, slots: int) -> None:
        """How much of a pool this engine may use; what runs goes on."""
        assert self._limits is not None
        self._limits[pool] = slots
        if pool in self._lanes:
            self._lanes[pool].limit = slots

    def limit_of(self, pool: str) -> int:
        return self._limits.get(pool, 0) if self._limits is not None else self._size(pool) or 0

    def demands(self) -> dict[str, Demand]:
        """Of each pool that is declared, or was asked for."""
        sizes = {**self._pools, **{name: lane.size for name, lane in self._lanes.items()}}
        return {pool: self._demand(pool, size) for pool, size in sizes.items() if size is not None}

    def _demand(self, pool: str, size: int) -> Demand:
        lane = self._lanes.get(pool)
        if lane is None:
            return Demand(size=size, in_use=0, wanted=0)
        return Demand(size=size, in_use=lane.in_use, wanted=min(lane.in_use + lane.waiting, size))

    def admit(self, is_short: Callable[[RunId, TaskKey], bool] | None = None) -> list[_Who]:
        """All that may start now, best first; they hold their slots from here on.

        is_short: whether a task may be handed over ahead of a free slot; asked about those in no pool, as
            a place in a pool is for what runs.
        """
        admitted: list[_Who] = []
        while not self._is_closed and (found := self._best(is_short)) is not None:
            lane, waiting = found
            heapq.heappop(lane.heap)
            del self._waiting[waiting.who]
            self._served_tag = max(self._served_tag, waiting.rank[1] - 1)
            if waiting.slots:
                self._take(lane, waiting.who, waiting.slots)
            admitted.append(waiting.who)
        return admitted

    def _best(self, is_short: Callable[[RunId, TaskKey], bool] | None) -> tuple[_Lane, _Waiting] | None:
        """Where the best of those that want a slot finds no room, nothing goes ahead of it but what wants
        none."""
        best: tuple[_Lane, _Waiting] | None = None
        for lane in self._lanes.values():
            if lane.name != _NO_SLOT:
                head = lane.head()
                if head is not None and (best is None or head < best[1]):
                    best = (lane, head)
        if best is not None and not self._has_room(*best, is_short):
            best = None
        free = self._lanes.get(_NO_SLOT)
        head = free.head() if free is not None else None
        if free is not None and head is not None and (best is None or head < best[1]):
            best = (free, head)
        return best

    def _has_room(
        self, lane: _Lane, waiting: _Waiting, is_short: Callable[[RunId, TaskKey], bool] | None
    ) -> bool:
        if self._in_use < self._slots:
            return True
        if lane.name != NO_POOL or is_short is None or self._in_use >= self._slots + self._ahead:
            return False
        return is_short(*waiting.who)

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
        if self._in_use + before < self._slots:
            return "is about to start"
        in_use = min(self._in_use, self._slots)
        return f"waits for a slot of the executor, {in_use} of {self._slots} in use{ahead}"

    @property
    def in_use(self) -> int:
        """How many attempts the executor was given and has not ended."""
        return self._in_use

    def _lane(self, pool: str) -> _Lane:
        lane = self._lanes.get(pool)
        if lane is None:
            size = self._size(pool)
            limit = self.limit_of(pool) if size is not None and self._limits is not None else None
            lane = self._lanes[pool] = _Lane(name=pool, size=size, heap=[], held={}, limit=limit)
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
