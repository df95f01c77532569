"""Lets the executor forget results that nobody will take: their run was given up, or is another engine's."""

from seaway.clock import Clock
from seaway.engine.service import Service
from seaway.ids import AttemptId
from seaway.sdk.protocols.executor import Executor
from seaway.store import tasks
from seaway.store.database import Database


class Janitor(Service):
    """Once an hour. Only what was there an hour ago, too: a result that just came may be on its way."""

    every_s = 3600.0

    def __init__(self, clock: Clock, *, executor: Executor, database: Database) -> None:
        super().__init__(clock)
        self._executor = executor
        self._database = database
        self._seen: frozenset[AttemptId] = frozenset()

    async def step(self) -> None:
        kept = frozenset(self._executor.unacknowledged())
        if old := kept & self._seen:
            wanted = await self._database.read(lambda connection: tasks.current_attempts(connection, old))
            for attempt_id in old - wanted:
                await self._executor.ack(attempt_id)
        self._seen = kept
