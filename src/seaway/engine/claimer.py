"""Takes waiting and orphaned runs from the queue, as many as this engine has room for."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from sqlalchemy import Connection

from seaway.clock import Clock
from seaway.engine.identity import Identity
from seaway.engine.loader import Loader
from seaway.engine.service import Service
from seaway.errors import SeawayError
from seaway.ids import RunId
from seaway.store.database import Database
from seaway.store.queue import ClaimedRun, claim, held
from seaway.store.runs import LoadedRun, load

MAX_SESSIONS = 1_000
BATCH = 100
SOON_S = 0.05
FEW = 4


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
        self._is_unsure = False
        self._may_be_more = False
        self.is_open = True
        """False while the engine drains: it takes nothing new."""

    async def step(self) -> None:
        if self._is_unsure:
            await self._take_held()
        self._may_be_more = False
        while self.is_open and (room := min(BATCH, MAX_SESSIONS - self._owned())) > 0:
            claimed, loaded = await self._claim(room)
            await self._loader.take_all(claimed, loaded)
            self._may_be_more = bool(claimed)
            if len(claimed) < room:
                return

    def pause_s(self) -> float:
        """Behind a full group there may be more. That is looked at when what was taken has begun: at once,
        it would stand in its way at the one writer."""
        return SOON_S if self._may_be_more else self.every_s

    async def _claim(self, room: int) -> tuple[list[ClaimedRun], dict[RunId, LoadedRun]]:
        now, engine = self.clock.now(), self._identity.id

        def write(connection: Connection) -> tuple[list[ClaimedRun], dict[RunId, LoadedRun]]:
            claimed = claim(connection, engine=engine, now=now, limit=room)
            return claimed, _load_new(connection, claimed)

        try:
            return await self._database.write(write)
        except BaseException:
            self._is_unsure = True
            raise

    async def _take_held(self) -> None:
        """A claim may have happened though it reported a failure: look what the store says is ours."""
        engine = self._identity.id
        for run in await self._database.read(lambda connection: held(connection, engine)):
            if not self._loader.is_at_work_on(run.run_id):
                await self._loader.take(run)
        self._is_unsure = False


def _load_new(connection: Connection, claimed: Sequence[ClaimedRun]) -> dict[RunId, LoadedRun]:
    """Of a few runs that have not begun, and so have no rows yet, what there is to load: it spares each a
    read of its own. What can't be loaded is left to whoever takes it."""
    loaded = {}
    if len(claimed) <= FEW:
        for run in claimed:
            if run.epoch == 1:
                with suppress(SeawayError):
                    loaded[run.run_id] = load(connection, run.run_id)
    return loaded
