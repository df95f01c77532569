"""Ends runs that can't go on through a mistake of Seaway's own: as failed, and who waits for one is told."""

import asyncio
import logging
from functools import partial

from sqlalchemy import Connection

from seaway.clock import Clock
from seaway.core.rows import RunRow
from seaway.core.states import RunState
from seaway.engine.orders import child_ended
from seaway.errors import SeawayError, StoreError
from seaway.ids import RunId
from seaway.store import runs
from seaway.store.database import Database
from seaway.store.steps import RunChanges, commit_steps

logger = logging.getLogger(__name__)

LONGEST_PAUSE_S = 30.0


class Undertaker:
    """Writes what is to be written as soon as the store lets it; the other runs do not wait for that."""

    def __init__(self, *, clock: Clock, database: Database) -> None:
        self._clock = clock
        self._database = database
        self._tasks: set[asyncio.Task[None]] = set()

    def bury(self, run_id: RunId, *, epoch: int, error: Exception) -> None:
        """End a run of ours; does nothing where another engine has it by now."""
        logger.error("run %s is set aside: %s", run_id, error, exc_info=error)
        task = asyncio.create_task(self._bury(run_id, epoch, error))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _bury(self, run_id: RunId, epoch: int, error: Exception) -> None:
        pause_s = 0.5
        while True:
            try:
                await self._database.write(partial(self._end, run_id=run_id, epoch=epoch, error=error))
            except StoreError as refused:
                logger.warning("run %s can't be set aside yet: %s", run_id, refused)
                await self._clock.sleep(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
            else:
                return

    def _end(self, connection: Connection, *, run_id: RunId, epoch: int, error: Exception) -> None:
        record = runs.get(connection, run_id)
        now = self._clock.now()
        row = record.to_row()._replace(
            state=RunState.FAILED, reason=_reason(error), ended_at=now, stopping=None, error=_said(error)
        )
        told = child_ended(record, RunState.FAILED, error=row.error or "", now=now)
        commit_steps(connection, [RunChanges(run_id=run_id, epoch=epoch, run=_begun(row), signals_sent=told)])


def _begun(row: RunRow) -> RunRow:
    """A run that ends has begun, whatever kept it from its first task."""
    return row if row.started_at is not None else row._replace(started_at=row.ended_at)


def _reason(error: Exception) -> str:
    if isinstance(error, SeawayError):
        return f"it can't go on: {error.message}"
    return f"internal: {type(error).__name__}: {error}"


def _said(error: Exception) -> str:
    if isinstance(error, SeawayError):
        return f"{error.message} {error.hint}".strip()
    return "Seaway made a mistake in this run. The engine's log has the details."
