"""Task rows to column values and back, by position: this is the hot path."""

from collections.abc import Iterable
from typing import Any

import msgspec

from seaway.core.rows import TaskRow
from seaway.core.states import FINAL_TASK_STATES, TaskState
from seaway.store.bulk import Value, bulk_upsert, upsert_if_held
from seaway.store.columns import from_micros, storable, storable_or_none, to_micros
from seaway.store.tables import attempts, run_queue, task_runs

FINAL_STATES = ", ".join(f"'{state}'" for state in sorted(FINAL_TASK_STATES))
COLUMNS = ", ".join(column.name for column in task_runs.columns if column.name != "project")
"""In the order of `TaskRow`."""

# Final is final: whatever is written later, also by a mistake, does not change it.
_UNLESS_FINAL = f"task_runs.state NOT IN ({FINAL_STATES})"
UPSERT_TASKS = bulk_upsert(task_runs, key=("run_id", "key"), only_where=_UNLESS_FINAL)
UPSERT_IF_HELD = upsert_if_held(
    task_runs,
    run_queue,
    key=("run_id", "key"),
    only_where=_UNLESS_FINAL,
    by=("run_id", "epoch"),
    takes=("project",),
)
KEEP_ATTEMPTS = bulk_upsert(attempts, key=("run_id", "key", "attempt"), updates=False)

_NAMES = [column.name for column in task_runs.columns]
_STATES = {state.value: state for state in TaskState}


def to_values(row: TaskRow, project: str) -> tuple[Value, ...]:
    return (
        *row[:5],
        row.state.value,
        storable(row.reason),
        *row[7:11],
        to_micros(row.queued_at),
        to_micros(row.started_at),
        to_micros(row.ended_at),
        to_micros(row.due_at),
        to_micros(row.timeout_at),
        row.exit_code,
        storable_or_none(row.error),
        *row[18:22],
        storable_or_none(row.label),
        *row[23:26],
        row.stopping.value if row.stopping else None,
        project,
    )


def to_json(rows: Iterable[TaskRow]) -> str:
    """For `UPSERT_IF_HELD`, which knows the project by itself."""
    objects = [dict(zip(_NAMES, to_values(row, ""), strict=True)) for row in rows]
    return msgspec.json.encode(objects).decode()


def from_values(values: tuple[Any, ...]) -> TaskRow:
    """A row selected as `COLUMNS`."""
    return TaskRow._make(
        (
            *values[:5],
            _STATES[values[5]],
            *values[6:11],
            from_micros(values[11]),
            from_micros(values[12]),
            from_micros(values[13]),
            from_micros(values[14]),
            from_micros(values[15]),
            *values[16:26],
            _STATES[values[26]] if values[26] else None,
        )
    )
