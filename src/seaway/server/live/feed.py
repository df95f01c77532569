"""Listens to the engine's news, in whichever process of this machine the engine runs, and nudges it when
something was written that it waits for: else it would look up to half a second later."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from seaway.engine.news_wire import LENGTH, MOST_FRAME_BYTES, Told, from_payload
from seaway.store.bell import Bell

logger = logging.getLogger(__name__)

SHORTEST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 2.0


class Feed:
    """Connects again whenever the engine was gone. `is_connected`: news come by themselves."""

    def __init__(
        self,
        path: Path,
        *,
        on_news: Callable[[list[Told]], Awaitable[None]],
        on_gap: Callable[[], None],
        bell: Bell,
    ) -> None:
        self._path = path
        self._on_news = on_news
        self._on_gap = on_gap
        self._bell = bell
        self.is_connected = False

    async def run(self) -> None:
        pause_s = SHORTEST_PAUSE_S
        while True:
            try:
                reader, writer = await asyncio.open_unix_connection(self._path)
            except OSError:
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
                continue
            pause_s = SHORTEST_PAUSE_S
            await self._listen(reader, writer)

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.is_connected = True
        self._on_gap()  # whatever came before we listened
        nudging = asyncio.create_task(self._nudge(writer))
        try:
            while True:
                (length,) = LENGTH.unpack(await reader.readexactly(LENGTH.size))
                if length > MOST_FRAME_BYTES:
                    raise ValueError(f"a frame of {length} bytes")
                await self._on_news(from_payload(await reader.readexactly(length)))
        except (OSError, EOFError):
            pass
        except (ValueError, msgspec.MsgspecError) as error:
            logger.warning("the engine's news can't be read, so the store is looked at instead: %s", error)
            await asyncio.sleep(LONGEST_PAUSE_S)
        finally:
            self.is_connected = False
            nudging.cancel()
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _nudge(self, writer: asyncio.StreamWriter) -> None:
        """A byte for each time that this process has written something for engines."""
        listener = self._bell.listen()
        try:
            while not writer.is_closing():
                await listener.heard.wait()
                listener.heard.clear()
                writer.write(b"!")
        finally:
            self._bell.forget(listener)
