"""Runs as the API shows them."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import Field

from seaway.core.rows import RunRow
from seaway.core.states import RunState, TaskState
from seaway.server.shapes.graph import Graph
from seaway.server.shapes.shape import Shape
from seaway.store.runs import RunRecord

SHORT = 8


class TriggerOfRun(Shape):
    kind: str = Field(description="What started it.", examples=["schedule", "manual", "rerun", "workflow"])
    name: str = Field(default="", description="The trigger's name where it has one.", examples=["nightly"])
    actor: str = Field(default="", description="Who started it, where a person did.", examples=["maya"])


class RunSummary(Shape):
    """One run, as lists show it."""

    run_id: str = Field(examples=["019aac9e-62f1-7c41-9a54-0b6f2f3d9e11"])
    short_id: str = Field(description="The end of the id, which tells runs apart.", examples=["2f3d9e11"])
    workflow: str = Field(examples=["daily_finance"])
    name: str = Field(
        description="The workflow's label; its id where it has none.", examples=["Daily finance"]
    )
    state: RunState = Field(examples=[RunState.FAILED])
    reason: str = Field(default="", examples=["report failed"])
    logical_date: datetime = Field(description="The start of the slice of time that it is about.")
    interval_start: datetime
    interval_end: datetime
    timezone: str = Field(examples=["America/New_York"])
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    trigger: TriggerOfRun
    revision: str = Field(description="Hash of the workflow's content that it ran.")
    rerun_of: str | None = None
    parent_run: str | None = Field(default=None, description="The run that started it as a sub-workflow.")
    failed_task: str | None = Field(default=None, examples=["report"])
    error: str | None = Field(default=None, description="First line of the first failure.")
    waits_for: str | None = Field(
        default=None, description="The approval that it waits for, where nothing else of it is under way."
    )
    late_tasks: list[str] = Field(
        default_factory=list,
        description="Tasks that missed their deadline; an empty text stands for the run itself.",
        examples=[["load"]],
    )
    tasks: dict[TaskState, int] | None = Field(
        default=None, description="How many tasks stand in each state."
    )


class Rerun(Shape):
    """How a run came to run again."""

    of: str = Field(description="The run before.")
    mode: str = Field(examples=["failed"])
    tasks: list[str] = Field(default_factory=list, description="The tasks that were chosen.")


class Deadline(Shape):
    """By when a run or a task of it should end: still to come, or missed."""

    task: str | None = Field(description="None: the run itself.", examples=["load"])
    due_at: datetime | None = Field(description="None while it counts from a start that has not been.")
    late_at: datetime | None = Field(description="When it was found late.")


class RunDetail(RunSummary):
    """One run, with what its page shows above the tasks."""

    inputs: dict[str, object] = Field(default_factory=dict)
    outputs: dict[str, object] | None = None
    sentence: str = Field(description="How it stands, as a title.", examples=["Failed at report"])
    first_error: str | None = Field(
        default=None, description="The whole first error, which may have several lines."
    )
    error_hint: str = Field(default="", description="What to do about it.")
    usual_s: float | None = Field(default=None, description="Median of the workflow's last successful runs.")
    late: str | None = Field(default=None, description="By how much it missed its deadline, as a sentence.")
    deadlines: list[Deadline] = Field(
        default_factory=list, description="To come or missed: the run's own first, then by task."
    )
    counts: dict[TaskState, int] = Field(default_factory=dict)
    total: int = Field(default=0, description="Tasks at the top of its graphs.")
    rerun: Rerun | None = None
    reruns: list[str] = Field(default_factory=list, description="Runs that ran this one again, newest first.")
    children: list[str] = Field(default_factory=list, description="Runs that it started as sub-workflows.")
    previous_id: str | None = Field(default=None, description="The run of the workflow before this one.")
    next_id: str | None = Field(default=None, description="The run of the workflow after this one.")
    is_revision_active: bool = Field(description="Whether new runs use the same content.")
    revision_changed: bool = Field(description="Whether the workflow is another one by now.")
    graph: Graph | None = Field(default=None, description="Of the content that it ran.")
    has_files: bool = Field(default=True, description="False once its files are not kept any more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the row of a run does not say."""

    graph: Graph | None
    counts: dict[TaskState, int]
    total: int
    usual_s: float | None
    late: str | None
    deadlines: list[Deadline]
    late_tasks: list[str]
    first_error: str | None
    error_hint: str
    reruns: list[str]
    children: list[str]
    previous_id: str | None
    next_id: str | None
    is_revision_active: bool
    revision_changed: bool
    waits_for: str | None


def to_summary(
    record: RunRecord,
    name: str = "",
    tasks: Mapping[TaskState, int] | None = None,
    waits_for: str | None = None,
    late_tasks: Sequence[str] = (),
) -> RunSummary:
    counts = None if tasks is None else dict(tasks)
    return RunSummary(**_fields(record, name), tasks=counts, waits_for=waits_for, late_tasks=list(late_tasks))


def to_detail(record: RunRecord, name: str, around: Around) -> RunDetail:
    """A run with what else is known of it."""
    rest = {field.name: getattr(around, field.name) for field in dataclasses.fields(around)}
    return RunDetail(
        **_fields(record, name),
        tasks=dict(around.counts),
        inputs=json.loads(record.inputs),
        outputs=json.loads(record.outputs) if record.outputs else None,
        sentence=sentence_of(record),
        has_files=record.files_gone_at is None,
        rerun=_rerun(record),
        **rest,
    )


def _rerun(record: RunRecord) -> Rerun | None:
    if record.rerun_of is None:
        return None
    choice = json.loads(record.rerun or "{}")
    return Rerun(of=record.rerun_of, mode=choice.get("mode", "all"), tasks=choice.get("tasks", []))


def _fields(record: RunRecord, name: str) -> dict[str, Any]:
    trigger = json.loads(record.trigger)
    actor = trigger.get("actor") if isinstance(trigger, dict) else ""
    return {
        "run_id": record.run_id,
        "short_id": record.run_id[-SHORT:],
        "workflow": record.workflow,
        "name": name or record.workflow,
        "state": record.state,
        "reason": record.reason,
        "logical_date": record.logical_date,
        "interval_start": record.interval_start,
        "interval_end": record.interval_end,
        "timezone": record.timezone,
        "created_at": record.created_at,
        "started_at": record.started_at,
        "ended_at": record.ended_at,
        "trigger": TriggerOfRun(kind=record.trigger_kind, name=record.trigger_name, actor=str(actor or "")),
        "revision": record.revision,
        "rerun_of": record.rerun_of,
        "parent_run": record.parent_run,
        "failed_task": record.failed_task,
        "error": record.error,
    }


def moved(summary: RunSummary, row: RunRow) -> RunSummary:
    """The run after the state machine moved it on."""
    return summary.model_copy(
        update={
            "state": row.state,
            "reason": row.reason,
            "started_at": row.started_at,
            "ended_at": row.ended_at,
            "failed_task": row.failed_task,
            "error": row.error,
        }
    )


_SAID = {
    RunState.QUEUED: "Waits to begin",
    RunState.RUNNING: "Running",
    RunState.PAUSED: "Paused",
    RunState.CANCELLING: "Being cancelled",
    RunState.SUCCESS: "Succeeded",
    RunState.FAILED: "Failed",
    RunState.CANCELLED: "Cancelled",
}


def sentence_of(record: RunRecord) -> str:
    """How a run stands, in a few words."""
    said = _SAID[record.state]
    if record.state is RunState.FAILED and record.failed_task:
        return f"{said} at {record.failed_task}"
    return said
