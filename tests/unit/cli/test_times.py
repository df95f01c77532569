"""Times as people read them."""

from datetime import UTC, datetime, timedelta

import pytest

from seaway.cli import printing, times

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-1, "0.0 s"),
        (0.04, "0.0 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (59.6, "1 m 0 s"),
        (1018, "16 m 58 s"),
        (4320, "1 h 12 m"),
        (273_600, "3 d 4 h"),
    ],
)
def test_a_duration_has_two_units_at_most(seconds: float, said: str) -> None:
    assert times.duration(seconds) == said


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (timedelta(), "now"),
        (timedelta(seconds=-5), "5 s ago"),
        (timedelta(minutes=-3), "3 min ago"),
        (timedelta(hours=9), "in 9 h"),
    ],
)
def test_within_a_day_a_moment_is_told_from_now(away: timedelta, said: str) -> None:
    assert times.ago(NOW + away, NOW) == said


def test_beyond_a_day_it_has_date_and_time() -> None:
    assert times.ago(NOW - timedelta(days=2), NOW) == times.local(NOW - timedelta(days=2))
    assert times.ago(None, NOW) == ""


def test_columns_are_counted_as_a_terminal_shows_them() -> None:
    assert printing.cells("東京") == 4
    assert printing.cells("e\u0301") == 1
    assert printing.cells("\x1b[31mred\x1b[0m") == 3
    assert printing.cells(printing.cut("東京東京", 5)) <= 5
