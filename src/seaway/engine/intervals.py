"""The slice of time that a run by hand is about."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from seaway.core.calendar import (
    Interval,
    Schedule,
    day_interval,
    interval_of,
    last_complete_interval,
    to_schedule,
)
from seaway.spec.terms import Terms
from seaway.spec.triggers import Schedule as ScheduleTrigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """[start, end), aware; the zone that its days are counted in."""

    start: datetime
    end: datetime
    timezone: str


def slice_for(terms: Terms, *, logical_date: date | None, now: datetime, timezone: str) -> Slice:
    """The slice of the day that is asked for, else the last complete one of the first schedule, else today.

    Args:
        timezone: the project's; a schedule may have its own.
    """
    schedule = first_schedule(terms, timezone)
    if schedule is None:
        day = logical_date or now.astimezone(ZoneInfo(timezone)).date()
        return to_slice(day_interval(day, timezone), timezone)
    if logical_date is None:
        return to_slice(last_complete_interval(schedule, now), schedule.timezone)
    return to_slice(interval_of(schedule, logical_date), schedule.timezone)


def first_schedule(terms: Terms, timezone: str) -> Schedule | None:
    """The workflow's first schedule, in the order in which its triggers are written."""
    for trigger in terms.triggers.values():
        if isinstance(trigger, ScheduleTrigger):
            return to_schedule(trigger, timezone=timezone)
    return None


def to_slice(interval: Interval, timezone: str) -> Slice:
    return Slice(start=interval.start, end=interval.end, timezone=timezone)
