"""Takes waiting and orphaned runs from the queue, as many as this engine has room for."""

from collections.abc import Callable

from seaway.clock import Clock
from seaway.engine.identity import Identity
from seaway.engine.loader import Loader
from seaway.engine.service import Service
from seaway.store.database import Database
from seaway.store.queue import ClaimedRun, claim

MAX_SESSIONS = 1_000
BATCH = 100


class Claimer(Service):
    """Queued runs are not loaded, so that a long queue costs no memory."""

    every_s = 5.0

    def __init__(
        self,
        clock: Clock,
        *,
        database: Database,
        loader: Loader,
        identity: Identity,
        owned: Callable[[], int],
    ) -> None:
        super().__init__(clock)
        self._database = database
        self._loader = loader
        self._identity = identity
        self._owned = owned
        self.is_open = True
        """False while the engine drains: it takes nothing new."""

    async def step(self) -> None:
        while self.is_open and (room := min(BATCH, MAX_SESSIONS - self._owned())) > 0:
            claimed = await self._claim(room)
            for run in claimed:
                await self._loader.take(run)
            if not claimed:
                return

    async def _claim(self, room: int) -> list[ClaimedRun]:
        now, engine = self.clock.now(), self._identity.id
        return await self._database.write(
            lambda connection: claim(connection, engine=engine, now=now, limit=room)
        )
