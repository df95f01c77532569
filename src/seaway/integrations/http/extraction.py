"""What the `extract` verbs of all vendors share: the window of time, the files, the result."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from seaway.errors import InvalidInputError
from seaway.integrations.http.records import Row, save_records
from seaway.sdk.context import Context

FileFormat = Literal["jsonl", "csv", "parquet"]
_EVERY = 500
"""Rows between two steps of the progress bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """`rows_by_object` counts each file; `cursor` is where the next extraction goes on: give it as
    `since`."""

    files: list[str]
    rows: int
    rows_by_object: dict[str, int]
    since: str
    cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From `since` on, before `until`: two windows in a row share nothing and miss nothing."""

    since: datetime
    until: datetime

    def parts(self, longest: timedelta) -> Iterator["Window"]:
        """The same time in pieces of at most `longest`, oldest first."""
        start = self.since
        while start < self.until:
            end = min(start + longest, self.until)
            yield Window(since=start, until=end)
            start = end


def window_of(since: str, until: str, now: datetime, *, delay: timedelta = timedelta()) -> Window:
    """The window from what a person wrote; `until` is now, less the `delay` until a vendor shows everything.

    Raises:
        InvalidInputError: no such time, or the window ends before it begins.
    """
    start = _moment(since, "since")
    end = _moment(until, "until") if until else (now.astimezone(UTC) - delay).replace(microsecond=0)
    if end < start and until:
        raise InvalidInputError(f"`until` ({iso(end)}) is before `since` ({iso(start)}).", hint="Swap them.")
    return Window(since=start, until=max(start, end))


def iso(moment: datetime) -> str:
    """As APIs write it: `2026-01-31T00:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(text: str, name: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InvalidInputError(
            f"`{name}` is `{text}`, which is no time.", hint="Write 2026-01-31 or 2026-01-31T08:00:00Z."
        ) from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


@dataclass(slots=True, kw_only=True)
class Extraction:
    """Writes a file an object as the rows come, and adds up the result."""

    ctx: Context
    source: str
    """The connection's name, or the host."""
    to: str
    format: FileFormat
    _counts: dict[str, int] = field(default_factory=dict)
    _files: list[str] = field(default_factory=list)

    def write(self, name: str, rows: Iterable[Row]) -> None:
        """All rows of the object `name` into its file, which appears when it is complete."""
        count, path = 0, f"{self.to.rstrip('/') or '.'}/{name}.{self.format}"

        def counted() -> Iterator[Row]:
            nonlocal count
            for row in rows:
                count += 1
                if count % _EVERY == 0:
                    self.ctx.progress(sum(self._counts.values()) + count, 0, name)
                yield row

        place = self.ctx.files.path(path)
        save_records(place, counted(), self.ctx.temp)
        self._counts[name] = count
        self._files.append(self.ctx.files.name_of(place))
        self.ctx.progress(sum(self._counts.values()), 0, name)
        self.ctx.report_asset(f"{self.source}/{name}", mode="read", rows=count)
        self.ctx.log.info("%s: %d rows.", name, count)

    def result(self, since: str, cursor: str) -> Extracted:
        return Extracted(
            files=self._files,
            rows=sum(self._counts.values()),
            rows_by_object=self._counts,
            since=since,
            cursor=cursor,
        )
