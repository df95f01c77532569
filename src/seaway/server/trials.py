"""Connections that are tried, each in a process of its own."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from seaway.errors import BusyError
from seaway.worker.checking import Checked, check_connection

AT_ONCE = 4
PATIENCE_S = 60.0


class Trials:
    """A few at a time: each is a process, and the other side may be slow."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def ask(self, folder: Path, values: Mapping[str, object], *, is_form: bool = False) -> Checked:
        """Raises BusyError where so many are under way that this one does not come up in time."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._turns.acquire()
        except TimeoutError:
            raise BusyError("Too many connections are being checked", hint="Try again in a minute.") from None
        try:
            return await asyncio.to_thread(check_connection, values, project_dir=folder, is_form=is_form)
        finally:
            self._turns.release()
