"""The live part of a server: what is followed, where the news come from, who makes events of them."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from seaway.blobs.log_index import LogIndexes
from seaway.clock import Clock
from seaway.engine.gauges import Gauges
from seaway.engine.news_wire import socket_path
from seaway.engine.terms import TermsCache
from seaway.server.live.facts import FactsCache
from seaway.server.live.feed import Feed
from seaway.server.live.folders import FolderLooker
from seaway.server.live.followers import Followers
from seaway.server.live.herald import Herald
from seaway.server.live.hub import Hub
from seaway.server.live.looker import Looker
from seaway.store.database import Database


class Live:
    """Made once a server, in its event loop. `homes`: where engines may tell their news; `folders`: those of
    the projects, by name."""

    def __init__(
        self,
        *,
        clock: Clock,
        database: Database,
        terms: TermsCache,
        logs: LogIndexes,
        homes: Sequence[Path],
        folders: Mapping[str, Path],
    ) -> None:
        self.hub = Hub()
        self.facts = FactsCache(database, terms)
        self.herald = Herald(self.hub, self.facts, database, clock)
        self.followers = Followers(self.hub, database, logs)
        self.folders = FolderLooker(self.hub, folders)
        self.feeds = [
            Feed(
                socket_path(home),
                on_news=self.herald.tell,
                on_gap=lambda: self.hub.reset("it began anew"),
                bell=database.bell,
            )
            for home in homes
        ]
        self._looker = Looker(
            hub=self.hub,
            herald=self.herald,
            facts=self.facts,
            database=database,
            clock=clock,
            is_told=lambda: self.is_told,
        )

    @property
    def gauges(self) -> Gauges | None:
        """What the engine measured lately; None where none tells."""
        return self.herald.gauges if self.is_told else None

    @property
    def is_told(self) -> bool:
        """Whether engines tell their news; else the store is looked at."""
        return any(feed.is_connected for feed in self.feeds)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Live"]:
        """Until the server ends. What changes from now on is told."""
        await self.folders.look()
        loops = [
            self._looker.run(),
            self.folders.run(),
            self.herald.keep_counting(),
            *(feed.run() for feed in self.feeds),
        ]
        tasks = [asyncio.create_task(loop) for loop in loops]
        try:
            yield self
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.followers.close()
