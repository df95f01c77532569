"""Checks of what says when: cron lines, time zones, times of day, deadlines."""

import re
from datetime import UTC, datetime
from functools import cache, lru_cache
from zoneinfo import available_timezones

from cronsim import CronSim, CronSimError

from seaway.spec.places import schedules_of
from seaway.spec.policies import Deadline
from seaway.spec.problems import Path, did_you_mean
from seaway.spec.review import Review
from seaway.spec.scopes import Scope

CRON_ALIASES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_ABBREVIATIONS = {
    "AEDT": "Australia/Sydney",
    "AEST": "Australia/Sydney",
    "BST": "Europe/London",
    "CDT": "America/Chicago",
    "CEST": "Europe/Berlin",
    "CST": "America/Chicago",
    "EDT": "America/New_York",
    "EEST": "Europe/Athens",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
    "MDT": "America/Denver",
    "MSK": "Europe/Moscow",
    "PDT": "America/Los_Angeles",
    "PST": "America/Los_Angeles",
    "WEST": "Europe/Lisbon",
}
"""What people write for a zone, and is none."""
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@lru_cache(maxsize=1_024)
def cron_fields(cron: str) -> str:
    """The five fields of a cron line, aliases written out; raises ValueError that says what is wrong."""
    line = CRON_ALIASES.get(cron.strip().lower(), cron.strip())
    count = len(line.split())
    if line.startswith("@"):
        raise ValueError(did_you_mean(line, CRON_ALIASES) or f"The aliases are {', '.join(CRON_ALIASES)}.")
    if count != 5:
        raise ValueError(f"It has {count} fields, not five: minute, hour, day of month, month, day of week.")
    try:
        next(CronSim(line, datetime(2024, 1, 1, tzinfo=UTC)))
    except CronSimError as error:
        raise ValueError(f"{str(error).rstrip('.')}.") from None
    except StopIteration:
        raise ValueError("It names a day that never comes.") from None
    return line


def zone_problem(name: str) -> str:
    """Why a time zone is not one; empty if it is."""
    if name in _zones():
        return ""
    place = _ABBREVIATIONS.get(name.upper())
    if place:
        return f"`{name}` is an abbreviation, which stands for half of a year only. Name a place: `{place}`."
    return (
        did_you_mean(name, _zones())
        or did_you_mean(name.replace(" ", "_"), _cities())
        or "See the IANA list."
    )


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _cities() -> tuple[str, ...]:
    return tuple(zone for zone in sorted(_zones()) if "/" in zone)


def check_times(review: Review, scope: Scope) -> None:
    """The deadlines of the tasks of a scope."""
    for name, task in scope.tasks.items():
        if task.deadline:
            _check_deadline(review, (*scope.path, name, "deadline"), task.deadline)


def check_schedules(review: Review) -> None:
    """The schedules of a workflow, its deadline and its quiet hours."""
    for path, schedule in schedules_of(review.workflow):
        if schedule.cron is not None:
            try:
                cron_fields(schedule.cron)
            except ValueError as error:
                message = f"`{schedule.cron}` is not a schedule. {error}"
                expected = 'five fields such as "0 6 * * 1-5", or an alias such as @daily'
                review.report((*path, "cron"), "bad_cron", message, expected=expected)
        _check_zone(review, path, schedule.timezone)
        for key, moment in (("start", schedule.start), ("end", schedule.end)):
            if moment is not None:
                _check_moment(review, (*path, key), moment)
    if review.workflow.deadline:
        _check_deadline(review, ("deadline",), review.workflow.deadline)
    for at, rule in enumerate(review.workflow.notifications):
        if rule.quiet_hours:
            path = ("notifications", at, "quiet_hours")
            _check_time(review, (*path, "from"), rule.quiet_hours.from_)
            _check_time(review, (*path, "to"), rule.quiet_hours.to)
            _check_zone(review, path, rule.quiet_hours.timezone)


def _check_deadline(review: Review, path: Path, deadline: Deadline) -> None:
    if deadline.by is not None:
        _check_time(review, (*path, "by"), deadline.by)
    _check_zone(review, path, deadline.timezone)


def _check_time(review: Review, path: Path, time: str) -> None:
    if not _TIME.fullmatch(time):
        review.report(path, "bad_time", f"`{time}` is not a time of day.", expected='a time such as "07:00"')


def _check_zone(review: Review, block: Path, zone: str | None) -> None:
    problem = zone_problem(zone) if zone is not None else ""
    if problem:
        message = f"There is no time zone `{zone}`."
        expected = "an IANA name such as Europe/Berlin"
        review.report((*block, "timezone"), "bad_timezone", message, expected=expected, hint=problem)


def _check_moment(review: Review, path: Path, moment: str) -> None:
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        expected = "2026-01-31 or 2026-01-31T06:00"
        review.report(path, "bad_date", f"`{moment}` is not a date.", expected=expected)
