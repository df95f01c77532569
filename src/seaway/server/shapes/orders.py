"""What people ask of runs: start, stop, rerun, answer."""

from datetime import date
from typing import Literal

from pydantic import Field

from seaway.server.shapes.inputs import InputField
from seaway.server.shapes.shape import Shape

MOST_INPUTS = 500
MOST_TEXT = 2_000_000
Inputs = dict[str, object]


class StartRun(Shape):
    """A run by hand."""

    inputs: Inputs = Field(
        default_factory=dict,
        max_length=MOST_INPUTS,
        description="Those that differ from their defaults.",
        examples=[{"day": "2026-03-01"}],
    )
    logical_date: date | None = Field(
        default=None,
        description="The day it is about; else the last complete interval of the first schedule.",
    )
    priority: int = Field(default=0, ge=-1000, le=1000, description="Higher goes first.")
    revision: str | None = Field(
        default=None, max_length=64, description="Another content than the active one."
    )
    text: str | None = Field(
        default=None,
        max_length=MOST_TEXT,
        description="A draft: run this content, which does not become active.",
    )
    only: list[str] = Field(
        default_factory=list,
        max_length=5_000,
        description="Run these tasks alone, with what those before them left in their last run.",
    )
    from_task: str | None = Field(
        default=None,
        max_length=500,
        description="Run this task and what comes after it; the rest is carried over.",
    )


class RunBlueprint(Shape):
    """A blueprint by itself."""

    inputs: Inputs = Field(
        default_factory=dict,
        max_length=MOST_INPUTS,
        description="As they would stand under `with`.",
        examples=[{"url": "https://example.org/rates.json"}],
    )


class StopRun(Shape):
    reason: str = Field(default="", max_length=500, examples=["the export is wrong"])
    force: bool = Field(default=False, description="Do not wait for what runs to end by itself.")


class PauseRun(Shape):
    reason: str = Field(default="", max_length=500)


class RerunRun(Shape):
    """Run again what a run did."""

    mode: Literal["all", "failed", "from", "only"] = "failed"
    from_task: str | None = Field(
        default=None, max_length=500, description="For `from`: the task to begin with."
    )
    only: list[str] = Field(default_factory=list, max_length=5_000, description="For `only`: these tasks.")
    inputs: Inputs = Field(
        default_factory=dict, max_length=MOST_INPUTS, description="Changed inputs, with mode `all`."
    )
    revision: Literal["same", "latest"] = Field(
        default="latest", description="The content that the run ran, or the workflow as it is now."
    )


class ChosenTask(Shape):
    task: str
    reason: str = Field(examples=["it ended failed", "comes after load"])


class RerunPreview(Shape):
    """What a rerun would do."""

    runs: list[ChosenTask] = Field(description="Tasks that would run.")
    carried: list[str] = Field(description="Tasks whose results would be taken over.")
    joins: list[ChosenTask] = Field(description="Tasks that run though nobody chose them, and why.")


class AnswerApproval(Shape):
    task: str = Field(max_length=500)
    approved: bool
    values: Inputs = Field(default_factory=dict, max_length=MOST_INPUTS)


class Approval(Shape):
    """What a person is asked."""

    task: str
    message: str
    fields: list[InputField] = Field(default_factory=list)
    approvers: list[str] = Field(default_factory=list, description="Who may answer; empty: any operator.")
    may_answer: bool = Field(description="Whether the reader may.")
    expires_at: str | None = None
    is_open: bool = Field(description="Whether it still waits for an answer.")


class Done(Shape):
    """That it was done, or was so already."""

    changed: bool
