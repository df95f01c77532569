"""Takes away what is older than it is to be kept: files, runs, ticks, logs. A little at a time, so that no
run waits."""

import asyncio
import logging
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import datetime
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


class Pruner(Service):
    """Once an hour. Each transaction is short; where there is more to do, the next one follows at once."""

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
            pass
        await self._database.write(retention.delete_orphans)
        await asyncio.to_thread(self._shelves.delete_logs, now - self._keep.logs)
        await self._sweep()

    async def _repeat(self, work: Callable[[Connection], Pruned]) -> None:
        while (await self._database.write(work)).has_more:
            pass

    async def _sweep(self) -> None:
        """Only where rows were let go: looking through everything is the dearest part."""
        while garbage := await self._database.write(retention.list_garbage):
            kept = await self._database.read(retention.list_kept)
            freed = await asyncio.to_thread(
                self._shelves.sweep, manifests=kept.manifests, bundles=kept.bundles, plain=kept.plain
            )
            logger.info("freed %d bytes of files that nothing refers to any more", freed)
            await self._database.write(lambda connection: retention.forget_garbage(connection, garbage))
