"""Connections that are tried or asked, each in a process of its own."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from seaway.errors import BusyError
from seaway.worker.checking import Checked, check_connection

AT_ONCE = 4
PATIENCE_S = 60.0
Result = TypeVar("Result")


class Trials:
    """A few at a time: each is a process, and the other side may be slow."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def ask(self, folder: Path, values: Mapping[str, object], *, is_form: bool = False) -> Checked:
        """Raises BusyError where so many are under way that this one does not come up in time."""
        return await self.in_turn(lambda: check_connection(values, project_dir=folder, is_form=is_form))

    async def in_turn(self, work: Callable[[], Result]) -> Result:
        """Work that blocks on a process, in a thread. Raises BusyError as `ask` does."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._turns.acquire()
        except TimeoutError:
            raise BusyError("Too many connections are being asked", hint="Try again in a minute.") from None
        try:
            return await asyncio.to_thread(work)
        finally:
            self._turns.release()
