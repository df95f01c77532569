"""Takes away what is older than it is to be kept: files, runs, ticks, logs. A little at a time, so that no
run waits."""

import asyncio
import logging
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import partial
from typing import Protocol

from sqlalchemy import Connection

from seaway.clock import Clock
from seaway.engine.service import Service
from seaway.settings import Retention
from seaway.store import retention
from seaway.store.database import Database
from seaway.store.retention import Pruned

logger = logging.getLogger(__name__)


class Shelves(Protocol):
    """Where bytes stand that history refers to. Both calls may take long, and run in a thread."""

    def sweep(
        self, *, manifests: AbstractSet[str], bundles: AbstractSet[str], plain: AbstractSet[str]
    ) -> int:
        """Delete every artifact that is not named, or listed in a manifest or bundle that is; returns the
        bytes freed."""
        ...

    def delete_logs(self, before: datetime) -> int:
        """Delete logs that were last written before; returns how many."""
        ...


REST_S = 0.1
"""Between two transactions. An SQLite file has no queue for those who want to write: another process looks
every tenth of a second whether it may, and would find the file taken for as long as there is old history."""


class Pruner(Service):
    """Once an hour. Each transaction is short, and rests before the next one where there is more to do."""

    every_s = 3600.0

    def __init__(self, clock: Clock, *, database: Database, keep: Retention, shelves: Shelves) -> None:
        super().__init__(clock)
        self._database = database
        self._keep = keep
        self._shelves = shelves

    async def step(self) -> None:
        now = self.clock.now()
        await self._repeat(
            lambda connection: retention.expire_files(connection, before=now - self._keep.files, now=now)
        )
        await self._repeat(
            lambda connection: retention.delete_runs(connection, before=now - self._keep.runs, now=now)
        )
        while await self._database.write(
            lambda connection: retention.delete_ticks(connection, before=now - self._keep.runs)
        ):
            await self.clock.sleep(REST_S)
        await self._database.write(retention.delete_orphans)
        await self._delete_revisions(now)
        await asyncio.to_thread(self._shelves.delete_logs, now - self._keep.logs)
        await self._sweep()

    async def _delete_revisions(self, now: datetime) -> None:
        before = now - self._keep.runs
        while old := await self._database.read(
            lambda connection: retention.list_old_revisions(connection, before=before)
        ):
            if not await self._database.write(partial(retention.delete_revisions, old=old, now=now)):
                return  # all of them came into use this very moment
            await self.clock.sleep(REST_S)

    async def _repeat(self, work: Callable[[Connection], Pruned]) -> None:
        while (await self._database.write(work)).has_more:
            await self.clock.sleep(REST_S)

    async def _sweep(self) -> None:
        """Only where rows were let go: looking through everything is the dearest part."""
        while garbage := await self._database.write(retention.list_garbage):
            kept = await self._database.read(retention.list_kept)
            freed = await asyncio.to_thread(
                self._shelves.sweep, manifests=kept.manifests, bundles=kept.bundles, plain=kept.plain
            )
            logger.info("freed %d bytes of files that nothing refers to any more", freed)
            await self._database.write(lambda connection: retention.forget_garbage(connection, garbage))
