"""Filters on dates and times."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from seaway.spec.values import to_text

_MAX_FORMAT_CHARS = 200
_DIRECTIVE = re.compile(r"%(-?[aAbBcdDeFfGgHIjmMnpRsSTtuUVwWxXyYzZ%])")
_STRAY = re.compile(r"%")


def to_date(value: Any, fmt: str | None = None) -> date:
    """A date from an ISO text, from a text in a format such as `%d.%m.%Y`, or from a date with time."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = to_text(value).strip()
    try:
        return (_parsed(text, fmt) if fmt else datetime.fromisoformat(text)).date()
    except ValueError:
        raise ValueError(f"{text[:60]!r} is not a date{f' of the form {fmt}' if fmt else ''}") from None


def to_datetime(value: Any, fmt: str | None = None) -> datetime:
    """A date with time from an ISO text, a date, or seconds since 1970; UTC if not said."""
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime.combine(value, time())
    elif isinstance(value, int | float):
        moment = datetime.fromtimestamp(value, UTC)
    else:
        moment = _read_moment(to_text(value).strip(), fmt)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read_moment(text: str, fmt: str | None) -> datetime:
    try:
        return _parsed(text, fmt) if fmt else datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text[:60]!r} is not a date with time") from None


def _parsed(text: str, fmt: str) -> datetime:
    return datetime.strptime(text, _checked(fmt))  # noqa: DTZ007  (the zone is in the text, or there is none)


def format_time(value: Any, fmt: str = "%Y-%m-%d") -> str:
    """A date or time in a format of strftime."""
    return str(_moment(value).strftime(_checked(fmt)))


def iso(value: Any) -> str:
    """ISO 8601."""
    return str(_moment(value).isoformat())


def add_days(value: Any, days: int) -> Any:
    """A date that many days later, or earlier where the number is negative."""
    return _moment(value) + timedelta(days=days)


def add_hours(value: Any, hours: float) -> datetime:
    """A time that many hours later."""
    return to_datetime(value) + timedelta(hours=hours)


def add_months(value: Any, months: int) -> Any:
    """The same day that many months later, or the last day of a shorter month."""
    moment = _moment(value)
    count = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(count, 12)
    first = moment.replace(year=year, month=month + 1, day=1)
    return first.replace(day=min(moment.day, _days_in(first)))


def _days_in(first: Any) -> int:
    later = first.replace(day=28) + timedelta(days=4)
    return int((later - timedelta(days=later.day)).day)


def in_zone(value: Any, zone: str) -> datetime:
    """The same moment in a time zone such as `Europe/Berlin`."""
    try:
        return to_datetime(value).astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"there is no time zone {zone[:60]!r}") from None


def _moment(value: Any) -> Any:
    if isinstance(value, date | time):
        return value
    text = to_text(value).strip()
    return to_datetime(text) if len(text) > len("2024-01-01") else to_date(text)


def _checked(fmt: str) -> str:
    if len(fmt) > _MAX_FORMAT_CHARS or "\0" in fmt:
        raise ValueError(f"a date format has at most {_MAX_FORMAT_CHARS} characters")
    if _STRAY.search(_DIRECTIVE.sub("", fmt)):
        raise ValueError(f"the date format {fmt!r} has a part that is not known; see strftime")
    return fmt


TIME_FILTERS: Mapping[str, Callable[..., Any]] = {
    "date": format_time,
    "to_date": to_date,
    "to_datetime": to_datetime,
    "iso": iso,
    "add_days": add_days,
    "add_hours": add_hours,
    "add_months": add_months,
    "in_zone": in_zone,
}
