"""Ticks, slices and catching up, through both changes of the clocks and in zones that have none."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seaway.core.calendar import (
    Interval,
    Schedule,
    TickOutcome,
    data_interval,
    day_interval,
    deadline_at,
    due,
    interval_of,
    last_complete_interval,
    next_tick,
    previous_tick,
    ticks,
    to_schedule,
)
from seaway.core.plan import Deadline
from seaway.spec.triggers import Schedule as WrittenSchedule

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Honolulu", "UTC")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(zone: str, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def shown(moments: list[datetime], zone: str) -> list[str]:
    return [moment.astimezone(ZoneInfo(zone)).strftime("%d %H:%M%z") for moment in moments]


@pytest.mark.parametrize(
    ("zone", "cron", "after", "hours", "expected"),
    [
        # The clocks go forward: 02:30 is not there, the tick comes right after the gap, once.
        ("Europe/Berlin", "30 2 * * *", "2026-03-28T12:00", 48, ["29 03:00+0200", "30 02:30+0200"]),
        ("America/New_York", "30 2 * * *", "2026-03-07T12:00", 48, ["08 03:00-0400", "09 02:30-0400"]),
        ("Europe/Berlin", "0,30 2 * * *", "2026-03-28T12:00", 24, ["29 03:00+0200"]),
        # The clocks go back: 02:30 comes twice, the tick once.
        ("Europe/Berlin", "30 2 * * *", "2026-10-24T12:00", 48, ["25 02:30+0200", "26 02:30+0100"]),
        ("America/New_York", "30 1 * * *", "2026-10-31T12:00", 48, ["01 01:30-0400", "02 01:30-0500"]),
        # By elapsed time, nothing is left out and nothing is done twice.
        (
            "Europe/Berlin",
            "0 * * * *",
            "2026-10-25T01:00",
            4,
            ["25 02:00+0200", "25 02:00+0100", "25 03:00+0100", "25 04:00+0100"],
        ),
        (
            "Europe/Berlin",
            "0 * * * *",
            "2026-03-29T00:00",
            3,
            ["29 01:00+0100", "29 03:00+0200", "29 04:00+0200"],
        ),
        ("Asia/Tokyo", "0 0 * * *", "2026-03-28T12:00", 48, ["29 00:00+0900", "30 00:00+0900"]),
        ("Pacific/Honolulu", "0 0 * * *", "2026-10-24T12:00", 48, ["25 00:00-1000", "26 00:00-1000"]),
    ],
)
def test_cron_ticks_through_changes_of_the_clocks(
    zone: str, cron: str, after: str, hours: int, expected: list[str]
) -> None:
    start = local(zone, after)
    found = ticks(Schedule(cron=cron, timezone=zone), after=start, until=start + timedelta(hours=hours))
    assert shown(found, zone) == expected


def test_an_engine_that_wakes_in_the_second_pass_of_an_hour_does_not_tick_again() -> None:
    """02:30 was ticked in summer time; the clock says 02:10 in winter time."""
    schedule = Schedule(cron="30 2 * * *", timezone="Europe/Berlin")
    second_pass = utc("2026-10-25T01:10")
    assert second_pass.astimezone(ZoneInfo("Europe/Berlin")).strftime("%H:%M%z") == "02:10+0100"
    assert next_tick(schedule, second_pass) == utc("2026-10-26T01:30")


crons = st.sampled_from(
    ["0 0 * * *", "30 2 * * *", "*/15 * * * *", "0 */6 * * *", "0 6 * * 1-5", "0 0 1 * *", "15 1,2,3 * * *"]
)
moments = st.integers(0, 3 * 366 * 86_400).map(lambda s: utc("2025-01-01T00:00") + timedelta(seconds=s))


@given(crons, st.sampled_from(ZONES), moments)
def test_ticks_are_strictly_increasing_and_going_back_finds_the_same(
    cron: str, zone: str, after: datetime
) -> None:
    schedule = Schedule(cron=cron, timezone=zone)
    found = ticks(schedule, after=after, until=after + timedelta(days=400), limit=12)
    assert all(early < late for early, late in pairwise([after, *found]))
    for early, late in pairwise(found):
        assert previous_tick(schedule, late) == early
        assert next_tick(schedule, early) == late
        assert previous_tick(schedule, late - timedelta(microseconds=1)) == early


@given(st.sampled_from([1.0, 90.0, 900.0, 86_400.0, 604_800.0]), st.sampled_from(ZONES), moments)
def test_intervals_of_time_tick_by_elapsed_time_and_back(every_s: float, zone: str, after: datetime) -> None:
    schedule = Schedule(every_s=every_s, timezone=zone)
    found = ticks(schedule, after=after, until=after + timedelta(days=60), limit=5)
    assert all(late - early == timedelta(seconds=every_s) for early, late in pairwise(found))
    assert after < found[0] <= after + timedelta(seconds=every_s)
    assert previous_tick(schedule, found[0]) == found[0] - timedelta(seconds=every_s)
    assert previous_tick(schedule, found[0]) <= after


def test_every_day_without_a_start_is_at_midnight_of_the_zone_in_winter() -> None:
    schedule = Schedule(every_s=86_400, timezone="America/New_York")
    assert next_tick(schedule, utc("2026-01-15T12:00")) == local("America/New_York", "2026-01-16T00:00")


def test_start_and_end_bound_the_ticks() -> None:
    schedule = Schedule(cron="0 0 * * *", start=utc("2026-01-03T00:00"), end=utc("2026-01-05T00:00"))
    found = ticks(schedule, after=utc("2026-01-01T00:00"), until=utc("2026-02-01T00:00"))
    assert found == [utc("2026-01-03T00:00"), utc("2026-01-04T00:00")]


def test_every_counts_from_its_start() -> None:
    schedule = Schedule(every_s=3600, start=utc("2026-01-01T00:20"))
    found = ticks(schedule, after=utc("2025-12-01T00:00"), until=utc("2026-01-01T02:00"))
    assert found == [utc("2026-01-01T00:20"), utc("2026-01-01T01:20")]


def test_the_run_of_a_tick_is_about_the_slice_before_it() -> None:
    schedule = Schedule(cron="0 0 * * *", timezone="Europe/Berlin")
    day_of_23_hours = data_interval(schedule, local("Europe/Berlin", "2026-03-30T00:00"))
    assert day_of_23_hours.end - day_of_23_hours.start == timedelta(hours=23)
    assert day_of_23_hours.logical_date("Europe/Berlin") == date(2026, 3, 29)


def test_the_last_complete_interval_ends_at_or_before_now() -> None:
    schedule = Schedule(cron="0 0 * * *", timezone="Asia/Tokyo")
    midnight = local("Asia/Tokyo", "2026-05-02T00:00")
    yesterday = Interval(local("Asia/Tokyo", "2026-05-01T00:00"), midnight)
    assert last_complete_interval(schedule, midnight) == yesterday
    assert last_complete_interval(schedule, midnight + timedelta(hours=5)) == yesterday


def test_a_day_asked_for_by_hand_is_the_slice_that_starts_on_it() -> None:
    schedule = Schedule(cron="0 6 * * *", timezone="Europe/Berlin", end=utc("2020-01-01T00:00"))
    found = interval_of(schedule, date(2026, 7, 1))
    assert found.start == local("Europe/Berlin", "2026-07-01T06:00")
    assert found.end == local("Europe/Berlin", "2026-07-02T06:00")


def test_a_day_without_a_schedule_goes_from_midnight_to_midnight() -> None:
    found = day_interval(date(2026, 10, 25), "Europe/Berlin")
    assert found.end - found.start == timedelta(hours=25)


def test_written_schedules_know_aliases_and_the_projects_zone() -> None:
    written = WrittenSchedule(type="schedule", cron="@daily", start="2026-01-01")
    schedule = to_schedule(written, timezone="Pacific/Honolulu")
    assert schedule.cron == "0 0 * * *"
    assert schedule.start == local("Pacific/Honolulu", "2026-01-01T00:00")
    assert to_schedule(WrittenSchedule(type="schedule", every="15m"), timezone="UTC").every_s == 900  # type: ignore[arg-type]


# --- catching up ----------------------------------------------------------------------------------------

HOURLY = Schedule(cron="0 * * * *")


def outcomes(catchup: str, *, now: str, last: str | None = "2026-01-01T00:00") -> list[tuple[str, str]]:
    found = due(
        HOURLY,
        last_tick=utc(last) if last else None,
        first_seen=utc("2025-12-01T00:30"),
        now=utc(now),
        catchup=catchup,  # type: ignore[arg-type]
    )
    return [(tick.at.strftime("%H"), tick.outcome.value) for tick in found]


def test_a_tick_on_time_runs_whatever_catchup_says() -> None:
    for catchup in ("none", "latest", "all"):
        assert outcomes(catchup, now="2026-01-01T01:00:03") == [("01", "run")]


def test_ticks_slept_through_are_skipped_with_a_reason_unless_caught_up() -> None:
    assert outcomes("none", now="2026-01-01T03:30") == [
        ("01", "skipped"),
        ("02", "skipped"),
        ("03", "skipped"),
    ]
    assert outcomes("latest", now="2026-01-01T03:30") == [("01", "skipped"), ("02", "skipped"), ("03", "run")]
    assert outcomes("all", now="2026-01-01T03:30") == [("01", "run"), ("02", "run"), ("03", "run")]
    said = due(
        HOURLY,
        last_tick=utc("2026-01-01T00:00"),
        first_seen=utc("2026-01-01T00:00"),
        now=utc("2026-01-01T01:30"),
        catchup="none",
    )
    assert said[0].reason == "30 min late, as nothing was awake; catchup is none"


def test_a_trigger_seen_for_the_first_time_catches_nothing_up() -> None:
    found = due(
        HOURLY, last_tick=None, first_seen=utc("2026-01-01T05:10"), now=utc("2026-01-01T06:00"), catchup="all"
    )
    assert [tick.at for tick in found] == [utc("2026-01-01T06:00")]


def test_a_clock_that_steps_back_ticks_nothing_twice() -> None:
    assert outcomes("all", now="2026-01-01T00:59", last="2026-01-01T01:00") == []
    assert outcomes("all", now="2026-01-01T01:00", last="2026-01-01T01:00") == []


def test_a_long_sleep_comes_in_portions_and_only_the_very_last_tick_is_the_latest() -> None:
    last: datetime | None = utc("2026-01-01T00:00")
    taken = []
    while True:
        found = due(
            HOURLY,
            last_tick=last,
            first_seen=utc("2025-01-01T00:00"),
            now=utc("2026-01-02T00:30"),
            catchup="latest",
            limit=5,
        )
        if not found:
            break
        taken += found
        last = found[-1].at
    assert len(taken) == 24
    assert [tick.outcome for tick in taken[:-1]] == [TickOutcome.SKIPPED] * 23
    assert taken[-1].outcome is TickOutcome.RUN


def test_a_deadline_is_a_time_of_the_day_after_the_slice_starts_or_so_long_after_the_start() -> None:
    by = Deadline(by=time(7), timezone="America/New_York")
    start = local("America/New_York", "2026-03-07T00:00")
    assert deadline_at(by, interval_start=start, started_at=None) == utc("2026-03-08T11:00")
    after = Deadline(after_s=90)
    assert deadline_at(after, interval_start=start, started_at=None) is None
    assert deadline_at(after, interval_start=start, started_at=start) == start + timedelta(seconds=90)
