"""The one loop that moves runs on: take events, apply them, commit all of it in one transaction, then do
what was asked.

What is not committed has not happened; what is committed is asked for again until it is answered."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from datetime import timedelta

from seaway.clock import Clock
from seaway.core.rows import RunRow
from seaway.core.states import RunState
from seaway.engine.broadcaster import Broadcaster
from seaway.engine.closer import Closer
from seaway.engine.inbox import Inbox
from seaway.engine.loader import Loader
from seaway.engine.performer import Performer
from seaway.engine.turn import Draft, Fault, Turn, TurnTaker
from seaway.errors import StoreError
from seaway.ids import RunId
from seaway.sdk.protocols.executor import Executor
from seaway.store.database import Database
from seaway.store.steps import Committed, RunChanges, commit_steps

logger = logging.getLogger(__name__)

RELOAD_AFTER_S = 1.0


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
            turn = self._taker.take(letters)
            await self._settle(list(turn.drafts.values()))
            await self._bury(turn)

    async def _settle(self, drafts: Sequence[Draft]) -> None:
        """Commit and perform. A run that ends with more to say than its state is written once that is
        known: until then its
        last step has not happened, and nobody else waits for it."""
        at_once = [draft for draft in drafts if not self._has_last_words(draft)]
        for draft in drafts:
            if self._has_last_words(draft):
                self._spawn(self._close(draft))
        await self._write(at_once)

    def _has_last_words(self, draft: Draft) -> bool:
        ends = draft.run is not None and draft.run.state.is_final
        return ends and draft.last_words is None and self._closer.is_needed(draft.session)

    async def _close(self, draft: Draft) -> None:
        if draft.run is not None:
            draft.last_words = await self._closer.last_words(draft.session, draft.run)
            await self._write([draft])

    async def _write(self, drafts: Sequence[Draft]) -> None:
        """Where a commit fails, halves are tried, so that only what is bad is hurt by it."""
        try:
            committed = await self._commit(drafts)
        except StoreError as error:
            await self._recover(drafts, error)
            return
        for draft in drafts:
            if draft.session.facts.run_id in committed.stale:
                self._loader.drop(draft.session.facts.run_id)
            else:
                await self._finish_turn(draft)

    async def _commit(self, drafts: Sequence[Draft]) -> Committed:
        changes = [self._changes(draft) for draft in drafts if not draft.is_empty]
        if not changes:
            return Committed(stale=frozenset())
        return await self._database.write(lambda connection: commit_steps(connection, changes))

    def _changes(self, draft: Draft) -> RunChanges:
        session, words = draft.session, draft.last_words
        return RunChanges(
            run_id=session.facts.run_id,
            epoch=session.epoch,
            tasks=list(draft.tasks.values()),
            archived=draft.archived,
            run=words.run if words else draft.run,
            outputs=words.outputs if words else None,
            signals_done=draft.signal_ids,
            signals_sent=words.signals if words else (),
        )

    async def _recover(self, drafts: Sequence[Draft], error: StoreError) -> None:
        if len(drafts) > 1:
            middle = len(drafts) // 2
            await self._write(drafts[:middle])
            await self._write(drafts[middle:])
            return
        for draft in drafts:
            run_id, epoch = draft.session.facts.run_id, draft.session.epoch
            logger.warning("run %s could not be written and is loaded again: %s", run_id, error)
            self._loader.drop(run_id)
            self._loader.reload_later(run_id, epoch, timedelta(seconds=RELOAD_AFTER_S))

    async def _finish_turn(self, draft: Draft) -> None:
        for row in draft.tasks.values():
            self._broadcaster.publish(row)
        for attempt_id in draft.answered:
            self._performer.forget(attempt_id)
            await self._executor.ack(attempt_id)
        for command in draft.commands:
            self._performer.perform(draft.session, command)
        run = draft.last_words.run if draft.last_words else draft.run
        if run is not None:
            self._broadcaster.publish(run)
            if run.state.is_final:
                self._loader.drop(run.run_id)

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _bury(self, turn: Turn) -> None:
        """A run whose state machine raised ends as failed; its attempts are ended, and the loop goes on."""
        for fault in turn.faults:
            await self._write([self._last_draft(fault)])
            await self._performer.abandon(fault.session)

    def _last_draft(self, fault: Fault) -> Draft:
        row = RunRow(
            run_id=RunId(fault.session.facts.run_id),
            state=RunState.FAILED,
            reason=f"internal: {type(fault.error).__name__}: {fault.error}",
            started_at=fault.session.run.row.started_at,
            ended_at=self._clock.now(),
            error="Seaway made a mistake in this run. The engine's log has the details.",
        )
        return Draft(fault.session, run=row)
