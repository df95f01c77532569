"""The advancer's queue of events: bounded, fair by run."""

import asyncio
from collections import OrderedDict, deque
from dataclasses import dataclass

from seaway.core.events import Event
from seaway.ids import RunId

MAX_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Letter:
    """An event, and the signal row that it came from (deleted by the commit that applies it)."""

    event: Event
    signal_id: str | None = None


class Inbox:
    """Letters by run, taken out round robin, so that one busy run can't starve the others."""

    def __init__(self, capacity: int = 10_000) -> None:
        self._by_run: OrderedDict[RunId, deque[Letter]] = OrderedDict()
        self._capacity = capacity
        self._size = 0
        self._is_nudged = False
        self._filled = asyncio.Event()
        self._emptied = asyncio.Event()
        self._has_room = asyncio.Event()
        self._has_room.set()

    @property
    def waiting(self) -> int:
        """Letters that nobody has taken yet."""
        return self._size

    def put(self, event: Event, signal_id: str | None = None) -> None:
        """Never blocks: for the engine's own events, whose number is bounded by what runs."""
        self._by_run.setdefault(event.run_id, deque()).append(Letter(event, signal_id))
        self._size += 1
        self._filled.set()
        if self._size >= self._capacity:
            self._has_room.clear()

    async def put_when_room(self, event: Event) -> None:
        """Waits while the inbox is full: reading the executors stops here."""
        await self._has_room.wait()
        self.put(event)

    async def drain(self) -> list[Letter]:
        """At most `MAX_BATCH` letters; none only after a nudge."""
        while not self._size and not self._is_nudged:
            self._filled.clear()
            await self._filled.wait()
        self._is_nudged = False
        return self._take(MAX_BATCH)

    def nudge(self) -> None:
        """Let the advancer take a turn though there is no letter: admission may have something to start."""
        self._is_nudged = True
        self._filled.set()

    async def until_empty(self) -> None:
        """Wait until the advancer has taken everything."""
        while self._size:
            self._emptied.clear()
            await self._emptied.wait()

    def forget(self, run_id: RunId) -> None:
        """Drop what is queued for a run that is no longer ours."""
        self._size -= len(self._by_run.pop(run_id, ()))
        self._note_room()

    def _take(self, most: int) -> list[Letter]:
        taken: list[Letter] = []
        while self._by_run and len(taken) < most:
            run_id, letters = self._by_run.popitem(last=False)
            taken.append(letters.popleft())
            if letters:
                self._by_run[run_id] = letters
        self._size -= len(taken)
        self._note_room()
        return taken

    def _note_room(self) -> None:
        if self._size < self._capacity:
            self._has_room.set()
        if not self._size:
            self._emptied.set()
