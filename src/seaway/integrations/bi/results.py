"""What refreshes and exports of dashboards give, whoever makes the dashboards."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """`outcome` is `completed`, or `started` where it was not waited for; `duration_s` is the vendor's time.

    `taken_up` where it ran already and was waited for, rather than begun."""

    name: str
    job_id: str
    outcome: str
    started_at: datetime | None = None
    ended_at: datetime | None = None
    duration_s: float | None = None
    taken_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """`path` is relative to the task's directory; `format` is what the file is, such as `png`."""

    name: str
    path: str
    format: str
    size_bytes: int


def seconds_between(start: datetime | None, end: datetime | None) -> float | None:
    return None if start is None or end is None else (end - start).total_seconds()


def lasted(seconds: float | None) -> str:
    """` after 12 s`, for messages; empty where nobody knows."""
    return "" if seconds is None else f" after {seconds:,.0f} s"
