"""Follows the logs that somebody follows, and no other: a look at the file's size, many times a second."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from seaway.blobs.log_index import LogIndexes, Numbered
from seaway.errors import UnknownError
from seaway.ids import RunId, TaskKey
from seaway.server.live.hub import Event, Hub, Key
from seaway.server.live.log_lines import lines_event
from seaway.store import tasks
from seaway.store.database import Database
from seaway.worker.paths import Paths

LOOK_S = 0.04
RESOLVE_S = 0.2
MOST_LINES = 500
FIRST_LINES = 200
MOST_FIRST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class LogName:
    """One attempt of one task. `offset`: what comes from this byte on is wanted; None: the end."""

    run_id: RunId
    task: TaskKey
    attempt: int
    offset: int | None = None

    @property
    def key(self) -> Key:
        return f"log:{self.run_id}:{self.task}@{self.attempt}"


class Followers:
    """One follower a log, however many clients it has."""

    def __init__(self, hub: Hub, database: Database, indexes: LogIndexes) -> None:
        self._hub = hub
        self._database = database
        self._indexes = indexes
        self._following: dict[Key, asyncio.Task[None]] = {}

    def follow(self, name: LogName, paths: Paths) -> None:
        """Send each new line of the log, from now on and while anybody follows it."""
        if name.key not in self._following:
            task = asyncio.create_task(self._follow(name, paths), name=name.key)
            self._following[name.key] = task
            task.add_done_callback(lambda _: self._following.pop(name.key, None))

    async def first_of(self, name: LogName, paths: Paths) -> bytes | None:
        """What a new client gets at first, as data of an event: from its offset on, else the last lines, so
        that none is lost between reading a log and following it."""
        path = await self._path_of(name, paths)
        if path is None:
            return None
        lines = await asyncio.to_thread(self._first_lines, path, name.offset)
        return lines_event(name.run_id, name.task, name.attempt, lines) if lines else None

    def _first_lines(self, path: Path, offset: int | None) -> list[Numbered]:
        index = self._indexes.of(path)
        if offset is None:
            return index.tail(FIRST_LINES)
        return index.lines_at(offset, MOST_FIRST_BYTES)

    async def close(self) -> None:
        tasks = list(self._following.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow(self, name: LogName, paths: Paths) -> None:
        path = await self._path_of(name, paths)
        while path is None:
            await asyncio.sleep(RESOLVE_S)
            if name.key not in self._hub.watched:
                return
            path = await self._path_of(name, paths)
        index = await asyncio.to_thread(self._indexes.of, path)
        number, size = index.total_lines, _size_of(path)
        while self._hub.is_watched(name.key):
            await asyncio.sleep(LOOK_S)
            grown = _size_of(path)
            if grown == size:
                self._forget_unwatched()
                continue
            size = grown
            index = await asyncio.to_thread(self._indexes.of, path)
            number = self._tell(name, index.total_lines, number, path)

    def _tell(self, name: LogName, total: int, number: int, path: Path) -> int:
        """Send the lines after `number`; of very many only the last, and how many were left out."""
        if total <= number:
            return min(number, total)
        skipped = max(total - number - MOST_LINES, 0)
        lines = self._indexes.of(path).lines_from(number + skipped + 1, MOST_LINES)
        data = lines_event(name.run_id, name.task, name.attempt, lines, skipped=skipped)
        self._hub.publish(Event("log", (name.key,), data))
        return total

    def _forget_unwatched(self) -> None:
        """Asking what is watched lets go of what was left long ago."""
        _ = self._hub.watched

    async def _path_of(self, name: LogName, paths: Paths) -> Path | None:
        """None while the attempt has not begun."""
        try:
            attempts = await self._database.read(
                lambda connection: tasks.list_attempts(connection, name.run_id, name.task)
            )
        except UnknownError:
            return None
        for row in attempts:
            if row.attempt == name.attempt and row.attempt_id is not None:
                return Path(paths.log_of(row.attempt_id))
        return None


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
