"""Splits CSV and JSON lines without reading what is in them, so that values stay as they are written."""

import csv
import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from seaway.errors import DataError
from seaway.integrations.files.parts import Cut, Names, Part
from seaway.integrations.files.tables import check_columns, is_gzip, kind_of
from seaway.sdk.files import atomic_write

_LONGEST = 16 << 20
"""Of one row; more is a quote that nobody closed."""
_DELIMITERS = ",;\t|"
_BOM = b"\xef\xbb\xbf"
Record = bytes


@dataclass(slots=True)
class _Sink:
    """A part that is being written."""

    place: Path
    stream: BinaryIO
    rows: int = 0
    size_bytes: int = 0

    def write(self, record: Record) -> None:
        self.stream.write(record)
        self.rows += 1
        self.size_bytes += len(record)


def split_text(source: Path, folder: Path, cut: Cut) -> list[Part]:
    """The parts of a file of text, in bounded memory.

    Raises:
        InvalidInputError: there is no such column.
        DataError: a row has no end, or is none.
    """
    csv.field_size_limit(_LONGEST)
    is_csv = kind_of(source) == "csv"
    with _opened(source) as stream:
        records = _csv_records(stream, source) if is_csv else _lines(stream)
        head = next(records, b"") if is_csv and cut.header else b""
        names = Names(source, folder)
        if cut.by == "column":
            value_of = _csv_value(head, cut, source) if is_csv else _json_value(cut.column, source)
            return _by_value(records, head, names, value_of)
        return _in_turn(records, head, names, cut)


def _opened(source: Path) -> BinaryIO:
    return gzip.open(source) if is_gzip(source) else source.open("rb")  # type: ignore[return-value]


def _in_turn(records: Iterator[Record], head: Record, names: Names, cut: Cut) -> list[Part]:
    """A file is full when the next row would be too much for it. No rows at all make one file."""
    parts: list[Part] = []
    record = next(records, None)
    while record is not None or not parts:
        place = names.numbered(len(parts) + 1)
        with atomic_write(place) as stream:
            stream.write(head)
            sink = _Sink(place, stream, size_bytes=len(head))
            while record is not None and (sink.rows == 0 or not _is_full(sink, record, cut)):
                sink.write(record)
                record = next(records, None)
        parts.append(Part(place, sink.rows))
    return parts


def _is_full(sink: _Sink, record: Record, cut: Cut) -> bool:
    if cut.by == "rows":
        return sink.rows >= cut.rows
    return sink.size_bytes + len(record) > cut.size_bytes


def _by_value(
    records: Iterator[Record], head: Record, names: Names, value_of: Callable[[Record], str | None]
) -> list[Part]:
    """All files are open until the end, and appear then."""
    sinks: dict[str | None, _Sink] = {}
    with ExitStack() as opened:
        for record in records:
            value = value_of(record)
            if value not in sinks:
                place = names.of_value(value)
                stream = opened.enter_context(atomic_write(place))
                stream.write(head)
                sinks[value] = _Sink(place, stream)
            sinks[value].write(record)
    return [Part(sink.place, sink.rows) for sink in sinks.values()]


# --- rows ---------------------------------------------------------------------------------------------------


def _lines(stream: BinaryIO) -> Iterator[Record]:
    for line in stream:
        if line.strip():
            yield line if line.endswith(b"\n") else line + b"\n"


def _csv_records(stream: BinaryIO, source: Path) -> Iterator[Record]:
    """A row ends at the end of a line at which no quote is open (RFC 4180)."""
    pieces: list[bytes] = []
    size_bytes = quotes = 0
    for line in _lines_of_csv(stream):
        pieces.append(line)
        size_bytes += len(line)
        quotes += line.count(b'"')
        if quotes % 2 == 0:
            yield b"".join(pieces)
            pieces, size_bytes, quotes = [], 0, 0
        elif size_bytes > _LONGEST:
            break
    if pieces:
        shown = pieces[0][:80].decode(errors="replace").strip()
        raise DataError(
            f"In `{source.name}` a quote is not closed in the row that begins `{shown}`.",
            hint='Write a quote inside of a value twice (""), and the value in quotes.',
        )


def _lines_of_csv(stream: BinaryIO) -> Iterator[bytes]:
    """Each with an end, and none longer than what is believed of a row."""
    while line := stream.readline(_LONGEST):
        yield line if line.endswith(b"\n") or len(line) == _LONGEST else line + b"\n"


def _csv_value(head: Record, cut: Cut, source: Path) -> Callable[[Record], str | None]:
    delimiter = cut.delimiter or _delimiter_of(head)
    names = _parsed(head.removeprefix(_BOM), delimiter, source)
    check_columns([cut.column], names, f"`{source.name}`")
    at = names.index(cut.column)

    def value_of(record: Record) -> str | None:
        values = _parsed(record, delimiter, source)
        if at >= len(values):
            raise DataError(
                f"A row of `{source.name}` has {len(values)} values where the header has {len(names)}: "
                f"`{record[:80].decode(errors='replace').strip()}`.",
                hint="Correct the row, or set `delimiter`.",
            )
        return values[at]

    return value_of


def _parsed(record: Record, delimiter: str, source: Path) -> list[str]:
    try:
        return next(csv.reader([record.decode()], delimiter=delimiter), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(
            f"A row of `{source.name}` can't be read: {error}.", hint="Split files that are UTF-8."
        ) from error


def _delimiter_of(head: Record) -> str:
    """The one that is most often in the first line, outside of quotes."""
    outside = b"".join(head.split(b'"')[::2]).decode(errors="replace")
    return max(_DELIMITERS, key=outside.count)


def _json_value(column: str, source: Path) -> Callable[[Record], str | None]:
    def value_of(record: Record) -> str | None:
        try:
            row = json.loads(record)
        except ValueError as error:
            raise DataError(
                f"A line of `{source.name}` is no JSON: {error}.", hint="JSON lines have a row on each line."
            ) from error
        value = row.get(column) if isinstance(row, dict) else None
        return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    return value_of
