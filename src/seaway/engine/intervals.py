"""The slice of time that a run is about."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from seaway.spec.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """[start, end), aware; the zone that days are counted in."""

    start: datetime
    end: datetime
    timezone: str


def slice_for(terms: Terms, *, logical_date: date | None, now: datetime, timezone: str) -> Slice:
    return day_slice(logical_date or now.astimezone(ZoneInfo(timezone)).date(), timezone)


def day_slice(day: date, timezone: str) -> Slice:
    """A day by the wall clock of its zone: 23, 24 or 25 hours."""
    zone = ZoneInfo(timezone)
    start = datetime.combine(day, time.min, zone)
    return Slice(
        start=start, end=datetime.combine(day + timedelta(days=1), time.min, zone), timezone=timezone
    )
