"""Mistakes made on purpose, one at a time, in the real modules. The simulation has to find each."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from seaway.core import attempts as core_attempts
from seaway.core import run as core_run
from seaway.core import timers as core_timers
from seaway.core.events import AttemptEnded, CancelAttempt, Release, TimerFired, TimerKind
from seaway.core.outcome import Ending, Outcome
from seaway.core.states import TASK_TRANSITIONS, TaskState
from seaway.engine import advancer, loader, performer, rollcall, timekeeper, turn
from seaway.sdk.protocols.executor import Standing
from seaway.store import queue, steps

Patch = pytest.MonkeyPatch


def epoch_dropped(patch: Patch) -> None:
    """Whoever had the run before can still write to it."""

    def lock_any(connection: Any, driver: Any, batch: Any) -> dict[Any, str]:
        ids = [changes.run_id for changes in batch]
        sql = f"SELECT run_id, project FROM run_queue WHERE {driver.is_in('run_id')}"
        return dict(driver.select(connection, sql, (driver.members(ids),)))

    patch.setattr(steps, "_lock_current", lock_any)


def command_before_commit(patch: Patch) -> None:
    """What is asked for is done before it is written."""
    write = advancer.Advancer._write

    async def eager(self: Any, drafts: Any) -> None:
        for draft in drafts:
            for command in draft.commands:
                self._performer.perform(draft.session, command)
            draft.commands = []
        await write(self, drafts)

    patch.setattr(advancer.Advancer, "_write", eager)


def timer_fired_twice(patch: Patch) -> None:
    """A retry's timer fires once more, and nobody looks whether it is still wanted."""
    on_timer = core_timers.on_timer
    step = timekeeper.Timekeeper.step

    def credulous(board: Any, event: Any) -> None:
        run = board.live.get(event.key)
        if event.timer is TimerKind.RETRY and run is not None and not run.row.state.is_final:
            core_attempts.on_retry(board, run)
        else:
            on_timer(board, event)

    async def twice(self: Any) -> None:
        fired: list[TimerFired] = []
        fire, self._fire = self._fire, fired.append
        try:
            await step(self)
        finally:
            self._fire = fire
        late, self.late = getattr(self, "late", []), fired
        for event in [*late, *fired]:
            fire(event)

    patch.setattr(core_run, "on_timer", credulous)
    patch.setattr(timekeeper.Timekeeper, "step", twice)


def ack_before_commit(patch: Patch) -> None:
    """The executor forgets a result that is not written yet."""
    write = advancer.Advancer._write

    async def hasty(self: Any, drafts: Any) -> None:
        for draft in drafts:
            for attempt_id in draft.answered:
                await self._executor.ack(attempt_id)
        await write(self, drafts)

    patch.setattr(advancer.Advancer, "_write", hasty)


def unknown_taken_for_gone(patch: Patch) -> None:
    """Nobody can tell, so the attempt is called lost."""

    def sure(reconcile: Callable[..., Any]) -> Callable[..., Any]:
        async def asked(attempt_ids: Sequence[Any]) -> dict[Any, Any]:
            found = await reconcile(attempt_ids)
            return {
                name: Standing.GONE if standing is Standing.UNKNOWN else standing
                for name, standing in found.items()
            }

        return asked

    for owner in (loader.Loader, rollcall.RollCall):
        made = owner.__init__

        def make(self: Any, *args: Any, made: Any = made, **keys: Any) -> None:
            made(self, *args, **keys)
            self._executor = _Asked(self._executor, sure)

        patch.setattr(owner, "__init__", make)


class _Asked:
    def __init__(self, executor: Any, sure: Any) -> None:
        self._executor = executor
        self.reconcile = sure(executor.reconcile)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._executor, name)


def final_rows_overwritten(patch: Patch) -> None:
    """A result that comes once more ends its task once more."""

    def again(board: Any, event: AttemptEnded) -> None:
        run = board.live.get(event.key)
        if run is not None and run.row.attempt_id == event.attempt_id and run.row.state.is_final:
            board.put(run, state=TaskState.FAILED, ended_at=event.at)
            return
        ended(board, event)

    ended = core_run.on_attempt_ended
    every = frozenset(TaskState)
    patch.setattr(core_run, "on_attempt_ended", again)
    for state in TaskState:
        if state.is_final:
            patch.setitem(TASK_TRANSITIONS, state, every)
    loose = steps.UPSERT_TASKS.each.split(" WHERE task_runs.state")[0]
    strict = steps.UPSERT_TASKS
    patch.setattr(steps, "UPSERT_TASKS", type(strict)(each=loose, together=strict.together))


def release_forgotten(patch: Patch) -> None:
    """What ended keeps its slot."""
    sort = turn.TurnTaker._sort

    def forgetful(self: Any, draft: Any, command: Any) -> None:
        if not isinstance(command, Release):
            sort(self, draft, command)

    patch.setattr(turn.TurnTaker, "_sort", forgetful)


def signal_thrown_away(patch: Patch) -> None:
    """A signal's row goes, and what it says is not done."""
    apply = turn.TurnTaker._apply

    def take(self: Any, letters: Any) -> Any:
        taken = turn.Turn()
        for letter in letters:
            session = self.sessions.get(letter.event.run_id)
            if session is None or session.is_ending:
                continue
            draft = taken.draft(session)
            if letter.signal_id is None:
                apply(self, taken, draft, letter.event)
            else:
                draft.signal_ids.append(letter.signal_id)
        self._admit(taken)
        return taken

    patch.setattr(turn.TurnTaker, "take", take)


def stale_attempt_accepted(patch: Patch) -> None:
    """Any attempt's result will do for its task."""
    ended = core_run.on_attempt_ended

    def careless(board: Any, event: AttemptEnded) -> None:
        run = board.live.get(event.key)
        current = run.row.attempt_id if run is not None else None
        ended(board, replace(event, attempt_id=current or event.attempt_id))

    patch.setattr(core_run, "on_attempt_ended", careless)


def second_attempt_beside_the_first(patch: Patch) -> None:
    """What is being cancelled is called dead at once."""
    cancel = performer.Performer._cancel

    async def hopeful(self: Any, session: Any, command: CancelAttempt) -> None:
        await cancel(self, session, command)
        now = self._clock.now()
        outcome = Outcome(ending=Ending.CANCELLED, at=now, reason=command.reason)
        event = AttemptEnded(session.facts.run_id, now, command.key, command.attempt_id, outcome)
        self._inbox.put(event)

    patch.setattr(performer.Performer, "_cancel", hopeful)


def epoch_not_raised(patch: Patch) -> None:
    """A takeover leaves the one before its rights."""

    def take(connection: Any, driver: Any, engine: str, runs_to_take: Any) -> Any:
        ids = [run.run_id for run in runs_to_take]
        driver.select(
            connection,
            "UPDATE run_queue SET owner = ?, epoch = max(epoch, 1) "
            f"WHERE {driver.is_in('run_id')} RETURNING run_id, epoch",
            (engine, driver.members(ids)),
        )
        return [queue.replace(run, epoch=max(run.epoch, 1)) for run in runs_to_take]

    patch.setattr(queue, "_take", take)


PLANTED: tuple[Callable[[Patch], None], ...] = (
    epoch_dropped,
    command_before_commit,
    timer_fired_twice,
    ack_before_commit,
    unknown_taken_for_gone,
    final_rows_overwritten,
    release_forgotten,
    signal_thrown_away,
    stale_attempt_accepted,
    second_attempt_beside_the_first,
    epoch_not_raised,
)
