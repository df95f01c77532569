"""Writes record batches to files: CSV, tab-separated, JSON lines, Parquet. Each appears complete or not at
all."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from seaway.errors import InvalidInputError
from seaway.integrations.sql.rows import UNBOUND_DECIMAL
from seaway.sdk.files import atomic_write
from seaway.sdk.outputs import to_json


class Writer(Protocol):
    """Writes one file."""

    def write(self, batch: pa.RecordBatch) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    rows: int
    paths: list[Path]
    size_bytes: int


def writer_of(place: Path) -> "Callable[[BinaryIO, pa.Schema], Writer]":
    """What writes the format that the ending says.

    Raises:
        InvalidInputError: the ending says none.
    """
    made = _WRITERS.get(place.suffix.lower())
    if made is None:
        raise InvalidInputError(
            f"`{place.name}` has no ending that says its format.", hint=f"Use one of {', '.join(_WRITERS)}."
        )
    return made


def save(
    place: Path,
    schema: pa.Schema,
    batches: Iterator[pa.RecordBatch],
    *,
    rows_per_file: int = 0,
    told: Callable[[int], None] = lambda _rows: None,
) -> Saved:
    """Write all batches to `place`, or to `place-0001` … with at most so many rows each.

    told: hears how many rows are written.
    """
    make, paths, total = writer_of(place), list[Path](), 0
    rest = batches
    while True:
        target = _numbered(place, len(paths) + 1) if rows_per_file else place
        with atomic_write(target) as stream, ExitStack() as closing:
            writer = make(stream, schema)
            closing.callback(writer.close)
            written, left = 0, None
            for batch in rest:
                part, left = _part(batch, rows_per_file - written if rows_per_file else None)
                writer.write(part)
                written += part.num_rows
                told(total + written)
                if left is not None:
                    break
        paths.append(target)
        total += written
        if left is None:
            return Saved(rows=total, paths=paths, size_bytes=sum(path.stat().st_size for path in paths))
        rest = _again(left, rest)


def _part(batch: pa.RecordBatch, room: int | None) -> "tuple[pa.RecordBatch, pa.RecordBatch | None]":
    """What still fits, and what is for the next file; without `room` all fits."""
    if room is None or batch.num_rows <= room:
        return batch, None
    return batch.slice(0, room), batch.slice(room)


def _again(first: pa.RecordBatch, rest: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield first
    yield from rest


def _numbered(place: Path, number: int) -> Path:
    return place.with_name(f"{place.stem}-{number:04d}{place.suffix}")


class _Csv:
    def __init__(self, stream: BinaryIO, schema: pa.Schema, delimiter: str = ",") -> None:
        self._schema = pa.schema([pa.field(field.name, _plain_kind(field.type)) for field in schema])
        options = pa_csv.WriteOptions(delimiter=delimiter, quoting_style="needed")
        self._writer = pa_csv.CSVWriter(stream, self._schema, write_options=options)

    def write(self, batch: pa.RecordBatch) -> None:
        columns = [_plain(column) for column in batch.columns]
        self._writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=self._schema))

    def close(self) -> None:
        self._writer.close()


class _JsonLines:
    def __init__(self, stream: BinaryIO, schema: pa.Schema) -> None:
        self._stream = stream

    def write(self, batch: pa.RecordBatch) -> None:
        lines = [json.dumps(_json(row), ensure_ascii=False) for row in batch.to_pylist()]
        self._stream.write("".join(f"{line}\n" for line in lines).encode())

    def close(self) -> None:
        return None


class _Parquet:
    def __init__(self, stream: BinaryIO, schema: pa.Schema) -> None:
        self._writer = pq.ParquetWriter(stream, schema, compression="zstd")
        self._kept: list[pa.RecordBatch] = []
        self._rows = 0

    def write(self, batch: pa.RecordBatch) -> None:
        """A row group holds many batches, and at most some megabytes."""
        self._kept.append(batch)
        self._rows += batch.num_rows
        if self._rows >= 100_000 or sum(kept.nbytes for kept in self._kept) > 16 << 20:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._kept:
            self._writer.write_table(pa.Table.from_batches(self._kept))
            self._kept, self._rows = [], 0


def _tsv(stream: BinaryIO, schema: pa.Schema) -> Writer:
    return _Csv(stream, schema, "\t")


_WRITERS: "dict[str, Callable[[BinaryIO, pa.Schema], Writer]]" = {
    ".parquet": _Parquet,
    ".csv": _Csv,
    ".tsv": _tsv,
    ".jsonl": _JsonLines,
    ".ndjson": _JsonLines,
}


def _plain_kind(kind: pa.DataType) -> pa.DataType:
    return kind if _has_csv_form(kind) else pa.string()


def _has_csv_form(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind))


def _plain(column: pa.Array) -> pa.Array:
    """Dates as ISO 8601, bytes as hex, lists as JSON, decimals without zeros that say nothing."""
    kind = column.type
    if _has_csv_form(kind) or pa.types.is_string(kind):
        return column
    if pa.types.is_timestamp(kind):
        return pc.replace_substring(column.cast(pa.string()), " ", "T", max_replacements=1)
    if (
        (pa.types.is_decimal(kind) and kind != UNBOUND_DECIMAL)
        or pa.types.is_date(kind)
        or pa.types.is_large_string(kind)
    ):
        return column.cast(pa.string())
    return pa.array([_text(value) for value in column.to_pylist()], pa.string())


def _text(value: Any) -> str | None:
    plain = _json(value)
    return plain if plain is None or isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)


def _json(value: Any) -> Any:
    match value:
        case int():
            return value
        case bytes():
            return value.hex()
        case Decimal() if value.as_tuple().exponent == -UNBOUND_DECIMAL.scale:
            return format(value.normalize(), "f")
        case dict():
            return {key: _json(item) for key, item in value.items()}
        case list():
            return [_json(item) for item in value]
    return to_json(value)
