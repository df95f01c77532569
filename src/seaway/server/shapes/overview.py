"""Home: what is red, what runs, what comes next, how it went."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from seaway.server.shapes.runs import RunSummary
from seaway.server.shapes.shape import Shape


class Attention(Shape):
    """Something a person should look at."""

    kind: Literal["failed", "approval", "late", "invalid"]
    workflow: str
    name: str = Field(examples=["Daily finance"])
    run_id: str | None = None
    task: str | None = None
    sentence: str = Field(examples=["failed at report", "waits for an approval"])
    detail: str | None = Field(
        default=None, description="First line of the error, the question, the mistake."
    )
    at: datetime | None = None
    until: datetime | None = Field(default=None, description="When the approval expires.")
    owner: str | None = None
    count: int = Field(default=1, description="Runs in a row that ended the same way.")


class UnderWay(Shape):
    run: RunSummary
    task: str | None = Field(description="The task that it is at.")
    sentence: str = Field(examples=["load_events: 3,114 of 4,200 items", "waits for an engine to take it"])
    done: int | None
    total: int | None
    eta_s: float | None = Field(description="By how long it usually takes; null where that is not known.")


class Upcoming(Shape):
    workflow: str
    name: str
    trigger: str
    at: datetime
    timezone: str
    usual_s: float | None
    is_paused: bool


class HourCount(Shape):
    start: datetime
    success: int
    failed: int
    cancelled: int
    running: int = Field(default=0, description="Began in this hour and are not over.")


class Totals(Shape):
    success: int
    failed: int
    cancelled: int
    running: int


class Last24Hours(Shape):
    hours: list[HourCount]
    totals: Totals


class DayCount(Shape):
    date: date
    success: int
    failed: int
    cancelled: int


class Last14Days(Shape):
    days: list[DayCount]


class Rate(Shape):
    now: float | None = Field(description="Of the runs that ended in the last 7 days.")
    before: float | None = Field(description="Of the 7 days before.")


class Changed(Shape):
    """A line of the audit."""

    id: str
    at: datetime
    actor: str
    initials: str
    action: str = Field(examples=["runs.start"])
    target: str | None
    sentence: str
    project: str | None


class Overview(Shape):
    attention: list[Attention]
    under_way: list[UnderWay]
    next: list[Upcoming]
    last_24h: Last24Hours
    last_14d: Last14Days
    success_rate: Rate
    changed: list[Changed]


class EngineSeen(Shape):
    id: str
    host: str
    slots: int
    started_at: datetime
    beat_at: datetime
    is_alive: bool


class Slots(Shape):
    busy: int
    total: int
    engines: list[EngineSeen]
