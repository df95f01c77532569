"""Live news of what was committed, for whoever follows in this process. Bounded per listener; the engine
never waits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from seaway.core.rows import RunRow, TaskRow
from seaway.ids import RunId, TaskKey

MAX_UNREAD = 10_000
ALL_RUNS = RunId("")
"""Listened to in place of a run: news of every run."""


@dataclass(frozen=True, slots=True)
class ProgressMade:
    """`total` 0: unknown."""

    run_id: RunId
    key: TaskKey
    done: float
    total: float
    message: str


@dataclass(frozen=True, slots=True)
class FellBehind:
    """The listener was too slow; what it missed stands in the store."""

    run_id: RunId


@dataclass(frozen=True, slots=True)
class Late:
    """A deadline passed and it was not over. `key` '' is the run. Told once, by the engine that noted it."""

    run_id: RunId
    key: TaskKey
    due_at: datetime


News = TaskRow | RunRow | ProgressMade | FellBehind | Late


class Broadcaster:
    """Hands each piece of news to every listener of its run, and to those of all runs."""

    def __init__(self) -> None:
        self._listeners: dict[RunId, list[asyncio.Queue[News]]] = {}

    def publish(self, news: News) -> None:
        for queue in (*self._listeners.get(news.run_id, ()), *self._listeners.get(ALL_RUNS, ())):
            if queue.qsize() >= MAX_UNREAD:
                _empty(queue)
                queue.put_nowait(FellBehind(news.run_id))
            queue.put_nowait(news)

    def has_listeners(self, run_id: RunId) -> bool:
        return run_id in self._listeners or ALL_RUNS in self._listeners

    @asynccontextmanager
    async def listen(self, run_id: RunId) -> AsyncIterator["asyncio.Queue[News]"]:
        queue: asyncio.Queue[News] = asyncio.Queue()
        self._listeners.setdefault(run_id, []).append(queue)
        try:
            yield queue
        finally:
            self._listeners[run_id].remove(queue)
            if not self._listeners[run_id]:
                del self._listeners[run_id]


def _empty(queue: "asyncio.Queue[News]") -> None:
    while not queue.empty():
        queue.get_nowait()
