"""Task runs as they are looked at: of one run, the items of one foreach, the attempts of one task."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection

from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.errors import UnknownError
from seaway.ids import AttemptId, RunId, TaskKey
from seaway.store.columns import to_micros
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


def list_under_way(connection: Connection, run_id: RunId, *, ended_from: datetime) -> list[TaskRow]:
    """What has an attempt and has not ended, or has since `ended_from`, items too: for one who follows a
    run and knows the rest. As few rows as there is news, however many the run has."""
    where = "WHERE run_id = ? AND attempt_id IS NOT NULL AND (ended_at IS NULL OR ended_at >= ?) ORDER BY key"
    return _rows(connection, where, (run_id, to_micros(ended_from)))


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


def list_named(connection: Connection, run_id: RunId, keys: Sequence[str]) -> dict[TaskKey, TaskRow]:
    """Those of these task runs of which something is known."""
    driver = driver_of(connection)
    where = f"WHERE run_id = ? AND {driver.is_in('key')}"
    return {row.key: row for row in _rows(connection, where, (run_id, driver.members(list(keys))))}


def in_states(
    connection: Connection, run_id: RunId, states: Collection[TaskState], *, limit: int = 200
) -> list[TaskRow]:
    """Task runs in some states that are no items of a foreach, by key."""
    chosen = ", ".join("?" * len(states))
    where = f"WHERE run_id = ? AND item_index < 0 AND state IN ({chosen}) ORDER BY key LIMIT ?"
    return _rows(connection, where, (run_id, *(state.value for state in states), limit))


def in_states_of(
    connection: Connection, run_ids: Sequence[RunId], states: Sequence[str], *, limit: int = 2_000
) -> list[TaskRow]:
    """Of several runs, the tasks in some states that are no items of a foreach."""
    driver = driver_of(connection)
    chosen = ", ".join("?" * len(states))
    where = (
        f"WHERE {driver.is_in('run_id')} AND item_index < 0 AND parent NOT LIKE '%[%' "
        f"AND state IN ({chosen}) ORDER BY run_id, key LIMIT ?"
    )
    return _rows(connection, where, (driver.members(list(run_ids)), *states, limit))


def count_by_state(connection: Connection, run_ids: Sequence[RunId]) -> dict[RunId, Counter[TaskState]]:
    """How many tasks at the top of each run stand in each state; those that have no row yet are not
    counted."""
    driver = driver_of(connection)
    rows = driver.select(
        connection,
        f"SELECT run_id, state, count(*) FROM task_runs WHERE {driver.is_in('run_id')} AND parent = '' "
        "GROUP BY run_id, state",
        (driver.members(list(run_ids)),),
    )
    found: dict[RunId, Counter[TaskState]] = {}
    for run_id, state, count in rows:
        found.setdefault(run_id, Counter())[TaskState(state)] = count
    return found


def list_attempts(connection: Connection, run_id: RunId, key: TaskKey) -> list[TaskRow]:
    """All attempts of a task, the first one first, the current one last."""
    earlier = _rows(
        connection, "WHERE run_id = ? AND key = ? ORDER BY attempt", (run_id, key), table="attempts"
    )
    return earlier + _rows(connection, "WHERE run_id = ? AND key = ?", (run_id, key))


def current_attempts(connection: Connection, attempt_ids: Collection[AttemptId]) -> frozenset[AttemptId]:
    """Which of these a run that is not over still waits for. Looks through the rows of all live runs."""
    driver = driver_of(connection)
    sql = (
        "SELECT t.attempt_id FROM run_queue AS q JOIN task_runs AS t ON t.run_id = q.run_id "
        f"WHERE t.ended_at IS NULL AND {driver.is_in('t.attempt_id')}"
    )
    return frozenset(
        found for (found,) in driver.select(connection, sql, (driver.members(list(attempt_ids)),))
    )


def _rows(
    connection: Connection, tail: str, values: Sequence[object], *, table: str = "task_runs"
) -> list[TaskRow]:
    sql = f"SELECT {COLUMNS} FROM {table} {tail}"
    return [from_values(found) for found in driver_of(connection).select(connection, sql, values)]
