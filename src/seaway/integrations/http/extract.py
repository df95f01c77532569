"""What the `extract` verbs of all vendors share: the window of time, the files, the result."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, TextIO

from seaway.errors import InvalidInputError
from seaway.sdk.context import Context

if TYPE_CHECKING:
    import pyarrow as pa

FileFormat = Literal["jsonl", "csv", "parquet"]
Row = Mapping[str, Any]
_BATCH = 5_000
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
    """The connection's name."""
    window: Window
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

        with self.ctx.files.writing(path) as stream:
            _WRITERS[self.format](stream, counted(), self.ctx.temp / f"{name}.jsonl")
        self._counts[name] = count
        self._files.append(self.ctx.files.name_of(self.ctx.files.path(path)))
        self.ctx.progress(sum(self._counts.values()), 0, name)
        self.ctx.report_asset(f"{self.source}/{name}", mode="read", rows=count)
        self.ctx.log.info("%s: %d rows.", name, count)

    def result(self) -> Extracted:
        return Extracted(
            files=self._files,
            rows=sum(self._counts.values()),
            rows_by_object=self._counts,
            since=iso(self.window.since),
            cursor=iso(self.window.until),
        )


def check_format(format: FileFormat) -> None:  # noqa: A002 - what a person calls it
    """Before anything is asked for.

    Raises:
        InvalidInputError: Parquet, where its package is missing.
    """
    if format == "parquet":
        try:
            import pyarrow as pa  # noqa: F401
        except ImportError:
            raise InvalidInputError(
                "Parquet needs the package pyarrow, which is not installed.",
                hint='Install "seaway[data]", or write jsonl and let `files.convert` make Parquet of it.',
            ) from None


# --- formats ------------------------------------------------------------------------------------------------


def _write_jsonl(stream: BinaryIO, rows: Iterable[Row], aside: Path) -> None:  # noqa: ARG001 - as the others
    stream.writelines(f"{_compact(row)}\n".encode() for row in rows)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _write_csv(stream: BinaryIO, rows: Iterable[Row], aside: Path) -> None:
    """All columns that any row has; what is nested is JSON."""
    import io

    with _set_aside(rows, aside) as (columns, again):
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
        _write_table(text, list(columns), again)
        text.detach()


def _write_table(text: TextIO, columns: Sequence[str], rows: Iterable[Row]) -> None:
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_flat(row.get(name)) for name in columns])


def _write_parquet(stream: BinaryIO, rows: Iterable[Row], aside: Path) -> None:
    """Numbers, booleans and text keep their type; what is nested or mixed is JSON."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with _set_aside(rows, aside) as (columns, again):
        schema = pa.schema([(name, _arrow_type(kinds)) for name, kinds in columns.items()])
        with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
            for batch in _batches(again):
                arrays = [_array([row.get(each.name) for row in batch], each.type) for each in schema]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


@contextmanager
def _set_aside(rows: Iterable[Row], place: Path) -> Iterator[tuple[dict[str, set[type]], Iterator[Row]]]:
    """The columns with the types they hold, known only once all rows were seen; then the rows again."""
    columns: dict[str, set[type]] = {}

    def seen() -> Iterator[Row]:
        for row in rows:
            for name, value in row.items():
                columns.setdefault(name, set()).add(type(value))
            yield row

    try:
        with place.open("wb") as stream:
            _write_jsonl(stream, seen(), place)
        with place.open("rb") as kept:
            yield columns, map(json.loads, kept)
    finally:
        place.unlink(missing_ok=True)


def _flat(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _compact(value) if isinstance(value, dict | list) else value


def _arrow_type(kinds: set[type]) -> "pa.DataType":
    import pyarrow as pa

    held = kinds - {type(None)}
    if held == {bool}:
        return pa.bool_()
    if held == {int}:
        return pa.int64()
    return pa.float64() if held and held <= {int, float} else pa.string()


def _array(values: list[Any], kind: "pa.DataType") -> "pa.Array":
    import pyarrow as pa

    if kind == pa.string():
        texts = [
            None if value is None else value if isinstance(value, str) else str(_flat(value))
            for value in values
        ]
        return pa.array(texts, kind)
    return pa.array(values, kind)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    from itertools import islice

    while batch := list(islice(rows, _BATCH)):
        yield batch


_WRITERS: dict[FileFormat, Callable[[BinaryIO, Iterable[Row], Path], None]] = {
    "jsonl": _write_jsonl,
    "csv": _write_csv,
    "parquet": _write_parquet,
}
