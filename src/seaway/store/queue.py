"""The queue of runs: the one way in, and how engines take runs from it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, case, delete, func, select, update

from seaway.core.states import RunState
from seaway.errors import BusyError
from seaway.ids import RunId, TaskKey
from seaway.store import deadlines
from seaway.store.bell import ring_after_commit
from seaway.store.bulk import Value, bulk_insert_once, insert_once
from seaway.store.columns import storable, to_micros
from seaway.store.deadlines import NewDeadline
from seaway.store.drivers import Driver, driver_of
from seaway.store.engines import lock_dead, lock_living
from seaway.store.format import FORMAT
from seaway.store.pools import inherit_shares
from seaway.store.tables import engines, run_queue, runs, signals

MAX_WAITING = 10_000
"""Runs of one workflow that may wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """A run to be. `inputs`, `trigger`, `rerun` are JSON.

    dedupe_key: a second run with the same key in the project is not made.
    group_key, group_limit: at most so many runs of the group are under way at once.
    previous: what expressions know of the last successful run before this one, as JSON.
    trigger_kind, trigger_name: what starts it (`schedule`, `nightly`); `trigger` holds payload and actor.
    """

    run_id: RunId
    project: str
    workflow: str
    revision: str
    created_at: datetime
    logical_date: datetime
    interval_start: datetime
    interval_end: datetime
    timezone: str = "UTC"
    inputs: str = "{}"
    trigger_kind: str = "manual"
    trigger_name: str = ""
    trigger: str = "{}"
    priority: int = 0
    reason: str = ""
    dedupe_key: str | None = None
    group_key: str | None = None
    group_limit: int | None = None
    rerun_of: RunId | None = None
    rerun: str | None = None
    parent_run: RunId | None = None
    parent_key: TaskKey | None = None
    previous: str | None = None
    deadlines: tuple[NewDeadline, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedRun:
    """`epoch` 1: it begins; above: it is taken over, or goes on."""

    run_id: RunId
    project: str
    workflow: str
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCount:
    """Runs of a concurrency group: those an engine has begun, and those that wait."""

    active: int
    waiting: int


def enqueue(connection: Connection, run: NewRun, *, max_waiting: int = MAX_WAITING) -> tuple[RunId, bool]:
    """Accept a run; returns its id and True, or the id of the run that has the same dedupe key, and False.

    Safe with two at once: the unique key lets one of two inserts through; the other waits for it and finds
    its row.

    Raises:
        BusyError: too many runs of this workflow wait.
    """
    driver = driver_of(connection)
    if _is_full(connection, driver, run, max_waiting):
        if (found := _find(connection, driver, run)) is not None:
            return found, False
        raise BusyError(
            f"{max_waiting:,} runs of {run.workflow} wait already",
            hint="Let some of them end, or cancel them: `seaway runs list --state queued`.",
        )
    if not driver.run(connection, _INSERT_RUN, _run_values(run)):
        found = _find(connection, driver, run)
        assert found is not None
        return found, False
    driver.run(connection, _INSERT_QUEUED, _queue_values(run))
    deadlines.add(connection, run.run_id, run.project, run.workflow, run.deadlines)
    ring_after_commit(connection)
    return run.run_id, True


def enqueue_new(connection: Connection, new: Sequence[NewRun], *, max_waiting: int = MAX_WAITING) -> bool:
    """Accept runs all together; false where one of them is there already or has no room. Then the caller
    takes back what was written, to a savepoint before it, and enqueues each by itself.

    Safe with two at once, as `enqueue`: the unique keys count what was let through."""
    driver = driver_of(connection)
    if _are_full(connection, driver, new, max_waiting):
        return False
    if driver.bulk(connection, _INSERT_RUNS, [_run_values(run) for run in new]) < len(new):
        return False
    driver.bulk(connection, _INSERT_ALL_QUEUED, [_queue_values(run) for run in new])
    for run in new:
        deadlines.add(connection, run.run_id, run.project, run.workflow, run.deadlines)
    ring_after_commit(connection)
    return True


_FIELDS = tuple(name for name in NewRun.__dataclass_fields__ if name != "deadlines")
_RUN_FIELDS = (*_FIELDS, "state", "format")
_INSERT_RUN = insert_once(runs, _RUN_FIELDS)
_INSERT_RUNS = bulk_insert_once(runs, _RUN_FIELDS)
_QUEUE_FIELDS = (
    "run_id",
    "project",
    "workflow",
    "group_key",
    "group_limit",
    "rank",
    "created_at",
    "format",
)
_INSERT_QUEUED = insert_once(run_queue, _QUEUE_FIELDS)
_INSERT_ALL_QUEUED = bulk_insert_once(run_queue, _QUEUE_FIELDS)


def _run_values(run: NewRun) -> tuple[Value, ...]:
    values = (getattr(run, name) for name in _FIELDS)
    plain = (to_micros(value) if isinstance(value, datetime) else value for value in values)
    return (*plain, RunState.QUEUED.value, FORMAT)


def _queue_values(run: NewRun) -> tuple[Value, ...]:
    created_at = to_micros(run.created_at)
    return (
        run.run_id,
        run.project,
        run.workflow,
        run.group_key,
        run.group_limit,
        -run.priority,
        created_at,
        FORMAT,
    )


def _is_full(connection: Connection, driver: Driver, run: NewRun, most: int) -> bool:
    sql = "SELECT 1 FROM run_queue WHERE project = ? AND workflow = ? AND epoch = 0 LIMIT 1 OFFSET ?"
    return bool(driver.select(connection, sql, (run.project, run.workflow, most - 1)))


def _are_full(connection: Connection, driver: Driver, new: Sequence[NewRun], most: int) -> bool:
    """Whether one of their workflows would have more waiting than it may."""
    coming = Counter((run.project, run.workflow) for run in new)
    names = sorted({workflow for _, workflow in coming})
    sql = (
        "SELECT project, workflow, count(*) FROM run_queue "
        f"WHERE epoch = 0 AND {driver.is_in('workflow')} GROUP BY project, workflow"
    )
    waiting = {(row[0], row[1]): row[2] for row in driver.select(connection, sql, (driver.members(names),))}
    return any(waiting.get(name, 0) + count > most for name, count in coming.items())


def _find(connection: Connection, driver: Driver, run: NewRun) -> RunId | None:
    """The run that is there already: of the same id (this call was made before), or of the same dedupe
    key."""
    for same, values in (
        ("run_id = ?", (run.run_id,)),
        ("project = ? AND dedupe_key = ?", (run.project, run.dedupe_key)),
    ):
        found = driver.select(connection, f"SELECT run_id FROM runs WHERE {same}", values)
        if found:
            return RunId(found[0][0])
    return None


def claim(connection: Connection, *, engine: str, now: datetime, limit: int) -> list[ClaimedRun]:
    """Take runs for `engine`: first those left by engines that died or drained, then waiting ones by priority
    and age. A run whose concurrency group is full stays where it is. Raises the epoch of each, so that
    whoever had it before can't write to it any more. Empty where the engine's own lease is over.

    Safe with two at once: claims take turns on one row, and dead engines are locked against coming back."""
    driver = driver_of(connection)
    at = driver.lease_clock(connection, now)
    driver.select(connection, f"SELECT value FROM meta WHERE key = 'claim'{driver.lock_rows}")
    if not lock_living(connection, driver, engine, at):
        return []
    taken = _left_behind(connection, driver, engine, at, limit)
    if len(taken) < limit:
        taken += _next_waiting(connection, driver, limit - len(taken))
    return _take(connection, driver, engine, taken)


def _left_behind(connection: Connection, driver: Driver, heir: str, at: int, limit: int) -> list[ClaimedRun]:
    """Runs that were begun and that nobody holds now. An engine that is dead and holds nothing more is
    forgotten."""
    dead = lock_dead(connection, driver, at)
    left = _candidates(
        connection, driver, "owner IS NULL AND epoch > 0 AND format <= ? LIMIT ?", (FORMAT, limit)
    )
    for owner in dead:
        room = limit - len(left)
        found = _candidates(connection, driver, "owner = ? AND format <= ? LIMIT ?", (owner, FORMAT, room))
        left += found
        if len(found) < room and not _holds_newer(connection, owner):
            connection.execute(delete(engines).where(engines.c.id == owner))
            inherit_shares(connection, owner, heir)
    return left


def _holds_newer(connection: Connection, owner: str) -> bool:
    newer = select(1).where(run_queue.c.owner == owner, run_queue.c.format > FORMAT).limit(1)
    return connection.execute(newer).first() is not None


def _candidates(
    connection: Connection, driver: Driver, where: str, values: Sequence[object]
) -> list[ClaimedRun]:
    rows = driver.select(
        connection, f"SELECT run_id, project, workflow, epoch FROM run_queue WHERE {where}", values
    )
    return [
        ClaimedRun(run_id=RunId(run_id), project=project, workflow=workflow, epoch=epoch)
        for run_id, project, workflow, epoch in rows
    ]


_WAITING = """
SELECT q.run_id, q.project, q.workflow, q.epoch, q.group_key, q.group_limit, coalesce(a.active, 0)
FROM run_queue AS q LEFT JOIN (
    SELECT project, group_key, count(*) AS active FROM run_queue
    WHERE group_key IS NOT NULL AND epoch > 0 GROUP BY project, group_key
) AS a ON a.project = q.project AND a.group_key = q.group_key
WHERE q.epoch = 0 AND q.format <= ? AND (q.group_limit IS NULL OR coalesce(a.active, 0) < q.group_limit)
ORDER BY q.rank, q.created_at, q.run_id LIMIT ?
"""


def _next_waiting(connection: Connection, driver: Driver, limit: int) -> list[ClaimedRun]:
    """The first waiting runs whose group has room. Of a group with little room fewer come than `limit` would
    allow; the next claim, which no longer sees that group, finds those behind it."""
    chosen: list[ClaimedRun] = []
    started: Counter[tuple[str, str]] = Counter()
    for run_id, project, workflow, epoch, group, most, active in driver.select(
        connection, _WAITING, (FORMAT, limit)
    ):
        if group is not None and most is not None and active + started[project, group] >= most:
            continue
        started[project, group] += 1
        chosen.append(ClaimedRun(run_id=RunId(run_id), project=project, workflow=workflow, epoch=epoch))
    return chosen


def _take(
    connection: Connection, driver: Driver, engine: str, runs_to_take: Sequence[ClaimedRun]
) -> list[ClaimedRun]:
    """Only what the UPDATE found was taken: meanwhile a run may have been cancelled, or ended by its old
    owner."""
    if not runs_to_take:
        return []
    taken = driver.select(
        connection,
        f"UPDATE run_queue SET owner = ?, epoch = epoch + 1, format = ? WHERE {driver.is_in('run_id')} "
        "RETURNING run_id, epoch",
        (engine, FORMAT, driver.members([run.run_id for run in runs_to_take])),
    )
    epochs: dict[RunId, int] = dict(taken)
    return [replace(run, epoch=epochs[run.run_id]) for run in runs_to_take if run.run_id in epochs]


def held(connection: Connection, engine: str) -> list[ClaimedRun]:
    """The runs that belong to `engine`: for one that does not know whether its claim was committed."""
    return _candidates(connection, driver_of(connection), "owner = ? AND format <= ?", (engine, FORMAT))


def release(connection: Connection, run_id: RunId, *, epoch: int) -> bool:
    """Give a run back, for any engine to take. False where it was not ours any more."""
    released = connection.execute(
        update(run_queue).where(run_queue.c.run_id == run_id, run_queue.c.epoch == epoch).values(owner=None)
    )
    if released.rowcount:
        ring_after_commit(connection)
    return released.rowcount == 1


def cancel_waiting(connection: Connection, run_id: RunId, *, reason: str, now: datetime) -> bool:
    """Cancel a run that no engine has begun. False where one has (send it a signal), or where it is over.

    Safe with a claim: both change the queue row, and the second one sees that the first was there."""
    gone = connection.execute(delete(run_queue).where(run_queue.c.run_id == run_id, run_queue.c.epoch == 0))
    if gone.rowcount == 0:
        return False
    connection.execute(delete(signals).where(signals.c.run_id == run_id))
    connection.execute(
        update(runs)
        .where(runs.c.run_id == run_id, runs.c.state == RunState.QUEUED.value)
        .values(state=RunState.CANCELLED.value, reason=storable(reason), ended_at=now)
    )
    ring_after_commit(connection)
    return True


def count_group(connection: Connection, project: str, group_key: str) -> GroupCount:
    """How full a concurrency group is: asked before `enqueue` by those whose rule is not to queue."""
    in_group = (run_queue.c.project == project) & (run_queue.c.group_key == group_key)
    waiting = func.sum(case((run_queue.c.epoch == 0, 1), else_=0))
    total, waits = connection.execute(select(func.count(), waiting).where(in_group)).one()
    return GroupCount(active=total - (waits or 0), waiting=waits or 0)


def oldest_of_group(connection: Connection, project: str, group_key: str, *, limit: int = 1) -> list[RunId]:
    """The runs of a group that are not over, oldest first: for a rule that cancels the oldest."""
    query = (
        select(run_queue.c.run_id)
        .where(run_queue.c.project == project, run_queue.c.group_key == group_key)
        .order_by(run_queue.c.created_at, run_queue.c.run_id)
        .limit(limit)
    )
    return [RunId(run_id) for run_id in connection.execute(query).scalars()]


def depth(connection: Connection) -> dict[str, tuple[int, int]]:
    """How many runs wait to begin and how many have begun, by project. Counts live rows only."""
    sql = (
        "SELECT project, sum(CASE WHEN epoch = 0 THEN 1 ELSE 0 END), "
        "sum(CASE WHEN epoch > 0 THEN 1 ELSE 0 END) FROM run_queue GROUP BY project"
    )
    rows = driver_of(connection).select(connection, sql)
    return {project: (int(waiting), int(under_way)) for project, waiting, under_way in rows}
