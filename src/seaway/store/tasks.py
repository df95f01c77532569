"""Task runs as they are looked at: of one run, the items of one foreach, the attempts of one task."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection

from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.errors import UnknownError
from seaway.ids import RunId, TaskKey
from seaway.store.drivers import driver_of
from seaway.store.task_rows import COLUMNS, from_values


def get(connection: Connection, run_id: RunId, key: TaskKey) -> TaskRow:
    """The current attempt of one task run.

    Raises:
        UnknownError: nothing is known of it: no such task, or it still waits.
    """
    rows = _rows(connection, "WHERE run_id = ? AND key = ?", (run_id, key))
    if not rows:
        raise UnknownError(f"Nothing is known of the task {key} in the run {run_id}")
    return rows[0]


def list_tasks(
    connection: Connection, run_id: RunId, *, with_items: bool = False, after: str = "", limit: int = 1_000
) -> list[TaskRow]:
    """Task runs by key; without `with_items` those that are no items of a foreach, nor inside one.
    `after` is the last key of the page before."""
    plain = "" if with_items else " AND item_index < 0 AND parent NOT LIKE '%[%'"
    where = f"WHERE run_id = ? AND key > ?{plain} ORDER BY key LIMIT ?"
    return _rows(connection, where, (run_id, after, limit))


def list_items(
    connection: Connection,
    run_id: RunId,
    parent: TaskKey,
    *,
    states: Sequence[TaskState] = (),
    after: int = -1,
    limit: int = 1_000,
) -> list[TaskRow]:
    """The items of a foreach in their order; `after` is the index of the last one of the page before."""
    chosen = f" AND state IN ({', '.join('?' * len(states))})" if states else ""
    where = (
        "WHERE run_id = ? AND parent = ? AND item_index >= 0 AND item_index > ?"
        f"{chosen} ORDER BY item_index LIMIT ?"
    )
    return _rows(connection, where, (run_id, parent, after, *[state.value for state in states], limit))


def list_children(connection: Connection, run_id: RunId, parent: TaskKey) -> list[TaskRow]:
    """What is directly inside a group or an item, by key."""
    where = "WHERE run_id = ? AND key > ? AND key < ? AND parent = ? AND item_index < 0 ORDER BY key"
    return _rows(connection, where, (run_id, f"{parent}.", f"{parent}/", parent))


def item_outputs(
    connection: Connection, run_id: RunId, parent: TaskKey, *, after: int = -1, limit: int = 5_000
) -> list[tuple[int, str, TaskState, str | None]]:
    """Index, key, state and outputs (JSON) of items in their order, a page at a time: for the list of all
    outputs."""
    rows = driver_of(connection).select(
        connection,
        "SELECT item_index, key, state, outputs FROM task_runs "
        "WHERE run_id = ? AND parent = ? AND item_index >= 0 AND item_index > ? ORDER BY item_index LIMIT ?",
        (run_id, parent, after, limit),
    )
    return [(index, key, TaskState(state), outputs) for index, key, state, outputs in rows]


def manifests_in(connection: Connection, run_id: RunId, outer: TaskKey) -> list[tuple[TaskKey, str]]:
    """Key and manifest of every task run inside a foreach or a group that left files and succeeded, by
    key."""
    rows = driver_of(connection).select(
        connection,
        "SELECT key, manifest FROM task_runs WHERE run_id = ? AND manifest IS NOT NULL AND state = 'success' "
        "AND ((key > ? AND key < ?) OR (key > ? AND key < ?)) ORDER BY key",
        (run_id, f"{outer}[", f"{outer}\\", f"{outer}.", f"{outer}/"),
    )
    return [(key, manifest) for key, manifest in rows]


def count_items(connection: Connection, run_id: RunId, parent: TaskKey) -> Counter[TaskState]:
    """How many items of a foreach stand in each state; those that have no row yet are not counted."""
    rows = driver_of(connection).select(
        connection,
        "SELECT state, count(*) FROM task_runs "
        "WHERE run_id = ? AND parent = ? AND item_index >= 0 GROUP BY state",
        (run_id, parent),
    )
    return Counter({TaskState(state): count for state, count in rows})


def list_attempts(connection: Connection, run_id: RunId, key: TaskKey) -> list[TaskRow]:
    """All attempts of a task, the first one first, the current one last."""
    earlier = _rows(
        connection, "WHERE run_id = ? AND key = ? ORDER BY attempt", (run_id, key), table="attempts"
    )
    return earlier + _rows(connection, "WHERE run_id = ? AND key = ?", (run_id, key))


def _rows(
    connection: Connection, tail: str, values: Sequence[object], *, table: str = "task_runs"
) -> list[TaskRow]:
    sql = f"SELECT {COLUMNS} FROM {table} {tail}"
    return [from_values(found) for found in driver_of(connection).select(connection, sql, values)]
