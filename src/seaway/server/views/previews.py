"""The beginning of a file, by its kind. Parts that read columns are loaded when they are needed."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import PurePosixPath

from seaway.server.shapes.files import Column, Preview
from seaway.server.views.files import Found

MOST_BYTES = 256 * 1024
MOST_ROWS = 200
MOST_COLUMNS = 500
MOST_CELL = 500
IMAGES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
"""Pictures that can hold no script."""
_TABLES = {".csv": ",", ".tsv": "\t"}


def preview(file: Found) -> Preview:
    """Reads a few hundred kilobytes at most, whatever the size of the file."""
    suffix = PurePosixPath(file.name).suffix.lower()
    if suffix in IMAGES:
        return Preview(kind="image", media_type=IMAGES[suffix], size_bytes=file.size_bytes)
    if suffix in (".parquet", ".pq"):
        return _parquet(file)
    with file.place.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    if b"\0" in data:
        return Preview(kind="binary", media_type="application/octet-stream", size_bytes=file.size_bytes)
    is_cut = len(data) > MOST_BYTES
    text = _text_of(data[:MOST_BYTES], is_cut=is_cut)
    if suffix in _TABLES:
        return _table(file, text, _TABLES[suffix], is_cut=is_cut)
    return Preview(
        kind="text", media_type="text/plain", size_bytes=file.size_bytes, text=text, truncated=is_cut
    )


def _text_of(data: bytes, *, is_cut: bool) -> str:
    if is_cut:
        data = data[: data.rfind(b"\n") + 1] or data
    return data.decode("utf-8-sig", "replace")


def _table(file: Found, text: str, separator: str, *, is_cut: bool) -> Preview:
    if separator == "," and text.partition("\n")[0].count(";") > text.partition("\n")[0].count(","):
        separator = ";"
    try:
        lines = csv.reader(io.StringIO(text), delimiter=separator)
        rows = [row for _, row in zip(range(MOST_ROWS + 2), lines, strict=False)]
    except csv.Error as error:
        return Preview(
            kind="text",
            media_type="text/plain",
            size_bytes=file.size_bytes,
            text=text,
            truncated=is_cut,
            note=f"It can't be read as a table: {error}.",
        )
    head, body = (rows[0], rows[1:]) if rows else ([], [])
    width = min(len(head), MOST_COLUMNS)
    return Preview(
        kind="csv",
        media_type="text/csv",
        size_bytes=file.size_bytes,
        columns=[Column(name=name, type="") for name in head[:width]],
        rows=[[_short(cell) for cell in row[:width]] for row in body[:MOST_ROWS]],
        truncated=is_cut or len(body) > MOST_ROWS,
    )


def _parquet(file: Found) -> Preview:
    media_type = "application/vnd.apache.parquet"
    try:
        from pyarrow import (
            ArrowException,
            parquet,
        )
    except ModuleNotFoundError:
        return Preview(
            kind="parquet",
            media_type=media_type,
            size_bytes=file.size_bytes,
            note='To look into Parquet the server needs pyarrow: pip install "seaway[data]".',
        )
    try:
        with parquet.ParquetFile(file.place) as opened:
            names = [field.name for field in opened.schema_arrow][:MOST_COLUMNS]
            types = [str(field.type) for field in opened.schema_arrow]
            batch = next(opened.iter_batches(batch_size=MOST_ROWS, columns=names), None)
            total = opened.metadata.num_rows
    except (ArrowException, OSError, ValueError) as error:
        note = f"It can't be read as Parquet: {str(error)[:200]}"
        return Preview(kind="parquet", media_type=media_type, size_bytes=file.size_bytes, note=note)
    columns = batch.to_pydict() if batch is not None else {name: [] for name in names}
    return Preview(
        kind="parquet",
        media_type=media_type,
        size_bytes=file.size_bytes,
        columns=[Column(name=name, type=type_) for name, type_ in zip(names, types, strict=False)],
        rows=_rows([columns[name] for name in names]),
        total_rows=total,
        truncated=total > MOST_ROWS,
    )


def _rows(columns: Sequence[Sequence[object]]) -> list[list[object]]:
    return [[_cell(value) for value in row] for row in zip(*columns, strict=True)]


def _cell(value: object) -> object:
    """What JSON has; everything else as text."""
    match value:
        case None | bool() | int():
            return value
        case float():
            return value if value == value and abs(value) != float("inf") else str(value)  # noqa: PLR0124
        case datetime() | date() | time():
            return value.isoformat()
        case bytes():
            return f"{len(value):,} bytes"
        case _:
            return _short(str(value))


def _short(text: str) -> str:
    return text if len(text) <= MOST_CELL else f"{text[:MOST_CELL]}…"
