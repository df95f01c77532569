"""Runs as they are read: one with all an engine needs to go on, or many for a list."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, and_, bindparam, func, or_, select

from seaway.core.rows import RunRow, TaskRow
from seaway.core.states import RunState, TaskState
from seaway.errors import UnknownError
from seaway.ids import RunId, TaskKey
from seaway.store.columns import from_micros, to_micros
from seaway.store.drivers import driver_of
from seaway.store.tables import run_queue, runs
from seaway.store.task_rows import COLUMNS, FINAL_STATES, from_values


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """A run as it stands. JSON fields are text. `owner` is the engine that holds it; None where it waits or
    is over."""

    run_id: RunId
    project: str
    workflow: str
    revision: str
    state: RunState
    reason: str
    epoch: int
    owner: str | None
    priority: int
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    logical_date: datetime
    interval_start: datetime
    interval_end: datetime
    timezone: str
    inputs: str
    trigger_kind: str
    trigger_name: str
    trigger: str
    dedupe_key: str | None
    rerun_of: RunId | None
    rerun: str | None
    parent_run: RunId | None
    parent_key: TaskKey | None
    group_key: str | None
    group_limit: int | None
    outputs: str | None
    failed_task: TaskKey | None
    error: str | None
    stopping: RunState | None
    files_gone_at: datetime | None
    previous: str | None = None
    """What expressions know of the last successful run before it; None where nothing in it asks."""

    def to_row(self) -> RunRow:
        """The part that the state machine moves."""
        return RunRow(
            run_id=self.run_id,
            state=self.state,
            reason=self.reason,
            started_at=self.started_at,
            ended_at=self.ended_at,
            failed_task=self.failed_task,
            error=self.error,
            stopping=self.stopping,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedRun:
    """All that an engine needs to go on with a run.

    plan, bundle, lock: from its revision; `plan` and `lock` are JSON.
    rows: what is known of its tasks, without the foreach items that are final.
    settled: those items: for each foreach, the indexes that ended in each state.
    """

    run: RunRecord
    plan: str
    bundle: str
    lock: str
    rows: list[TaskRow]
    settled: dict[TaskKey, dict[TaskState, "array[int]"]] = field(default_factory=dict)


def load(connection: Connection, run_id: RunId, *, with_settled_items: bool = False) -> LoadedRun:
    """Read a run to go on with it.

    Args:
        with_settled_items: put final foreach items among `rows`, too, and leave `settled` empty.

    Raises:
        UnknownError: no such run.
    """
    run = get(connection, run_id)
    sql = "SELECT plan, bundle, lock FROM revisions WHERE project = ? AND workflow = ? AND hash = ?"
    name = (run.project, run.workflow, run.revision)
    found = driver_of(connection).select(connection, sql, name)
    if not found:
        raise UnknownError(f"The revision {run.revision} of {run.workflow} is not in the store")
    ((plan, bundle, lock),) = found
    return LoadedRun(
        run=run,
        plan=plan,
        bundle=bundle,
        lock=lock,
        rows=list(_rows(connection, run_id, with_settled_items=with_settled_items)),
        settled={} if with_settled_items else _settled(connection, run_id),
    )


# A settled item, and what is inside an item that is settled. One level of groups is left out here; the state
# machine
# leaves out what is deeper, as its parent is not there.
_SETTLED = f"item_index >= 0 AND state IN ({FINAL_STATES})"
_INSIDE_SETTLED = f"""EXISTS (
    SELECT 1 FROM task_runs AS above
    WHERE above.run_id = t.run_id AND above.key = t.parent AND above.item_index >= 0
    AND above.state IN ({FINAL_STATES}))"""


def _rows(connection: Connection, run_id: RunId, *, with_settled_items: bool) -> Iterator[TaskRow]:
    sql = f"SELECT {COLUMNS} FROM task_runs AS t WHERE run_id = ?"
    if not with_settled_items:
        sql += f" AND NOT ({_SETTLED}) AND (parent = '' OR NOT {_INSIDE_SETTLED})"
    for values in driver_of(connection).stream(connection, sql, (run_id,)):
        yield from_values(values)


def _settled(connection: Connection, run_id: RunId) -> dict[TaskKey, dict[TaskState, "array[int]"]]:
    where = f"WHERE run_id = ? AND {_SETTLED} ORDER BY parent, item_index"
    sql = f"SELECT parent, state, item_index FROM task_runs {where}"
    found: dict[TaskKey, dict[TaskState, array[int]]] = {}
    for parent, state, index in driver_of(connection).stream(connection, sql, (run_id,)):
        found.setdefault(parent, {}).setdefault(TaskState(state), array("i")).append(index)
    return found


_RECORD = (
    *[runs.c[name] for name in RunRecord.__dataclass_fields__ if name not in {"epoch", "owner"}],
    func.coalesce(run_queue.c.epoch, runs.c.epoch).label("epoch"),
    run_queue.c.owner,
)


def records() -> Select[Any]:
    """Runs with who owns them; `to_record` reads a row of it."""
    return select(*_RECORD).select_from(runs.outerjoin(run_queue, runs.c.run_id == run_queue.c.run_id))


_ONE = records().where(runs.c.run_id == bindparam("id"))


def get(connection: Connection, run_id: RunId) -> RunRecord:
    """One run.

    Raises:
        UnknownError: no such run.
    """
    row = connection.execute(_ONE, {"id": run_id}).mappings().one_or_none()
    if row is None:
        raise UnknownError(f"There is no run {run_id}", hint="`seaway runs list` shows those that there are.")
    return to_record(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFilter:
    """Which runs to list: of a project, and where given of a workflow, in some states, of a trigger, of a
    time."""

    project: str
    workflow: str | None = None
    states: frozenset[RunState] = frozenset()
    trigger_name: str | None = None
    rerun_of: RunId | None = None
    parent_run: RunId | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None


def list_runs(
    connection: Connection, which: RunFilter, *, after: RunId | None = None, limit: int = 50
) -> list[RunRecord]:
    """Runs, newest first; `after` is the last run of the page before. Ids sort by the time they were made."""
    query = records().where(*_conditions(which))
    if after is not None:
        query = query.where(runs.c.run_id < after)
    rows = connection.execute(query.order_by(runs.c.run_id.desc()).limit(limit)).mappings()
    return [to_record(row) for row in rows]


def _conditions(which: RunFilter) -> list[Any]:
    conditions: list[Any] = [runs.c.project == which.project]
    for column, value in (
        (runs.c.workflow, which.workflow),
        (runs.c.trigger_name, which.trigger_name),
        (runs.c.rerun_of, which.rerun_of),
        (runs.c.parent_run, which.parent_run),
    ):
        if value is not None:
            conditions.append(column == value)
    if which.states:
        conditions.append(runs.c.state.in_(sorted(which.states)))
    if which.created_from is not None:
        conditions.append(runs.c.created_at >= which.created_from)
    if which.created_before is not None:
        conditions.append(runs.c.created_at < which.created_before)
    return conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class Success:
    """A successful run, as far as later ones may ask. `outputs` is JSON."""

    run_id: RunId
    logical_date: datetime
    timezone: str
    outputs: str | None


def last_success(connection: Connection, project: str, workflow: str, *, before: datetime) -> Success | None:
    """The newest of the successful runs of a workflow that had ended by then."""
    sql = (
        "SELECT run_id, logical_date, timezone, outputs FROM runs WHERE project = ? AND workflow = ? "
        "AND state = ? AND ended_at <= ? ORDER BY run_id DESC LIMIT 1"
    )
    values = (project, workflow, RunState.SUCCESS.value, to_micros(before))
    for run_id, logical_date, timezone, outputs in driver_of(connection).select(connection, sql, values):
        at = from_micros(logical_date)
        assert at is not None
        return Success(run_id=RunId(run_id), logical_date=at, timezone=timezone, outputs=outputs)
    return None


def count_by_state(
    connection: Connection, project: str, *, workflow: str | None = None
) -> dict[RunState, int]:
    """How many runs stand in each state, of the history that is kept."""
    query = select(runs.c.state, func.count()).where(runs.c.project == project).group_by(runs.c.state)
    if workflow is not None:
        query = query.where(runs.c.workflow == workflow)
    return {RunState(state): count for state, count in connection.execute(query)}


def latest_of_slices(
    connection: Connection, project: str, workflow: str, *, start: datetime, end: datetime
) -> list[RunRecord]:
    """The state of each slice with a logical date in [start, end): that of its latest run. In order of the
    slices."""
    newest = (
        select(func.max(runs.c.run_id))
        .where(
            runs.c.project == project,
            runs.c.workflow == workflow,
            runs.c.logical_date >= start,
            runs.c.logical_date < end,
        )
        .group_by(runs.c.logical_date)
    )
    query = records().where(runs.c.run_id.in_(newest)).order_by(runs.c.logical_date)
    return [to_record(row) for row in connection.execute(query).mappings()]


def resolve(connection: Connection, project: str, prefix: str) -> RunId:
    """The run that the beginning or the end of an id means; people shorten ids.

    Raises:
        UnknownError: none, or more than one.
    """
    found = connection.execute(
        select(runs.c.run_id)
        .where(
            runs.c.project == project,
            or_(
                and_(runs.c.run_id >= prefix, runs.c.run_id < prefix + "\x7f"),
                runs.c.run_id.endswith(prefix, autoescape=True),
            ),
        )
        .limit(2)
    ).scalars()
    matches = list(found)
    if len(matches) != 1:
        what = "More than one run begins or ends" if matches else "No run begins or ends"
        raise UnknownError(f"{what} with {prefix}", hint="`seaway runs list` shows the ids.")
    return RunId(matches[0])


def to_record(row: RowMapping) -> RunRecord:
    stopping = RunState(row["stopping"]) if row["stopping"] else None
    return RunRecord(**(dict(row) | {"state": RunState(row["state"]), "stopping": stopping}))
