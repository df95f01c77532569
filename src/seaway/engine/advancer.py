"""The one loop that moves runs on: take events, apply them, commit all of it in one transaction, then do
what was asked.

What is not committed has not happened; what is committed is asked for again until it is answered."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence

from seaway.clock import Clock
from seaway.engine.broadcaster import Broadcaster
from seaway.engine.closer import Closer
from seaway.engine.gauges import Gauges
from seaway.engine.inbox import Inbox
from seaway.engine.loader import Loader
from seaway.engine.performer import Performer
from seaway.engine.session import Session
from seaway.engine.turn import Draft, Fault, TurnTaker
from seaway.engine.undertaker import Undertaker
from seaway.errors import StoreError
from seaway.ids import RunId
from seaway.sdk.protocols.executor import Executor
from seaway.store.database import Database
from seaway.store.steps import Committed, RunChanges, step_work


class Advancer:
    """Owns the sessions: nothing else changes a run in memory."""

    def __init__(
        self,
        *,
        clock: Clock,
        database: Database,
        inbox: Inbox,
        taker: TurnTaker,
        performer: Performer,
        loader: Loader,
        executor: Executor,
        broadcaster: Broadcaster,
        closer: Closer,
        sessions: Mapping[RunId, Session],
        undertaker: Undertaker,
    ) -> None:
        self._clock = clock
        self._database = database
        self._inbox = inbox
        self._taker = taker
        self._performer = performer
        self._loader = loader
        self._executor = executor
        self._broadcaster = broadcaster
        self._closer = closer
        self._sessions = sessions
        self._undertaker = undertaker
        self.gauges = Gauges()
        self._closing: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._loop(), name="Advancer")

    async def stop(self) -> None:
        tasks = [*self._closing, *([self._task] if self._task else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _loop(self) -> None:
        while True:
            letters = await self._inbox.drain()
            began = self._clock.monotonic()
            turn = self._taker.take(letters)
            self.gauges.steps.observe(self._clock.monotonic() - began)
            await self._settle(list(turn.drafts.values()))
            for fault in turn.faults:
                await self._bury(fault)
            if self._inbox.waiting:
                await asyncio.sleep(0)  # a turn may need no waiting: the other tasks want to go on too

    async def _settle(self, drafts: Sequence[Draft]) -> None:
        """Commit and perform. A run that ends with more to say than its state is written once that is
        known: until then its
        last step has not happened, and nobody else waits for it."""
        at_once = [draft for draft in drafts if not self._has_last_words(draft)]
        for draft in drafts:
            if self._has_last_words(draft):
                draft.session.is_ending = True
                self._spawn(self._close(draft))
        await self._write(at_once)

    def _has_last_words(self, draft: Draft) -> bool:
        ends = draft.run is not None and draft.run.state.is_final
        return ends and draft.last_words is None and self._closer.is_needed(draft.session)

    async def _close(self, draft: Draft) -> None:
        if draft.run is not None:
            try:
                draft.last_words = await self._closer.last_words(draft.session, draft.run, draft.tasks)
            except StoreError as error:
                await self._recover([draft], error)
            else:
                await self._write([draft])

    async def _write(self, drafts: Sequence[Draft]) -> None:
        """Where a commit fails, halves are tried, so that only what is bad is hurt by it."""
        try:
            committed = await self._commit(drafts)
        except Exception as error:  # noqa: BLE001 - a change that can't be written must not end the loop
            await self._recover(drafts, error)
            return
        for draft in drafts:
            if draft.session.facts.run_id in committed.stale:
                await self._loader.give_up(draft.session.facts.run_id)
            elif self._is_ours(draft.session):
                await self._finish_turn(draft)

    async def _commit(self, drafts: Sequence[Draft]) -> Committed:
        changes = [self._changes(draft) for draft in drafts if not draft.is_empty]
        if not changes:
            return Committed(stale=frozenset())
        began = self._clock.monotonic()
        committed = await self._database.write(step_work(changes))
        self.gauges.commits.observe(self._clock.monotonic() - began)
        return committed

    def _changes(self, draft: Draft) -> RunChanges:
        session, words = draft.session, draft.last_words
        return RunChanges(
            run_id=session.facts.run_id,
            epoch=session.epoch,
            tasks=list(draft.tasks.values()),
            archived=draft.archived,
            assets=draft.assets,
            run=words.run if words else draft.run,
            outputs=words.outputs if words else None,
            signals_done=draft.signal_ids,
            signals_sent=words.signals if words else (),
        )

    def _is_ours(self, session: Session) -> bool:
        """False where the run was dropped while its changes were written: its next owner asks again."""
        return self._sessions.get(session.facts.run_id) is session

    async def _recover(self, drafts: Sequence[Draft], error: Exception) -> None:
        if len(drafts) > 1:
            middle = len(drafts) // 2
            await self._write(drafts[:middle])
            await self._write(drafts[middle:])
            return
        for session in [draft.session for draft in drafts]:
            if isinstance(error, StoreError):
                self._loader.reload(session.facts.run_id, session.epoch, error)
            else:
                await self._bury(Fault(session, error))

    async def _finish_turn(self, draft: Draft) -> None:
        for row in draft.tasks.values():
            self._broadcaster.publish(row)
            self.gauges.ended(row)
        for attempt_id in draft.answered:
            self._performer.forget(attempt_id)
        # Before anything is awaited: a lost lease may drop the run meanwhile.
        self._performer.perform_all(draft.session, draft.commands)
        for attempt_id in draft.answered:
            await self._executor.ack(attempt_id)
        run = draft.last_words.run if draft.last_words else draft.run
        if run is not None:
            self._broadcaster.publish(run)
            if run.state.is_final:
                await self._loader.give_up(run.run_id)

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _bury(self, fault: Fault) -> None:
        """A run whose state machine raised ends as failed; its attempts are ended, and the loop goes on."""
        run_id = fault.session.facts.run_id
        await self._loader.give_up(run_id)
        self._undertaker.bury(run_id, epoch=fault.session.epoch, error=fault.error)
