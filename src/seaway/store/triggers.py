"""Triggers and their ticks. A tick is a row, unique by trigger and time, made in the transaction that
enqueues its run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, delete, select, tuple_, update

from seaway.errors import BusyError, UnknownError
from seaway.ids import RunId
from seaway.store.bulk import BulkStatement, Value, bulk_insert_once, insert_once
from seaway.store.columns import to_micros
from seaway.store.drivers import driver_of
from seaway.store.queue import NewRun, enqueue
from seaway.store.tables import ticks, triggers, workflows


class TickOutcome(StrEnum):
    RUN = "run"
    SKIPPED = "skipped"
    """On purpose: catchup, a pause, a limit. `reason` says which."""
    FAILED = "failed"
    """It should have given a run, and could not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerRecord:
    """`spec` is JSON. `last_tick_at` is the newest tick that was decided, whatever came of it."""

    project: str
    workflow: str
    name: str
    kind: str
    spec: str
    spec_hash: str
    first_seen_at: datetime
    last_tick_at: datetime | None
    next_at: datetime | None
    is_paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    project: str
    workflow: str
    trigger: str
    scheduled_at: datetime
    outcome: TickOutcome
    reason: str = ""
    run_id: RunId | None = None
    created_at: datetime


def see(
    connection: Connection,
    *,
    project: str,
    workflow: str,
    name: str,
    kind: str,
    spec: str,
    spec_hash: str,
    now: datetime,
) -> TriggerRecord:
    """Make a trigger of the active revision known. One that is new, or whose spec has changed, is active from
    now on and never catches up what was before. Safe with two at once: one inserts, the other finds its
    row."""
    fresh = {"kind": kind, "spec": spec, "spec_hash": spec_hash, "first_seen_at": now}
    statement = (
        driver_of(connection).insert(triggers).values(project=project, workflow=workflow, name=name, **fresh)
    )
    connection.execute(statement.on_conflict_do_nothing())
    mine = (triggers.c.project == project) & (triggers.c.workflow == workflow) & (triggers.c.name == name)
    connection.execute(
        update(triggers)
        .where(mine, triggers.c.spec_hash != spec_hash)
        .values(**fresh, last_tick_at=None, next_at=None)
    )
    return get(connection, project, workflow, name)


def forget_others(connection: Connection, *, project: str, workflow: str, names: list[str]) -> None:
    """Triggers that are no longer in the workflow go; their ticks stay as history."""
    connection.execute(
        delete(triggers).where(
            triggers.c.project == project, triggers.c.workflow == workflow, triggers.c.name.not_in(names)
        )
    )


def get(connection: Connection, project: str, workflow: str, name: str) -> TriggerRecord:
    """One trigger.

    Raises:
        UnknownError: no such trigger.
    """
    row = (
        connection.execute(
            select(triggers).where(
                triggers.c.project == project, triggers.c.workflow == workflow, triggers.c.name == name
            )
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise UnknownError(f"The workflow {workflow} has no trigger {name}")
    return TriggerRecord(**dict(row))


def list_of(connection: Connection, project: str, workflow: str | None = None) -> list[TriggerRecord]:
    query = select(triggers).where(triggers.c.project == project)
    if workflow is not None:
        query = query.where(triggers.c.workflow == workflow)
    rows = connection.execute(query.order_by(triggers.c.workflow, triggers.c.name)).mappings()
    return [TriggerRecord(**dict(row)) for row in rows]


_SET_NEXT = BulkStatement(
    each="UPDATE triggers SET next_at = ? WHERE project = ? AND workflow = ? AND name = ? AND spec_hash = ?",
    together="""
UPDATE triggers SET next_at = new.at
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[])
AS new(at, project, workflow, name, spec_hash)
WHERE triggers.project = new.project AND triggers.workflow = new.workflow AND triggers.name = new.name
AND triggers.spec_hash = new.spec_hash
""",
)


def list_due(connection: Connection, now: datetime, *, limit: int = 1_000) -> list[TriggerRecord]:
    """Triggers whose next tick is due, the longest due first; without those that are paused, or whose
    workflow is."""
    paused = select(workflows.c.project, workflows.c.id).where(workflows.c.is_paused)
    query = (
        select(triggers)
        .where(triggers.c.next_at.is_not(None), triggers.c.next_at <= now, ~triggers.c.is_paused)
        .where(tuple_(triggers.c.project, triggers.c.workflow).not_in(paused))
        .order_by(triggers.c.next_at)
        .limit(limit)
    )
    return [TriggerRecord(**dict(row)) for row in connection.execute(query).mappings()]


def next_due(connection: Connection) -> datetime | None:
    """When the next tick of any trigger is due; without those that are paused, or whose workflow is."""
    paused = select(workflows.c.project, workflows.c.id).where(workflows.c.is_paused)
    query = (
        select(triggers.c.next_at)
        .where(triggers.c.next_at.is_not(None), ~triggers.c.is_paused)
        .where(tuple_(triggers.c.project, triggers.c.workflow).not_in(paused))
        .order_by(triggers.c.next_at)
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()


def set_next(connection: Connection, trigger: TriggerRecord, next_at: datetime | None) -> None:
    """Note when the trigger fires next; does nothing where its spec has changed meanwhile."""
    set_all_next(connection, [(trigger, next_at)])


def set_all_next(connection: Connection, found: Sequence[tuple[TriggerRecord, datetime | None]]) -> None:
    """As `set_next`, for each."""
    rows = [(to_micros(at), one.project, one.workflow, one.name, one.spec_hash) for one, at in found]
    driver_of(connection).bulk(connection, _SET_NEXT, rows)


def set_paused(connection: Connection, project: str, workflow: str, name: str, *, is_paused: bool) -> None:
    changed = connection.execute(
        update(triggers)
        .where(triggers.c.project == project, triggers.c.workflow == workflow, triggers.c.name == name)
        .values(is_paused=is_paused)
    )
    if changed.rowcount == 0:
        raise UnknownError(f"The workflow {workflow} has no trigger {name}")


_TICK_FIELDS = tuple(Tick.__dataclass_fields__)
_INSERT_TICK = insert_once(ticks, _TICK_FIELDS)
_INSERT_TICKS = bulk_insert_once(ticks, _TICK_FIELDS)
_ADVANCE = """
UPDATE triggers SET last_tick_at = ? WHERE project = ? AND workflow = ? AND name = ?
AND (last_tick_at IS NULL OR last_tick_at < ?)
"""
_ADVANCE_ALL = BulkStatement(
    each=_ADVANCE,
    together="""
UPDATE triggers SET last_tick_at = new.at
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::bigint[])
AS new(at, project, workflow, name, same)
WHERE triggers.project = new.project AND triggers.workflow = new.workflow AND triggers.name = new.name
AND (triggers.last_tick_at IS NULL OR triggers.last_tick_at < new.at)
""",
)
_CLOSE_TICK = """
UPDATE ticks SET outcome = ?, reason = ?, run_id = ?
WHERE project = ? AND workflow = ? AND "trigger" = ? AND scheduled_at = ?
"""


def take_new(connection: Connection, taken: Sequence[Tick]) -> bool:
    """Decide ticks all together, as `take_tick` does each; false where one was decided before. Then the
    caller takes back what was written, to a savepoint before it."""
    driver = driver_of(connection)
    if driver.bulk(connection, _INSERT_TICKS, [_tick_values(tick) for tick in taken]) < len(taken):
        return False
    newest: dict[tuple[str, str, str], int] = {}
    for tick in taken:
        where, at = (tick.project, tick.workflow, tick.trigger), to_micros(tick.scheduled_at)
        assert at is not None
        newest[where] = max(at, newest.get(where, at))
    driver.bulk(connection, _ADVANCE_ALL, [(at, *where, at) for where, at in newest.items()])
    return True


def _tick_values(tick: Tick) -> tuple[Value, ...]:
    return (
        tick.project,
        tick.workflow,
        tick.trigger,
        to_micros(tick.scheduled_at),
        tick.outcome.value,
        tick.reason,
        tick.run_id,
        to_micros(tick.created_at),
    )


def take_tick(connection: Connection, tick: Tick, run: NewRun | None = None) -> Tick | None:
    """Decide a tick, and enqueue its run in the same transaction. None where it was decided before.

    Exactly once, also with two engines: the tick's key is unique, and whoever inserts it makes the run. A
    queue that is full leaves a tick with the outcome `failed`, never none."""
    driver = driver_of(connection)
    at = to_micros(tick.scheduled_at)
    where = (tick.project, tick.workflow, tick.trigger)
    if not driver.run(connection, _INSERT_TICK, _tick_values(tick)):
        return None
    driver.run(connection, _ADVANCE, (at, *where, at))
    if run is None:
        return tick
    decided = _with_run(connection, tick, run)
    if decided != tick:
        driver.run(
            connection, _CLOSE_TICK, (decided.outcome.value, decided.reason, decided.run_id, *where, at)
        )
    return decided


def settle_tick(connection: Connection, tick: Tick) -> None:
    """Note what became of a tick that this transaction took."""
    driver_of(connection).run(
        connection,
        _CLOSE_TICK,
        (
            tick.outcome.value,
            tick.reason,
            tick.run_id,
            tick.project,
            tick.workflow,
            tick.trigger,
            to_micros(tick.scheduled_at),
        ),
    )


def _with_run(connection: Connection, tick: Tick, run: NewRun) -> Tick:
    try:
        run_id, _ = enqueue(connection, run)
    except BusyError as error:
        return _decided(tick, TickOutcome.FAILED, error.message, None)
    return _decided(tick, TickOutcome.RUN, tick.reason, run_id)


def _decided(tick: Tick, outcome: TickOutcome, reason: str, run_id: RunId | None) -> Tick:
    return Tick(
        project=tick.project,
        workflow=tick.workflow,
        trigger=tick.trigger,
        scheduled_at=tick.scheduled_at,
        outcome=outcome,
        reason=reason,
        run_id=run_id,
        created_at=tick.created_at,
    )


def list_ticks(
    connection: Connection,
    project: str,
    workflow: str,
    trigger: str,
    *,
    before: datetime | None = None,
    limit: int = 50,
) -> list[Tick]:
    """The ticks of a trigger, newest first; `before` is the time of the last one of the page before."""
    query = select(ticks).where(
        ticks.c.project == project, ticks.c.workflow == workflow, ticks.c.trigger == trigger
    )
    if before is not None:
        query = query.where(ticks.c.scheduled_at < before)
    rows = connection.execute(query.order_by(ticks.c.scheduled_at.desc()).limit(limit)).mappings()
    return [Tick(**(dict(row) | {"outcome": TickOutcome(row["outcome"])})) for row in rows]


def ticks_since(connection: Connection, project: str, since: datetime, *, limit: int = 500) -> list[Tick]:
    """The ticks of a project that were decided after a moment, in the order in which they were."""
    query = select(ticks).where(ticks.c.created_at > since, ticks.c.project == project)
    rows = connection.execute(query.order_by(ticks.c.created_at).limit(limit)).mappings()
    return [Tick(**(dict(row) | {"outcome": TickOutcome(row["outcome"])})) for row in rows]
