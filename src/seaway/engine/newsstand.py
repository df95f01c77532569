"""Tells the news of an engine to other processes: to the HTTP server, which may be in one of its own.

Whoever reads too slowly misses some and is told so; the engine never waits for a reader. A reader that wrote
something into the store nudges the engine by a byte, so that it need not find out by itself."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from seaway.engine.broadcaster import ALL_RUNS, Broadcaster, News
from seaway.engine.engine import Engine
from seaway.engine.gauges import Gauges
from seaway.engine.news_wire import GaugesNews, leave, listen, to_frame, told_of

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 2_000
MOST_READERS = 16
GATHER_S = 0.01
GAUGES_S = 2.0
SLOWEST_S = 10.0


class Newsstand:
    def __init__(
        self, broadcaster: Broadcaster, gauges: Callable[[], Gauges], on_nudge: Callable[[], None]
    ) -> None:
        self._broadcaster = broadcaster
        self._gauges = gauges
        self._on_nudge = on_nudge
        self._readers: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def open_at(self, path: Path) -> AsyncIterator[None]:
        """Tell news at a socket. Where none can be made the engine runs without, and others look into the
        store."""
        server = None
        try:
            server = await asyncio.start_unix_server(self._serve, sock=listen(path))
        except OSError as error:
            logger.warning("news are not told at %s: %s", path, error)
        try:
            yield
        finally:
            if server is not None:
                await self._close(server, path)

    async def _close(self, server: asyncio.Server, path: Path) -> None:
        server.close()
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        leave(path)

    def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._readers) >= MOST_READERS:
            writer.close()
            return
        task = asyncio.create_task(self._tell(reader, writer), name="newsstand")
        self._readers.add(task)
        task.add_done_callback(self._readers.discard)

    async def _tell(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        gone = asyncio.create_task(self._hear(reader))
        telling = asyncio.create_task(self._tell_all(writer))
        try:
            await asyncio.wait({gone, telling}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            writer.close()  # first: what follows may be cancelled
            for task in (gone, telling):
                task.cancel()
            await asyncio.gather(gone, telling, return_exceptions=True)
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _hear(self, reader: asyncio.StreamReader) -> None:
        """Until the other side goes."""
        while await reader.read(1_024):
            self._on_nudge()

    async def _tell_all(self, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        next_gauges = loop.time()
        async with self._broadcaster.listen(ALL_RUNS) as queue:
            while True:
                news = await _some(queue, until=next_gauges)
                told = list(told_of(news))
                if loop.time() >= next_gauges:
                    told.append(GaugesNews(self._gauges()))
                    next_gauges = loop.time() + GAUGES_S
                writer.write(to_frame(told))
                async with asyncio.timeout(SLOWEST_S):
                    await writer.drain()


async def _some(queue: "asyncio.Queue[News]", *, until: float) -> list[News]:
    """What is there to tell: at least one piece, unless the time is over before there is any."""
    found: list[News] = []
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout_at(until):
            found.append(await queue.get())
            await asyncio.sleep(GATHER_S)
    while len(found) < MOST_AT_ONCE and not queue.empty():
        found.append(queue.get_nowait())
    return found


def gauges_of(engine: Engine) -> Gauges:
    """What an engine has measured, with how it stands now."""
    gauges = engine.advancer.gauges
    gauges.ticks_late = engine.scheduler.late
    gauges.slots = engine.parts.executor.slots
    gauges.slots_busy = min(len(engine.performer.awaited()), gauges.slots)
    gauges.runs_open = len(engine.sessions)
    gauges.inbox = engine.inbox.waiting
    return gauges


def newsstand_of(engine: Engine) -> Newsstand:
    """A nudge wakes those who look for runs and signals; not the store's bell, which whoever nudges may
    listen to himself."""

    def wake() -> None:
        engine.claimer.wake()
        engine.postman.wake()

    return Newsstand(engine.broadcaster, lambda: gauges_of(engine), wake)
