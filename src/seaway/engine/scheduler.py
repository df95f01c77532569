"""Turns the ticks of schedules into runs: each tick is decided once, with an outcome and a reason that
stay."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from seaway.clock import Clock
from seaway.core.calendar import DueTick, Schedule, data_interval, due, next_tick, to_schedule
from seaway.core.calendar import TickOutcome as Verdict
from seaway.engine.intervals import to_slice
from seaway.engine.service import Service
from seaway.engine.submission import RunRequest, Submitter, admit
from seaway.errors import BusyError, SeawayError, StoreError
from seaway.spec.model import Concurrency
from seaway.spec.triggers import Schedule as ScheduleTrigger
from seaway.store import triggers
from seaway.store.database import Database
from seaway.store.queue import NewRun
from seaway.store.triggers import Tick, TickOutcome, TriggerRecord

LONGEST_NAP_S = 20.0
TICKS_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A tick with what is to become of it; without a run nothing is started, and the tick's reason says
    why."""

    tick: Tick
    run: NewRun | None = None
    concurrency: Concurrency | None = None


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

    async def step(self) -> None:
        while ready := await self._due():
            for record in ready:
                await self._fire(record)
        self._next_at = await self._database.read(triggers.next_due)

    def pause_s(self) -> float:
        if self._next_at is None:
            return LONGEST_NAP_S
        return min(max((self._next_at - self.clock.now()).total_seconds(), 0.0), LONGEST_NAP_S)

    async def _due(self) -> list[TriggerRecord]:
        now = self.clock.now()
        return await self._database.read(lambda connection: triggers.list_due(connection, now))

    async def _fire(self, record: TriggerRecord) -> None:
        """Decide the ticks of one trigger and note when it fires next, in one transaction."""
        schedule, decisions = await self._decide(record)
        last = decisions[-1].tick.scheduled_at if decisions else self.clock.now()
        upcoming = next_tick(schedule, last)

        def write(connection: Connection) -> None:
            for decision in decisions:
                take(connection, decision)
            triggers.set_next(connection, record, upcoming)

        await self._database.write(write)

    async def _decide(self, record: TriggerRecord) -> tuple[Schedule, list[Decision]]:
        written = ScheduleTrigger.model_validate(json.loads(record.spec))
        schedule = to_schedule(written, timezone=self._timezone())
        found = due(
            schedule,
            last_tick=record.last_tick_at,
            first_seen=record.first_seen_at,
            now=self.clock.now(),
            catchup=written.catchup,
            limit=TICKS_AT_ONCE,
        )
        return schedule, [await self._judge(record, schedule, written, tick) for tick in found]

    async def _judge(
        self, record: TriggerRecord, schedule: Schedule, written: ScheduleTrigger, due_tick: DueTick
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
            run, concurrency = await self._submitter.prepare(_request(record, schedule, written, due_tick))
        except StoreError:
            raise
        except SeawayError as error:
            return Decision(tick=replace(tick, outcome=TickOutcome.FAILED, reason=error.message))
        return Decision(tick=tick, run=run, concurrency=concurrency)


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
    written = ScheduleTrigger.model_validate(json.loads(record.spec))
    if written.paused:
        return None
    return next_tick(to_schedule(written, timezone=timezone), record.first_seen_at)
