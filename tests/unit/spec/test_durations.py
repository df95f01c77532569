from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seaway.spec.durations import format_duration, format_size, parse_duration, parse_size


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30),
        ("10m", 600),
        ("6h", 21_600),
        ("1d", 86_400),
        ("2w", 1_209_600),
        ("1h30m", 5400),
        ("250ms", 0.25),
    ],
)
def test_durations_are_read(text: str, seconds: float):
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "5", "5x", "-5s", "1h1h", "s", "\u0661s", "99999d", "1" * 100 + "s"])
def test_what_is_no_duration_is_refused(text: str):
    with pytest.raises(ValueError, match=r".+"):
        parse_duration(text)


@given(st.integers(min_value=0, max_value=3_000 * 86_400_000))
def test_a_duration_survives_being_written(milliseconds: int):
    duration = timedelta(milliseconds=milliseconds)
    assert parse_duration(format_duration(duration)) == duration


@pytest.mark.parametrize(
    ("text", "size"),
    [("10", 10), ("2GiB", 2 * 1024**3), ("2 GB", 2 * 10**9), ("1.5K", 1536), ("512MiB", 512 * 1024**2)],
)
def test_sizes_are_read(text: str, size: int):
    assert parse_size(text) == size
    assert parse_size(format_size(size)) == size


@pytest.mark.parametrize("text", ["", "big", "2XB", "-1B"])
def test_what_is_no_size_is_refused(text: str):
    with pytest.raises(ValueError, match="write a number and a unit"):
        parse_size(text)
