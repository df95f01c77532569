"""Brings runs into memory: new ones begin, others go on exactly where their rows say they are."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence

from seaway.clock import Clock
from seaway.core.admission import Admission
from seaway.core.events import AttemptEnded, Begin, Command, Queue, StartAttempt
from seaway.core.outcome import Ending, Outcome
from seaway.engine.identity import Identity
from seaway.engine.inbox import Inbox
from seaway.engine.performer import Performer
from seaway.engine.restoring import SessionReader
from seaway.engine.session import Session
from seaway.engine.undertaker import Undertaker
from seaway.errors import StoreError
from seaway.ids import RunId
from seaway.sdk.protocols.executor import Executor, Standing
from seaway.store.queue import ClaimedRun
from seaway.store.runs import LoadedRun

logger = logging.getLogger(__name__)

RELOAD_AFTER_S = 1.0
LONGEST_PAUSE_S = 30.0


class Loader:
    """The only place that puts sessions in and takes them out."""

    def __init__(
        self,
        *,
        clock: Clock,
        sessions: dict[RunId, Session],
        admission: Admission,
        inbox: Inbox,
        executor: Executor,
        performer: Performer,
        reader: SessionReader,
        identity: Identity,
        undertaker: Undertaker,
        on_drop: Callable[[RunId], None],
        on_load: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._sessions = sessions
        self._admission = admission
        self._inbox = inbox
        self._executor = executor
        self._performer = performer
        self._reader = reader
        self._identity = identity
        self._undertaker = undertaker
        self._on_drop = on_drop
        self._on_load = on_load
        self._reloading: dict[RunId, asyncio.Task[None]] = {}
        self._recovering: set[RunId] = set()
        """Taken over and not in memory yet: they may hold slots that admission does not know of."""

    async def take(self, claimed: ClaimedRun, loaded: LoadedRun | None = None) -> None:
        """Own a run that was claimed. Whatever goes wrong with it, the next one can be taken. `loaded`: as it
        stood when it was claimed, where that is known."""
        self._note_recovery(claimed)
        try:
            await self._load(claimed.run_id, claimed.epoch, loaded)
        except StoreError as error:
            self._load_later(claimed.run_id, claimed.epoch, error)
        except Exception as error:  # noqa: BLE001 - one bad run must not keep the others waiting
            self._set_aside(claimed.run_id, claimed.epoch, error)

    async def take_all(self, claimed: Sequence[ClaimedRun], loaded: Mapping[RunId, LoadedRun]) -> None:
        """Nothing is admitted before it is known what the runs among them that were begun have running."""
        for run in claimed:
            self._note_recovery(run)
        for run in claimed:
            await self.take(run, loaded.get(run.run_id))

    @property
    def is_recovering(self) -> bool:
        """Whether some slots may be taken by runs that are not in memory yet."""
        return bool(self._recovering)

    @property
    def is_reloading(self) -> bool:
        return bool(self._reloading)

    def is_at_work_on(self, run_id: RunId) -> bool:
        """Whether it is in memory, or will be soon."""
        return run_id in self._sessions or run_id in self._reloading

    def drop(self, run_id: RunId) -> None:
        """Forget a run in memory; its rows stand, and what it has running goes on and keeps its slots."""
        self._sessions.pop(run_id, None)
        self._performer.drop(run_id)
        self._admission.withdraw(run_id)
        self._inbox.forget(run_id)
        self._on_drop(run_id)

    async def give_up(self, run_id: RunId) -> None:
        """It is over, or another engine's: drop it, and end what is left of its attempts."""
        self.drop(run_id)
        await self._let_go(run_id)

    async def give_up_all(self) -> None:
        """Every run may be another engine's now."""
        runs = dict.fromkeys([*self._sessions, *self._reloading])
        for run_id in runs:
            self.drop(run_id)
        for run_id in runs:
            await self._let_go(run_id)

    async def _let_go(self, run_id: RunId) -> None:
        self._recovered(run_id)
        self._admission.forget(run_id)
        await self._performer.abandon(run_id)

    def reload(self, run_id: RunId, epoch: int, error: StoreError) -> None:
        """What was to be written may be there or not: drop the run, and load it once the store is back."""
        self.drop(run_id)
        self._load_later(run_id, epoch, error)

    async def close(self) -> None:
        tasks = list(self._reloading.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _load_later(self, run_id: RunId, epoch: int, error: StoreError) -> None:
        logger.warning("run %s is loaded again: %s", run_id, error)
        task = asyncio.create_task(self._keep_loading(run_id, epoch))
        self._reloading[run_id] = task
        task.add_done_callback(lambda done: self._forget_reload(run_id, done))

    def _forget_reload(self, run_id: RunId, task: asyncio.Task[None]) -> None:
        """One that was cancelled, by `close`, leaves its run as it was: neither here nor given up."""
        if self._reloading.get(run_id) is task and not task.cancelled():
            del self._reloading[run_id]

    async def _keep_loading(self, run_id: RunId, epoch: int) -> None:
        pause_s = RELOAD_AFTER_S
        while True:
            await self._clock.sleep(pause_s)
            try:
                return await self._load(run_id, epoch)
            except StoreError as error:
                logger.warning("run %s can't be loaded yet: %s", run_id, error)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
            except Exception as error:  # noqa: BLE001 - whatever it is, the run must end
                return self._set_aside(run_id, epoch, error)

    def _set_aside(self, run_id: RunId, epoch: int, error: Exception) -> None:
        self.drop(run_id)
        self._recovered(run_id)
        self._admission.forget(run_id)
        self._undertaker.bury(run_id, epoch=epoch, error=error)

    def _note_recovery(self, claimed: ClaimedRun) -> None:
        if claimed.epoch > 1:
            self._recovering.add(claimed.run_id)

    def _recovered(self, run_id: RunId) -> None:
        if run_id in self._recovering:
            self._recovering.discard(run_id)
            self._inbox.nudge()

    async def _load(self, run_id: RunId, epoch: int, loaded: LoadedRun | None = None) -> None:
        """Does nothing where the run is over, or belongs to somebody else by now."""
        engine = self._identity.id
        session = await self._reader.read_claimed(run_id, epoch=epoch, engine=engine, loaded=loaded)
        if session is None:
            if run_id not in self._sessions:
                await self._let_go(run_id)
            return
        known = self._sessions.get(run_id)
        if known is not None and known.epoch >= epoch:
            return
        if known is not None:
            self.drop(run_id)
        self._sessions[run_id] = session
        self._admission.forget(run_id)
        if session.run.row.started_at is None:
            self._recovered(run_id)
            self._inbox.put(Begin(run_id, self._clock.now()))
        else:
            await self._resume(session)
        self._on_load()

    async def _resume(self, session: Session) -> None:
        """Ask again for all that is outstanding; of attempts that were started, ask the executor what
        became of them."""
        started: list[StartAttempt] = []
        rest: list[Command] = []
        for command in session.run.outstanding():
            if isinstance(command, StartAttempt):
                started.append(command)
            elif isinstance(command, Queue):
                self._admission.queue(session.facts.run_id, command)
            else:
                rest.append(command)
        for start in started:
            self._admission.occupy(session.facts.run_id, start)
            self._performer.expect(session.facts.run_id, start.key, start.attempt_id)
        self._recovered(session.facts.run_id)
        await self._performer.settle(
            session.facts.run_id, outstanding={start.attempt_id for start in started}
        )
        await self._reconcile(session, started)
        if self._sessions.get(session.facts.run_id) is not session:
            return  # dropped meanwhile
        for command in rest:
            self._performer.perform(session, command)
        self._inbox.nudge()

    async def _reconcile(self, session: Session, started: Sequence[StartAttempt]) -> None:
        if not started:
            return
        run_id = session.facts.run_id
        standings = await self._executor.reconcile([start.attempt_id for start in started])
        now = self._clock.now()
        for start in started:
            if standings.get(start.attempt_id) is Standing.GONE:
                outcome = Outcome(ending=Ending.LOST, at=now, reason="it was lost when the engine stopped")
                self._inbox.put(AttemptEnded(run_id, now, start.key, start.attempt_id, outcome))
