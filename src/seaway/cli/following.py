"""Watches a run through the store, whoever runs it: a stream of what changed, until the run is final."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.ids import RunId, TaskKey
from seaway.store import runs, tasks
from seaway.store.database import Database
from seaway.store.runs import RunRecord

SHORTEST_LOOK_S = 0.05
LONGEST_LOOK_S = 0.5
MOST_TASKS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A run at one moment.

    rows: its tasks of which something is known, without the items of a foreach.
    changed: those that are not as at the last look.
    items: for each foreach, how many items stand in which state.
    """

    run: RunRecord
    rows: Mapping[TaskKey, TaskRow]
    changed: tuple[TaskRow, ...]
    items: Mapping[TaskKey, Counter[TaskState]]


async def follow(database: Database, run_id: RunId) -> AsyncIterator[Look]:
    """Look often while things change and seldom while they don't; the last look is that of a final run."""
    known: dict[TaskKey, TaskRow] = {}
    counts: dict[TaskKey, Counter[TaskState]] = {}
    pause_s = SHORTEST_LOOK_S
    while True:
        began = time.monotonic()
        record, rows, items = await database.read(lambda connection: _look(connection, run_id))
        changed = tuple(row for row in rows if known.get(row.key) != row)
        has_moved = bool(changed) or items != counts
        known.update((row.key, row) for row in changed)
        counts = items
        yield Look(run=record, rows=known, changed=changed, items=items)
        if record.state.is_final:
            return
        pause_s = SHORTEST_LOOK_S if has_moved else min(pause_s * 1.5, LONGEST_LOOK_S)
        await asyncio.sleep(max(pause_s, 3 * (time.monotonic() - began)))


def _look(
    connection: Connection, run_id: RunId
) -> tuple[RunRecord, list[TaskRow], dict[TaskKey, Counter[TaskState]]]:
    record = runs.get(connection, run_id)
    rows = tasks.list_tasks(connection, run_id, limit=MOST_TASKS)
    counted = {
        row.key: tasks.count_items(connection, run_id, row.key) for row in rows if row.item_count is not None
    }
    return record, rows, counted
