"""The history of one run as the API shows it."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from seaway.core.states import RunState, TaskState
from seaway.server.shapes.shape import Shape


class RunEventKind(StrEnum):
    """What happened."""

    RUN_CREATED = "run_created"
    RUN_STARTED = "run_started"
    RUN_ENDED = "run_ended"
    TASK_QUEUED = "task_queued"
    TASK_STARTED = "task_started"
    TASK_ENDED = "task_ended"
    ORDER = "order"


class RunEvent(Shape):
    """One thing that happened in a run."""

    id: str = Field(
        description="Of this event within its run.", examples=['[1772367000000000, 2, "load", 1]']
    )
    at: datetime
    kind: RunEventKind
    task: str | None = Field(default=None, examples=["load[stripe]"])
    attempt: int = Field(default=0, description="Of the task, counted from 1; 0 where there was none.")
    state: RunState | TaskState | None = Field(default=None, description="What it came to.")
    message: str = Field(
        default="", description="Why, in one line.", examples=["raw/2026-03-01/stripe.csv is not there"]
    )
    seconds: float | None = Field(default=None, description="How long that took which ended.")
    actor: str | None = Field(default=None, description="Who did it.", examples=["Ada Lovelace"])
