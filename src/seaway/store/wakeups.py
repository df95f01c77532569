"""Waits until something was enqueued or a signal was sent, by this process or another one. Only a hint: what
there is to do stands in the tables, and whoever waits looks there now and then all the same."""

import asyncio
import contextlib
import logging
from typing import Self

from seaway.store.database import Database
from seaway.store.drivers import CHANNEL

logger = logging.getLogger(__name__)

POLL_S = 0.5
RECONNECT_S = 5.0


class Wakeups:
    """An async context: what happens while it is open wakes `wait`. PostgreSQL tells (LISTEN); of an SQLite
    file this process hears at once, and of other processes by a look at its version twice a second, which
    reads no table."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listener = database.bell.listen()
        self._task: asyncio.Task[None] | None = None

    async def wait(self, timeout_s: float) -> bool:
        """True as soon as something may be there to do, False after `timeout_s`. What came since the last
        call counts."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._listener.heard.wait()
        except TimeoutError:
            return False
        self._listener.heard.clear()
        return True

    async def __aenter__(self) -> Self:
        if not self._database.is_private:
            ready = asyncio.Event()
            follow = self._listen if self._database.driver.has_notifications else self._poll
            self._task = asyncio.create_task(follow(ready), name="store-wakeups")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(RECONNECT_S):
                    await ready.wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._database.bell.forget(self._listener)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _poll(self, ready: asyncio.Event) -> None:
        seen = await self._database.data_version()
        ready.set()
        while True:
            await asyncio.sleep(POLL_S)
            version = await self._database.data_version()
            if version != seen:
                seen = version
                self._listener.ring()

    async def _listen(self, ready: asyncio.Event) -> None:
        from psycopg import AsyncConnection, Error

        while True:
            try:
                async with await AsyncConnection.connect(
                    self._database.address(), autocommit=True
                ) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    ready.set()
                    self._listener.ring()  # what came while nobody listened
                    async for _ in connection.notifies():
                        self._listener.ring()
            except Error as error:
                logger.warning("not woken by %s for a while: %s", self._database.where, error)
            await asyncio.sleep(RECONNECT_S)
