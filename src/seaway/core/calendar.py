"""When schedules tick, which slice of time a tick is about, and what becomes of ticks slept through.

All moments that come in and go out are aware; ticks are in UTC. Cron follows Debian's rules on a change of
the clocks: a fixed time that is left out ticks right after the gap, one that comes twice ticks once, and `*`
ticks by elapsed time. Many schedules are due at the same full hour: what is worked out for one is kept for
the others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Literal
from zoneinfo import ZoneInfo

from cronsim import CronSim

from seaway.core.plan import Deadline
from seaway.spec.schedules import cron_fields
from seaway.spec.triggers import Schedule as WrittenSchedule

_ANCHOR = datetime(1970, 1, 5)  # noqa: DTZ001  midnight of a Monday in the schedule's zone
_SHORTEST_GRACE_S, _LONGEST_GRACE_S = 60.0, 900.0
MOST_TICKS = 1_000
_KEPT = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Ticks by `cron` (five fields), or each `every_s` seconds from `start`, else from a Monday midnight."""

    cron: str = ""
    every_s: float = 0.0
    timezone: str = "UTC"
    start: datetime | None = None
    """No tick before it."""
    end: datetime | None = None
    """No tick from then on."""


@dataclass(frozen=True, slots=True)
class Interval:
    """[start, end), in UTC."""

    start: datetime
    end: datetime

    def logical_date(self, timezone: str) -> date:
        """The day it starts on, in the trigger's zone."""
        return self.start.astimezone(ZoneInfo(timezone)).date()


class TickOutcome(StrEnum):
    RUN = "run"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class DueTick:
    at: datetime
    outcome: TickOutcome
    reason: str


def to_schedule(written: WrittenSchedule, *, timezone: str) -> Schedule:
    """A schedule as the workflow has it; `timezone` is the project's."""
    zone = written.timezone or timezone
    return Schedule(
        cron=cron_fields(written.cron) if written.cron else "",
        every_s=written.every.total_seconds() if written.every else 0.0,
        timezone=zone,
        start=_moment(written.start, zone),
        end=_moment(written.end, zone),
    )


def _moment(text: str | None, zone: str) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def ticks(schedule: Schedule, *, after: datetime, until: datetime, limit: int = MOST_TICKS) -> list[datetime]:
    """The first `limit` ticks in (after, until]."""
    return list(_ticks(schedule, after, until, limit))


@lru_cache(maxsize=_KEPT)
def _ticks(schedule: Schedule, after: datetime, until: datetime, limit: int) -> tuple[datetime, ...]:
    return tuple(islice(_until(_forward(schedule, after), until), limit))


@lru_cache(maxsize=_KEPT)
def next_tick(schedule: Schedule, after: datetime) -> datetime | None:
    """The first tick after a moment; None where none comes."""
    return next(_forward(schedule, after), None)


def _until(moments: Iterator[datetime], until: datetime) -> Iterator[datetime]:
    for moment in moments:
        if moment > until:
            return
        yield moment


def _forward(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """All ticks after a moment, each later than the one before."""
    if schedule.start is not None:
        after = max(after, schedule.start - timedelta(seconds=1))
    last = after.astimezone(UTC)
    for moment in _cron(schedule, last) if schedule.cron else _elapsed(schedule, last):
        tick = moment.astimezone(UTC)
        if schedule.end is not None and tick >= schedule.end:
            return
        if tick > last and (schedule.start is None or tick >= schedule.start):
            yield tick
            last = tick


def _cron(schedule: Schedule, after: datetime, *, is_backward: bool = False) -> Iterator[datetime]:
    return iter(CronSim(schedule.cron, after.astimezone(ZoneInfo(schedule.timezone)), is_backward))


def _elapsed(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    every, anchor = timedelta(seconds=schedule.every_s), _anchor(schedule)
    moment = anchor + ((after - anchor) // every + 1) * every
    while True:
        yield moment
        moment += every


def _anchor(schedule: Schedule) -> datetime:
    return schedule.start or _ANCHOR.replace(tzinfo=ZoneInfo(schedule.timezone)).astimezone(UTC)


@lru_cache(maxsize=_KEPT)
def previous_tick(schedule: Schedule, before: datetime) -> datetime:
    """The last tick before a moment, as if the schedule had neither start nor end."""
    if not schedule.cron:
        every, anchor = timedelta(seconds=schedule.every_s), _anchor(schedule)
        return anchor - ((anchor - before) // every + 1) * every
    backward = _cron(schedule, before, is_backward=True)
    return next(tick for moment in backward if (tick := moment.astimezone(UTC)) < before)


def data_interval(schedule: Schedule, tick: datetime) -> Interval:
    """The slice that the run of a tick is about: from the tick before it to it."""
    return Interval(previous_tick(schedule, tick), tick.astimezone(UTC))


def last_complete_interval(schedule: Schedule, now: datetime) -> Interval:
    """The newest slice that is over."""
    end = previous_tick(schedule, now + timedelta(microseconds=1))
    return Interval(previous_tick(schedule, end), end)


def interval_of(schedule: Schedule, day: date) -> Interval:
    """The slice that starts on a day, else the first that starts after it."""
    midnight = datetime.combine(day, time(), tzinfo=ZoneInfo(schedule.timezone))
    start = next_tick(_unbounded(schedule), midnight - timedelta(microseconds=1))
    end = next_tick(_unbounded(schedule), start) if start else None
    return Interval(start, end) if start and end else day_interval(day, schedule.timezone)


def day_interval(day: date, timezone: str) -> Interval:
    """From midnight to midnight in a zone: 23, 24 or 25 hours."""
    zone = ZoneInfo(timezone)
    start = datetime.combine(day, time(), tzinfo=zone)
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
    return Interval(start.astimezone(UTC), end.astimezone(UTC))


def _unbounded(schedule: Schedule) -> Schedule:
    """The same ticks before its start and after its end."""
    if schedule.cron:
        return Schedule(cron=schedule.cron, timezone=schedule.timezone)
    return Schedule(every_s=schedule.every_s, timezone=schedule.timezone)


# --- what is due ----------------------------------------------------------------------------------------


def due(
    schedule: Schedule,
    *,
    last_tick: datetime | None,
    first_seen: datetime,
    now: datetime,
    catchup: Literal["none", "latest", "all"],
    limit: int = MOST_TICKS,
) -> list[DueTick]:
    """Every tick since the last one, oldest first, with its outcome; ask again while `limit` come.

    Ticks before the trigger was first seen do not count, and none at or before `last_tick` comes again,
    whatever the clock does. A tick is on time for a tenth of its interval, at least a minute, at most 15."""
    after = first_seen if last_tick is None else max(last_tick, first_seen)
    found = ticks(schedule, after=after, until=now, limit=limit + 1)
    return [
        _judge(schedule, tick, now=now, catchup=catchup, is_newest=at == len(found) - 1)
        for at, tick in enumerate(found[:limit])
    ]


def _judge(
    schedule: Schedule,
    tick: datetime,
    *,
    now: datetime,
    catchup: Literal["none", "latest", "all"],
    is_newest: bool,
) -> DueTick:
    late = now - tick
    if late <= timedelta(seconds=_SHORTEST_GRACE_S) or late <= grace(schedule, tick):
        return DueTick(tick, TickOutcome.RUN, "on time")
    said = f"{_say(late)} late, as nothing was awake"
    if catchup == "all" or (catchup == "latest" and is_newest):
        return DueTick(tick, TickOutcome.RUN, f"{said}; catchup is {catchup}")
    if catchup == "latest":
        return DueTick(tick, TickOutcome.SKIPPED, f"{said}, and a later one is due; catchup is latest")
    return DueTick(tick, TickOutcome.SKIPPED, f"{said}; catchup is none")


def grace(schedule: Schedule, tick: datetime) -> timedelta:
    """How long after its moment a tick still counts as on time."""
    interval_s = (tick - previous_tick(schedule, tick)).total_seconds()
    return timedelta(seconds=min(max(interval_s / 10, _SHORTEST_GRACE_S), _LONGEST_GRACE_S))


def _say(late: timedelta) -> str:
    minutes = round(late.total_seconds() / 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [f"{days} d" if days else "", f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    return " ".join(part for part in parts if part) or "1 min"


def deadline_at(
    deadline: Deadline, *, interval_start: datetime, started_at: datetime | None
) -> datetime | None:
    """When it should have ended; None while a deadline counts from a start that has not been."""
    if deadline.after_s is not None:
        return started_at + timedelta(seconds=deadline.after_s) if started_at else None
    if deadline.by is None:
        return None
    zone = ZoneInfo(deadline.timezone)
    day = interval_start.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, deadline.by, tzinfo=zone).astimezone(UTC)
