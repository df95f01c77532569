"""Workflows as the API shows them."""

from datetime import datetime

from pydantic import Field

from seaway.core.states import RunState
from seaway.server.shapes.graph import Graph
from seaway.server.shapes.inputs import InputField
from seaway.server.shapes.shape import Shape
from seaway.store.workflows import WorkflowState


class LastRun(Shape):
    """A dot in a row of dots."""

    run_id: str
    state: RunState
    created_at: datetime
    started_at: datetime | None
    seconds: float | None = Field(description="How long it took; null where it has not begun or ended.")


class NextRun(Shape):
    at: datetime
    trigger: str = Field(examples=["nightly"])
    timezone: str = Field(examples=["America/New_York"])


class TriggerSummary(Shape):
    name: str = Field(examples=["nightly"])
    kind: str = Field(examples=["schedule"])
    cron: str | None = Field(default=None, examples=["0 0 * * *"])
    every: str | None = Field(default=None, examples=["15m"])
    timezone: str | None = None
    is_paused: bool
    next_at: datetime | None = Field(description="Null where it is paused, or not one of a clock.")


class WorkflowSummary(Shape):
    """One workflow, as the list shows it."""

    id: str = Field(examples=["daily_finance"])
    name: str = Field(examples=["Daily finance"])
    description: str = ""
    owner: str | None = Field(default=None, examples=["data-team"])
    tags: list[str] = Field(default_factory=list, examples=[["finance"]])
    file: str | None = Field(default=None, examples=["workflows/daily_finance.yaml"])
    state: WorkflowState = Field(
        description="Whether the file that stands there now is valid; the last valid content stays active."
    )
    is_paused: bool = Field(description="Whether its triggers are stopped.")
    active_revision: str | None = Field(description="The content that new runs use.")
    problems_count: int = 0
    home: str = Field(description="Where it is edited: folder or python.", examples=["folder"])
    last_runs: list[LastRun] = Field(description="At most 8, the newest last.")
    success_rate: float | None = Field(
        description="Of the last 30 runs, those that succeeded of those that succeeded or failed."
    )
    median_s: float | None = Field(description="Of the last 30 runs, the median of those that succeeded.")
    next: NextRun | None = None
    triggers: list[TriggerSummary] = Field(default_factory=list)
    inputs_count: int = 0
    updated_at: datetime


class RevisionOfWorkflow(Shape):
    hash: str
    created_at: datetime
    author: str = ""
    message: str = ""


class DraftNote(Shape):
    updated_at: datetime
    by: str


class WorkflowDetail(WorkflowSummary):
    """One workflow with what its page and its run form show."""

    inputs: list[InputField] = Field(description="The form of a run, with its defaults resolved.")
    logical_date: datetime | None = Field(default=None, description="What a run by hand would be about.")
    timezone: str = Field(default="UTC", description="The zone that the logical date is counted in.")
    graph: Graph | None = Field(default=None, description="Of the active revision.")
    revision: RevisionOfWorkflow | None = None
    draft: DraftNote | None = Field(default=None, description="The reader's own draft, where there is one.")
    problems: list[dict[str, object]] = Field(
        default_factory=list, description="What is wrong with the file that stands there now."
    )


class WorkflowChange(Shape):
    is_paused: bool = Field(description="Stop or resume all its triggers. Runs by hand go on.")


class Tick(Shape):
    """One moment at which a trigger fired, and what came of it."""

    workflow: str
    trigger: str
    scheduled_at: datetime
    outcome: str = Field(description="run, skipped or failed.", examples=["run"])
    reason: str = ""
    run_id: str | None = None
    created_at: datetime


class PlannedTick(Shape):
    """One moment at which a trigger will fire."""

    workflow: str
    name: str
    trigger: str
    at: datetime
    timezone: str
    is_paused: bool
    usual_s: float | None = None


class Calendar(Shape):
    items: list[PlannedTick]
    is_cut: bool = Field(default=False, description="There are more than are sent; ask for a shorter time.")
