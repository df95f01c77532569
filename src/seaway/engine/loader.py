"""Brings runs into memory: new ones begin, others go on exactly where their rows say they are."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from seaway.clock import Clock
from seaway.core.admission import Admission
from seaway.core.events import AttemptEnded, Begin, Command, Queue, StartAttempt
from seaway.core.outcome import Ending, Outcome
from seaway.engine.inbox import Inbox
from seaway.engine.performer import Performer
from seaway.engine.restoring import SessionReader
from seaway.engine.session import Session
from seaway.errors import StoreError
from seaway.ids import RunId
from seaway.sdk.protocols.executor import Executor, Standing
from seaway.store.queue import ClaimedRun

logger = logging.getLogger(__name__)


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
        self._on_drop = on_drop
        self._on_load = on_load
        self._reloading: set[asyncio.Task[None]] = set()

    async def take(self, claimed: ClaimedRun) -> None:
        """Own a run that was claimed."""
        await self._load(claimed.run_id, claimed.epoch)

    def drop(self, run_id: RunId) -> None:
        """Forget a run in memory; its rows stand."""
        self._sessions.pop(run_id, None)
        self._admission.forget(run_id)
        self._inbox.forget(run_id)
        self._on_drop(run_id)

    def reload_later(self, run_id: RunId, epoch: int, after: timedelta) -> None:
        """Load a dropped run again that is still ours, once the store may have come back."""

        async def reload() -> None:
            pause_s = after.total_seconds()
            while True:
                await self._clock.sleep(pause_s)
                try:
                    await self._load(run_id, epoch)
                except StoreError as error:
                    logger.warning("run %s can't be loaded yet: %s", run_id, error)
                    pause_s = min(pause_s * 2, 30.0)
                else:
                    return

        task = asyncio.create_task(reload())
        self._reloading.add(task)
        task.add_done_callback(self._reloading.discard)

    async def close(self) -> None:
        for task in self._reloading:
            task.cancel()
        await asyncio.gather(*self._reloading, return_exceptions=True)

    async def _load(self, run_id: RunId, epoch: int) -> None:
        session = await self._reader.read(run_id, epoch=epoch)
        if session.run.row.state.is_final:
            return
        self._sessions[run_id] = session
        if session.run.row.started_at is None:
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
        await self._reconcile(session, started)
        for command in rest:
            self._performer.perform(session, command)
        self._inbox.nudge()

    async def _reconcile(self, session: Session, started: Sequence[StartAttempt]) -> None:
        if not started:
            return
        run_id = session.facts.run_id
        for start in started:
            self._performer.expect(run_id, start.key, start.attempt_id)
        standings = await self._executor.reconcile([start.attempt_id for start in started])
        now = self._clock.now()
        for start in started:
            if standings.get(start.attempt_id) is Standing.GONE:
                outcome = Outcome(ending=Ending.LOST, at=now, reason="it was lost when the engine stopped")
                self._inbox.put(AttemptEnded(run_id, now, start.key, start.attempt_id, outcome))
