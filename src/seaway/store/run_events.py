"""What became of the tasks of a run, in the order of time, read from their rows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    Table,
    case,
    literal,
    select,
    tuple_,
    union_all,
)

from seaway.core.states import TaskState
from seaway.ids import RunId, TaskKey
from seaway.store.columns import to_micros
from seaway.store.tables import attempts, task_runs

ENDED, QUEUED, STARTED, ENDED_AT_ONCE = range(4)
"""The order within one moment: what ends lets others begin, but nothing ends before it began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEvent:
    """`state`: the one that the attempt has by now. `error`: JSON of `core.outcome.Failure`."""

    at: datetime
    rank: int
    key: TaskKey
    attempt: int
    state: TaskState
    reason: str
    error: str | None
    exit_code: int | None
    started_at: datetime | None
    carried_from: RunId | None

    @property
    def place(self) -> tuple[int, int, str, int]:
        """Orders all events of a run."""
        return (to_micros(self.at) or 0, self.rank, self.key, self.attempt)


def list_events(
    connection: Connection,
    run_id: RunId,
    *,
    after: tuple[int, int, str, int] | None = None,
    with_items: bool = True,
    limit: int,
) -> list[TaskEvent]:
    """The oldest first; `after` is the `place` of the last one of the page before.

    Safe beside an engine that moves the run: an event never moves, later ones come behind it."""
    every = _events(run_id, with_items=with_items).subquery()
    place = (every.c.at, every.c.rank, every.c.key, every.c.attempt)
    query = select(every).order_by(*place).limit(limit)
    if after is not None:
        at, *rest = after
        query = query.where(tuple_(*place) > tuple_(literal(at, BigInteger()), *map(literal, rest)))
    rows = connection.execute(query).mappings()
    return [TaskEvent(**(dict(row) | {"state": TaskState(row["state"])})) for row in rows]


def _events(run_id: RunId, *, with_items: bool) -> CompoundSelect[object]:
    """Of the current attempts and of the earlier ones, each as often as it has a time."""
    parts = [
        _moments(table, column, rank, run_id, with_items=with_items)
        for table in (task_runs, attempts)
        for column, rank in (
            ("queued_at", literal(QUEUED)),
            ("started_at", literal(STARTED)),
            ("ended_at", _rank_of_end(table)),
        )
    ]
    return union_all(*parts)


def _rank_of_end(table: Table) -> ColumnElement[int]:
    at_once = (table.c.ended_at == table.c.started_at) | (table.c.ended_at == table.c.queued_at)
    return case((at_once, literal(ENDED_AT_ONCE)), else_=literal(ENDED))


def _moments(
    table: Table, column: str, rank: ColumnElement[int], run_id: RunId, *, with_items: bool
) -> Select[object]:
    columns = table.c
    query = select(
        columns[column].label("at"),
        rank.label("rank"),
        columns.key,
        columns.attempt,
        columns.state,
        columns.reason,
        columns.error,
        columns.exit_code,
        columns.started_at,
        columns.carried_from,
    ).where(columns.run_id == run_id, columns[column].is_not(None))
    return query if with_items else query.where(columns.item_index < 0)
