"""Shows one run: its facts, its tasks in their order, the items of a foreach where asked."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from seaway.cli import looks, printing, times
from seaway.cli.asset_view import MOST_ASSETS, asset_shapes, print_assets
from seaway.cli.lateness import deadline_shapes, said_of
from seaway.cli.reading import reading
from seaway.cli.reporting import task_line
from seaway.cli.shapes import run_shape, task_shape
from seaway.cli.shell import OK
from seaway.cli.step_view import print_steps, step_shapes, steps_by_task
from seaway.core.rows import AssetRow, TaskRow
from seaway.core.states import TaskState
from seaway.engine.finding import find_run_with_plan, find_task, order_of, short
from seaway.errors import BadRequestError
from seaway.ids import TaskKey
from seaway.sdk.steps import Step
from seaway.store import deadlines, materializations, tasks
from seaway.store.deadlines import DeadlineRecord
from seaway.store.runs import RunRecord

MOST_TASKS = 10_000
MOST_ITEMS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A run as it is shown. `order`: its tasks at the top, as they run."""

    run: RunRecord
    order: Sequence[str]
    rows: Mapping[TaskKey, TaskRow]
    counts: Mapping[TaskKey, Counter[TaskState]]
    items: list[TaskRow]
    deadlines: Mapping[TaskKey, DeadlineRecord]
    assets: Sequence[AssetRow] = ()
    steps: Mapping[TaskKey, Sequence[Step]] = field(default_factory=dict)


async def show_run(text: str, project_dir: Path | None, *, items: str | None, as_json: bool) -> int:
    async with reading(project_dir) as it:
        seen = await it.database.read(lambda connection: _see(connection, it.project, text, items))
        seen = replace(seen, steps=steps_by_task(seen.rows.values(), it.paths))
    return say_run(seen, with_items=items is not None, as_json=as_json)


def say_run(seen: Seen, *, with_items: bool, as_json: bool) -> int:
    if as_json:
        listed = [
            task_shape(seen.rows[key], seen.counts.get(key)) for key in _order(seen) if key in seen.rows
        ]
        pending = [
            {"task": key, "state": TaskState.PENDING.value} for key in _order(seen) if key not in seen.rows
        ]
        due = deadline_shapes(seen.deadlines.values())
        document: dict[str, object] = {
            **run_shape(seen.run),
            "deadlines": due,
            "tasks": [*listed, *pending],
        }
        if seen.assets:
            document["assets"] = asset_shapes(seen.assets)
        if seen.steps:
            document["steps"] = step_shapes(seen.steps)
        if with_items:
            document["items"] = [task_shape(row) for row in seen.items]
        printing.document(document)
    else:
        _print(seen)
    return OK


def _see(connection: Connection, project: str, text: str, items: str | None) -> Seen:
    found = find_run_with_plan(connection, project, text)
    run_id = found.run.run_id
    rows = {row.key: row for row in tasks.list_tasks(connection, run_id, limit=MOST_TASKS)}
    counts = {
        key: tasks.count_items(connection, run_id, key)
        for key, row in rows.items()
        if row.item_count is not None
    }
    shown: list[TaskRow] = []
    if items is not None:
        key = find_task(connection, found, items)
        if key not in counts:
            raise BadRequestError(f"{key} has no items", hint="`--items` names a task with `foreach`.")
        others = [state for state in TaskState if state is not TaskState.SUCCESS]
        shown = tasks.list_items(connection, run_id, key, states=others, limit=MOST_ITEMS)
        shown += tasks.list_items(
            connection, run_id, key, states=[TaskState.SUCCESS], limit=MOST_ITEMS - len(shown)
        )
    due = {record.key: record for record in deadlines.list_of(connection, run_id)}
    order = order_of(found.plan)
    told = materializations.list_of_run(connection, run_id, limit=MOST_ASSETS)
    return Seen(run=found.run, order=order, rows=rows, counts=counts, items=shown, deadlines=due, assets=told)


def _order(seen: Seen) -> list[TaskKey]:
    """Tasks in the order of the plan, each followed by what is inside of it."""
    top = {name: at for at, name in enumerate(seen.order)}
    keys = {*map(TaskKey, top), *seen.rows}
    return sorted(keys, key=lambda key: (top.get(key.partition(".")[0], len(top)), key))


def _print(seen: Seen) -> None:
    run, now = seen.run, datetime.now(UTC)
    facts = [
        ("run", run.run_id),
        ("workflow", run.workflow),
        ("about", f"{run.interval_start:%Y-%m-%d %H:%M} to {run.interval_end:%Y-%m-%d %H:%M} UTC"),
        ("made", f"{times.ago(run.created_at, now)}, {_by(run.trigger_kind, run.trigger_name)}"),
        ("took", times.between(run.started_at, run.ended_at)),
        ("deadline", _of_deadline(seen, TaskKey(""), run.ended_at, now)),
        ("revision", run.revision[:12]),
        ("rerun of", short(run.rerun_of) if run.rerun_of else ""),
        ("inputs", _pairs(run.inputs)),
        ("outputs", _pairs(run.outputs or "{}")),
    ]
    said = f"  {run.reason}" if run.reason else ""
    printing.line(f"{looks.label(run.state)}{said}")
    for name, value in facts:
        if value:
            printing.line(f"  {looks.dim(name.ljust(8))}  {value}")
    printing.line()
    keys = _order(seen)
    width = min(max((printing.cells(key) for key in keys), default=0), 50)
    for key in keys:
        printing.line(_line(seen, key, width, now))
        print_steps(seen.steps.get(key, ()))
    for row in seen.items:
        printing.line("  " + task_line(row, width=width))
    print_assets(seen.assets)


def _line(seen: Seen, key: TaskKey, width: int, now: datetime) -> str:
    row = seen.rows.get(key)
    ended_at = seen.run.ended_at if row is None else row.ended_at
    due = _of_deadline(seen, key, ended_at, now)
    if row is None:
        state = TaskState.PENDING
        line = f"{looks.sign(state)} {key.ljust(width)}  {looks.dim(looks.word(state))}"
    else:
        line = task_line(row, width=width, counts=seen.counts.get(key))
    return f"{line}  {due}" if due else line


def _of_deadline(seen: Seen, key: TaskKey, ended_at: datetime | None, now: datetime) -> str:
    record = seen.deadlines.get(key)
    if record is None:
        return ""
    said = said_of(record, ended_at, now)
    return said if record.late_at is None else looks.paint(said, "yellow")


def _by(kind: str, name: str) -> str:
    return {"manual": "by hand", "rerun": "as a rerun"}.get(kind, f"by {kind} {name}".rstrip())


def _pairs(text: str) -> str:
    values = json.loads(text)
    if not isinstance(values, dict):
        return ""
    return ", ".join(
        f"{name}={printing.cut(json.dumps(value, ensure_ascii=False), 80)}" for name, value in values.items()
    )
