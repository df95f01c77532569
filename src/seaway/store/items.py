"""The items of a foreach as a page shows them: what failed and what was slow first."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.ids import RunId, TaskKey
from seaway.store.drivers import driver_of
from seaway.store.task_rows import COLUMNS, from_values

_RANK = """CASE WHEN state IN ('failed', 'timed_out', 'crashed') THEN 0
    WHEN state IN ('running', 'up_for_retry', 'deferred', 'awaiting_input') THEN 1
    WHEN state IN ('queued', 'pending') THEN 3 ELSE 2 END"""
_QUICKNESS = "-COALESCE(ended_at - started_at, 0)"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A row with what it is sorted by: failures, what runs, what ended with the slowest first, what waits."""

    row: TaskRow
    key: tuple[int, int, int]


def list_ranked(
    connection: Connection,
    run_id: RunId,
    parent: TaskKey,
    *,
    states: Collection[TaskState] = (),
    in_order: bool = False,
    after: tuple[int, int, int] | None = None,
    limit: int = 200,
) -> list[Ranked]:
    """Items from one place of their order on; `after` is the key of the last one of the page before."""
    said_rank, said_quickness = ("0", "0") if in_order else (_RANK, _QUICKNESS)
    chosen = f" AND state IN ({', '.join('?' * len(states))})" if states else ""
    sql = f"""
    SELECT * FROM (
        SELECT {COLUMNS}, {said_rank} AS rank_, {said_quickness} AS quickness FROM task_runs
        WHERE run_id = ? AND parent = ? AND item_index >= 0{chosen}
    ) AS ranked WHERE (rank_, quickness, item_index) > (?, ?, ?)
    ORDER BY rank_, quickness, item_index LIMIT ?"""
    begin = after or (-1, 0, -1)
    values = (run_id, parent, *(state.value for state in states), *begin, limit)
    found = driver_of(connection).select(connection, sql, values)
    rows = ((from_values(each[:-2]), int(each[-2]), int(each[-1])) for each in found)
    return [Ranked(row, (rank, quickness, row.index)) for row, rank, quickness in rows]
