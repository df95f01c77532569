"""Puts tasks of runs together as pages show them."""

import asyncio
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Connection

from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.errors import NotFoundError
from seaway.ids import RunId, TaskKey
from seaway.server.paging import Page, cursor, key_of
from seaway.server.parts import ServerParts
from seaway.server.shapes.tasks import TaskOutputs, TaskRun, to_task_run
from seaway.server.views.plans import TaskOrder
from seaway.store import items, tasks
from seaway.store.runs import RunRecord

MOST_TASKS = 100_000
MOST_OUTPUT_BYTES = 1 << 20
States = Collection[TaskState]
Counts = Mapping[TaskKey, Counter[TaskState]]


async def page_of_tasks(
    parts: ServerParts, run: RunRecord, states: States, *, limit: int, after: str | None
) -> Page[TaskRun]:
    """Tasks that run once, in the order of the plan. The place in that order is the key of the page."""
    begin = key_of(after, int)
    place = int(begin[0]) + 1 if begin else 0

    def read(connection: Connection) -> tuple[list[tuple[int, TaskRun]], bool]:
        order = parts.library.orders.of(connection, run)
        rows = _rows(connection, run, order, states, place, limit)
        found = [(at, row) for at, row in rows if not states or row.state in states]
        counts = _counts(connection, run, [row for _, row in found[:limit]])
        shown = [(at, _shape(row, counts, order)) for at, row in found[:limit]]
        return shown, len(found) > limit

    shown, has_more = await parts.database.read(read)
    return Page(items=[task for _, task in shown], next=cursor(shown[-1][0]) if has_more and shown else None)


def _rows(
    connection: Connection, run: RunRecord, order: TaskOrder, states: States, place: int, limit: int
) -> list[tuple[int, TaskRow]]:
    """From a place of the order on, at least one more than `limit` where there is one."""
    if states or not order.keys:
        known = {row.key: row for row in tasks.list_tasks(connection, run.run_id, limit=MOST_TASKS)}
        keys = list(dict.fromkeys([*order.keys, *known]))[place:]
    else:
        keys = list(order.keys[place : place + 2 * limit + 1])
        known = tasks.list_named(connection, run.run_id, keys)
    found: list[tuple[int, TaskRow]] = []
    for at, key in enumerate(keys, place):
        row = known.get(TaskKey(key)) or _pending(run, key)
        if row is not None:
            found.append((at, row))
    return found


def _pending(run: RunRecord, key: str) -> TaskRow | None:
    """A task that has no row: it waits, unless the run is over, when it was never looked at."""
    if run.state.is_final:
        return None
    parent = key.rpartition(".")[0]
    return TaskRow(
        run_id=run.run_id, key=TaskKey(key), path=key, parent=parent, index=-1, state=TaskState.PENDING
    )


def _counts(connection: Connection, run: RunRecord, rows: Sequence[TaskRow]) -> Counts:
    """For each foreach, how many items stand in which state; those of a carried one stay with their run."""
    return {
        row.key: tasks.count_items(connection, RunId(row.carried_from or run.run_id), row.key)
        for row in rows
        if row.item_count is not None
    }


def _shape(row: TaskRow, counts: Counts, order: TaskOrder) -> TaskRun:
    return to_task_run(row, items=counts.get(row.key), allow_failure=row.path in order.allowed)


async def page_of_items(
    parts: ServerParts,
    run: RunRecord,
    task: TaskKey,
    states: States,
    *,
    in_order: bool,
    limit: int,
    after: str | None,
) -> Page[TaskRun]:
    begin = key_of(after, int, int, int)
    last = (int(begin[0]), int(begin[1]), int(begin[2])) if begin else None

    def read(connection: Connection) -> tuple[list[items.Ranked], TaskOrder]:
        owner = tasks.get(connection, run.run_id, task)
        of = RunId(owner.carried_from or run.run_id)
        ranked = items.list_ranked(
            connection, of, task, states=states, in_order=in_order, after=last, limit=limit + 1
        )
        return ranked, parts.library.orders.of(connection, run)

    found, order = await parts.database.read(read)
    return Page(
        items=[_shape(each.row, {}, order) for each in found[:limit]],
        next=cursor(*found[limit - 1].key) if len(found) > limit else None,
    )


async def inside(parts: ServerParts, run: RunRecord, owner: TaskKey) -> Page[TaskRun]:
    def read(connection: Connection) -> list[TaskRun]:
        of = run.run_id
        top = TaskKey(owner.partition("[")[0])
        carried = tasks.get(connection, run.run_id, top).carried_from if "[" in owner else None
        rows = tasks.list_children(connection, RunId(carried or of), owner)
        counts = _counts(connection, run, rows)
        order = parts.library.orders.of(connection, run)
        return [_shape(row, counts, order) for row in rows]

    return Page(items=await parts.database.read(read))


async def outputs_of(parts: ServerParts, run: RunRecord, row: TaskRow) -> TaskOutputs:
    text = row.outputs
    if text is None:
        return TaskOutputs(task=row.key, state=row.state, outputs=None, is_cut=False, size_bytes=0)
    value = json.loads(text)
    size = len(text)
    if isinstance(value, dict) and set(value) == {"$ref"}:
        data = await asyncio.to_thread(_fetch, parts, run.project, str(value["$ref"]))
        size = len(data)
        value = json.loads(data) if size <= MOST_OUTPUT_BYTES else None
    return TaskOutputs(
        task=row.key,
        state=row.state,
        outputs=value,
        is_cut=size > MOST_OUTPUT_BYTES,
        size_bytes=size,
    )


def _fetch(parts: ServerParts, project: str, ref: str) -> bytes:
    data: bytes = parts.home(project).artifacts.get_bytes(ref)
    if not data:
        raise NotFoundError("These outputs are not kept any more")
    return data


def size_of(path: Path | None) -> int:
    """0 where there is no file."""
    if path is None:
        return 0
    try:
        return path.stat().st_size
    except OSError:
        return 0


def is_folder(path: Path) -> bool:
    return path.is_dir()
