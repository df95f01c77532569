"""Windows of time, and files that are written in bounded memory."""

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from seaway.integrations.http.extraction import Extraction, FileFormat, Window, iso, window_of
from tests.support.contexts import a_context

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until", "begin", "end"),
    [
        ("2026-01-30", "2026-01-31", "2026-01-30T00:00:00Z", "2026-01-31T00:00:00Z"),
        ("2026-01-30T01:00:00+02:00", "", "2026-01-29T23:00:00Z", "2026-01-31T09:00:00Z"),
        ("2026-01-30 05:06:07.89", "2026-01-30T05:06:07", "2026-01-30T05:06:07Z", "2026-01-30T05:06:07Z"),
        ("2026-01-31T11:00:00Z", "", "2026-01-31T11:00:00Z", "2026-01-31T11:00:00Z"),
    ],
)
def test_a_window_is_what_a_person_wrote(since: str, until: str, begin: str, end: str) -> None:
    """The last one begins after what is shown by now: it is empty, and its cursor does not go back."""
    window = window_of(since, until, NOON, delay=timedelta(hours=3))
    assert (iso(window.since), iso(window.until)) == (begin, end)


def test_parts_share_nothing_and_miss_nothing() -> None:
    window = Window(since=NOON, until=NOON + timedelta(days=70))
    parts = list(window.parts(timedelta(days=31)))
    assert [part.since for part in parts] == [NOON, parts[0].until, parts[1].until]
    assert parts[-1].until == window.until
    assert list(Window(since=NOON, until=NOON).parts(timedelta(days=1))) == []


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_many_rows_take_little_memory(tmp_path: Path, kind: FileFormat) -> None:
    """6,000 rows of 4,000 bytes are 24 MB."""

    def rows() -> Iterator[dict[str, Any]]:
        for number in range(6_000):
            yield {"id": number, "text": f"{number:04000}"}

    extraction = Extraction(ctx=a_context(tmp_path), source="shop", to="raw", format=kind)
    extraction.write("warm", iter([{"id": 1}]))
    tracemalloc.start()
    try:
        extraction.write("charges", rows())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert extraction.result("", "").rows_by_object == {"warm": 1, "charges": 6_000}
    assert peak < 16_000_000
    assert (tmp_path / "task/raw" / f"charges.{kind}").stat().st_size > 0
    assert not list((tmp_path / "temp").glob("*"))
