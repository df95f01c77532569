"""Watches a run through the store, whoever runs it: a stream of what changed, until the run is final."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import Connection

from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.ids import RunId, TaskKey
from seaway.store import runs, tasks
from seaway.store.database import Database
from seaway.store.runs import RunRecord

SHORTEST_LOOK_S = 0.05
LONGEST_LOOK_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A run at one moment. `changed`: tasks that are not as at the last look; `items`: for each foreach, how many stand in
    which state."""

    run: RunRecord
    changed: tuple[TaskRow, ...]
    items: dict[TaskKey, Counter[TaskState]]


async def follow(database: Database, run_id: RunId) -> AsyncIterator[Look]:
    """Look often while things change and seldom while they don't; the last look is that of a final run."""
    known: dict[TaskKey, TaskRow] = {}
    pause_s = SHORTEST_LOOK_S
    while True:
        record, rows, items = await database.read(lambda connection: _look(connection, run_id))
        changed = tuple(row for row in rows if known.get(row.key) != row)
        known.update((row.key, row) for row in changed)
        yield Look(run=record, changed=changed, items=items)
        if record.state.is_final:
            return
        pause_s = SHORTEST_LOOK_S if changed else min(pause_s * 1.5, LONGEST_LOOK_S)
        await asyncio.sleep(pause_s)


def _look(
    connection: Connection, run_id: RunId
) -> tuple[RunRecord, list[TaskRow], dict[TaskKey, Counter[TaskState]]]:
    record = runs.get(connection, run_id)
    rows = tasks.list_tasks(connection, run_id, limit=10_000)
    counted = {
        row.key: tasks.count_items(connection, run_id, row.key) for row in rows if row.item_count is not None
    }
    return record, rows, counted
