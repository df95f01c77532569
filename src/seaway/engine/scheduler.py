"""Turns the ticks of schedules into runs: each tick is decided once, with an outcome and a reason that
stay."""

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection

from seaway.clock import Clock
from seaway.core.calendar import DueTick, Schedule, data_interval, due, next_tick, to_schedule
from seaway.core.calendar import TickOutcome as Verdict
from seaway.engine.gauges import TICK_BOUNDS, Histogram
from seaway.engine.intervals import to_slice
from seaway.engine.service import Service
from seaway.engine.submission import RunRequest, Submitter, admit
from seaway.errors import BusyError, SeawayError, StoreError
from seaway.spec.model import Concurrency
from seaway.spec.triggers import Schedule as ScheduleTrigger
from seaway.store import revisions, triggers
from seaway.store.database import Database
from seaway.store.queue import NewRun, enqueue_new
from seaway.store.revisions import Revision
from seaway.store.triggers import Tick, TickOutcome, TriggerRecord

LONGEST_NAP_S = 20.0
TICKS_AT_ONCE = 200
TRIGGERS_AT_ONCE = 200
"""Decided and written together: many schedules are due at the same full hour."""
_PAUSE_EVERY = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A tick with what is to become of it; without a run nothing is started, and the tick's reason says
    why."""

    tick: Tick
    run: NewRun | None = None
    concurrency: Concurrency | None = None


@dataclass(frozen=True, slots=True)
class _Fired:
    """What became of a trigger that was due."""

    record: TriggerRecord
    decisions: Sequence[Decision]
    next_at: datetime | None


class Scheduler(Service):
    """Sleeps until the next tick of any trigger. Two engines may both wake: the tick's row lets one of
    them through."""

    def __init__(
        self, clock: Clock, *, database: Database, submitter: Submitter, timezone: Callable[[], str]
    ) -> None:
        super().__init__(clock)
        self._database = database
        self._submitter = submitter
        self._timezone = timezone
        self._next_at: datetime | None = None
        self.late = Histogram.over(TICK_BOUNDS)
        """By how many seconds ticks were decided after their moment."""

    async def step(self) -> None:
        while ready := await self._due():
            fired: list[_Fired] = []
            for start in range(0, len(ready), TRIGGERS_AT_ONCE):
                some = ready[start : start + TRIGGERS_AT_ONCE]
                _, fired = await asyncio.gather(self._write(fired), self._decide_all(some))
            await self._write(fired)
        self._next_at = await self._database.read(triggers.next_due)

    def pause_s(self) -> float:
        if self._next_at is None:
            return LONGEST_NAP_S
        return min(max((self._next_at - self.clock.now()).total_seconds(), 0.0), LONGEST_NAP_S)

    async def _due(self) -> list[TriggerRecord]:
        now = self.clock.now()
        return await self._database.read(lambda connection: triggers.list_due(connection, now))

    async def _decide_all(self, records: Sequence[TriggerRecord]) -> list[_Fired]:
        """What is to become of the ticks of some triggers; the ones before are written meanwhile."""
        records = sorted(records, key=_name)  # two engines take locks in one order
        names = {(record.project, record.workflow) for record in records}
        active = await self._database.read(lambda connection: revisions.active(connection, names))
        now, timezone, fired = self.clock.now(), self._timezone(), []
        for number, record in enumerate(records):
            revision = active.get((record.project, record.workflow))
            fired.append(await self._decide(record, revision, now, timezone))
            if number % _PAUSE_EVERY == _PAUSE_EVERY - 1:
                await asyncio.sleep(0)  # others have work too
        return fired

    async def _write(self, fired: Sequence[_Fired]) -> None:
        """Note what became of ticks and when each trigger fires next, in one transaction."""
        if not fired:
            return

        def write(connection: Connection) -> None:
            take_all(connection, [decision for each in fired for decision in each.decisions])
            triggers.set_all_next(connection, [(each.record, each.next_at) for each in fired])

        await self._database.write(write)
        self._observe(decision for each in fired for decision in each.decisions)

    def _observe(self, decisions: Iterable[Decision]) -> None:
        now = self.clock.now()
        for decision in decisions:
            if decision.run is not None:
                self.late.observe(max((now - decision.tick.scheduled_at).total_seconds(), 0.0))

    async def _decide(
        self, record: TriggerRecord, active: Revision | None, now: datetime, timezone: str
    ) -> _Fired:
        written, schedule = _read(record.spec, timezone)
        found = due(
            schedule,
            last_tick=record.last_tick_at,
            first_seen=record.first_seen_at,
            now=now,
            catchup=written.catchup,
            limit=TICKS_AT_ONCE,
        )
        decisions = [await self._judge(record, schedule, written, tick, active) for tick in found]
        last = decisions[-1].tick.scheduled_at if decisions else now
        return _Fired(record, decisions, next_tick(schedule, last))

    async def _judge(
        self,
        record: TriggerRecord,
        schedule: Schedule,
        written: ScheduleTrigger,
        due_tick: DueTick,
        active: Revision | None,
    ) -> Decision:
        tick = Tick(
            project=record.project,
            workflow=record.workflow,
            trigger=record.name,
            scheduled_at=due_tick.at,
            outcome=TickOutcome.SKIPPED,
            reason=due_tick.reason,
            created_at=self.clock.now(),
        )
        if due_tick.outcome is Verdict.SKIPPED:
            return Decision(tick=tick)
        try:
            request = _request(record, schedule, written, due_tick)
            run, concurrency = await self._submitter.prepare(request, active)
        except StoreError:
            raise
        except SeawayError as error:
            return Decision(tick=replace(tick, outcome=TickOutcome.FAILED, reason=error.message))
        return Decision(tick=tick, run=run, concurrency=concurrency)


def _name(record: TriggerRecord) -> tuple[str, str, str]:
    return record.project, record.workflow, record.name


@lru_cache(maxsize=1_024)
def _read(spec: str, timezone: str) -> tuple[ScheduleTrigger, Schedule]:
    written = ScheduleTrigger.model_validate(json.loads(spec))
    return written, to_schedule(written, timezone=timezone)


def _request(
    record: TriggerRecord, schedule: Schedule, written: ScheduleTrigger, due_tick: DueTick
) -> RunRequest:
    return RunRequest(
        project=record.project,
        workflow=record.workflow,
        inputs=written.inputs,
        interval=to_slice(data_interval(schedule, due_tick.at), schedule.timezone),
        trigger_kind="schedule",
        trigger_name=record.name,
        dedupe_key=f"tick:{record.workflow}:{record.name}:{due_tick.at.isoformat()}",
    )


def take_all(connection: Connection, decisions: Sequence[Decision]) -> None:
    """As `take` for each. Those that start a run which no limit holds are written in a few statements, where
    every one of them is new and finds room."""
    plain = [(each.tick, each.run) for each in decisions if each.run is not None and each.concurrency is None]
    are_taken = bool(plain) and _take_plain(connection, plain)
    for decision in decisions:
        if not are_taken or decision.run is None or decision.concurrency is not None:
            take(connection, decision)


def _take_plain(connection: Connection, plain: Sequence[tuple[Tick, NewRun]]) -> bool:
    ticks = [replace(tick, outcome=TickOutcome.RUN, run_id=run.run_id) for tick, run in plain]
    savepoint = connection.begin_nested()
    if triggers.take_new(connection, ticks) and enqueue_new(connection, [run for _, run in plain]):
        savepoint.commit()
        return True
    savepoint.rollback()
    return False


def take(connection: Connection, decision: Decision) -> None:
    """Decide a tick and enqueue its run together. Whoever inserts the tick's row makes the run; the other
    does nothing."""
    if triggers.take_tick(connection, decision.tick) is None or decision.run is None:
        return
    triggers.settle_tick(connection, _with_run(connection, decision.tick, decision.run, decision.concurrency))


def _with_run(connection: Connection, tick: Tick, run: NewRun, concurrency: Concurrency | None) -> Tick:
    try:
        submitted = admit(connection, run, concurrency)
    except BusyError as error:
        return replace(tick, outcome=TickOutcome.FAILED, reason=error.message)
    if submitted.run_id is None:
        return replace(tick, reason=submitted.reason)
    return replace(tick, outcome=TickOutcome.RUN, run_id=submitted.run_id)


def first_tick(record: TriggerRecord, *, timezone: str) -> datetime | None:
    """When a trigger that was just seen fires for the first time; None for what is no schedule, or is
    paused in its file."""
    if record.kind != "schedule":
        return None
    written, schedule = _read(record.spec, timezone)
    return None if written.paused else next_tick(schedule, record.first_seen_at)
