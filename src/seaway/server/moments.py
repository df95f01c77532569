"""Moments and days that requests name: with an offset, and of a time that calendars reach."""

from datetime import UTC, date, datetime

from seaway.errors import BadRequestError

FIRST, LAST = datetime(1970, 1, 2, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


def check_moment(moment: datetime | None, name: str) -> datetime | None:
    """Raises BadRequestError where a moment has no offset, or is none that anything happened at."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise BadRequestError(f"`{name}` has no offset", hint="Write it as 2026-03-01T00:00:00Z.")
    if not FIRST <= moment <= LAST:
        raise BadRequestError(f"`{name}` is too far away", hint="Name a year from 1970 to 9000.")
    return moment


def check_day(day: date | None, name: str) -> date | None:
    """The same for a day."""
    if day is not None and not FIRST.date() <= day <= LAST.date():
        raise BadRequestError(f"`{name}` is too far away", hint="Name a year from 1970 to 9000.")
    return day
