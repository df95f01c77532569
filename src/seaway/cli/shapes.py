"""Runs and tasks as JSON, in the shapes that `--json` prints and keeps. Times are ISO 8601 in UTC."""

import json
from collections.abc import Mapping

from seaway.cli.times import iso
from seaway.core.failures import decode_failure
from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.store.runs import RunRecord

Shape = dict[str, object]


def run_shape(run: RunRecord) -> Shape:
    return {
        "run_id": run.run_id,
        "project": run.project,
        "workflow": run.workflow,
        "state": run.state.value,
        "reason": run.reason,
        "logical_date": iso(run.logical_date),
        "interval_start": iso(run.interval_start),
        "interval_end": iso(run.interval_end),
        "timezone": run.timezone,
        "created_at": iso(run.created_at),
        "started_at": iso(run.started_at),
        "ended_at": iso(run.ended_at),
        "inputs": json.loads(run.inputs),
        "outputs": json.loads(run.outputs) if run.outputs else None,
        "trigger": {"kind": run.trigger_kind, "name": run.trigger_name},
        "revision": run.revision,
        "rerun_of": run.rerun_of,
        "parent_run": run.parent_run,
        "failed_task": run.failed_task,
        "error": run.error,
    }


def task_shape(row: TaskRow, items: Mapping[TaskState, int] | None = None) -> Shape:
    failure = decode_failure(row.error) if row.error else None
    return {
        "task": row.key,
        "state": row.state.value,
        "reason": row.reason,
        "attempt": row.attempt,
        "attempt_id": row.attempt_id,
        "queued_at": iso(row.queued_at),
        "started_at": iso(row.started_at),
        "ended_at": iso(row.ended_at),
        "exit_code": row.exit_code,
        "error": None
        if failure is None
        else {"code": failure.code, "message": failure.message, "hint": failure.hint, "task": failure.task},
        "outputs": json.loads(row.outputs) if row.outputs else None,
        "label": row.label,
        "item_count": row.item_count,
        "items": None if items is None else {str(state): count for state, count in items.items()},
        "carried_from": row.carried_from,
        "child_run": row.child_run,
    }
