"""Reads files as record batches, in bounded memory: CSV, tab-separated, JSON lines, Parquet.

What has no types of its own (CSV, JSON lines) is read as text: the columns that it goes to say what it is."""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from seaway.errors import DataError, InvalidInputError

_BLOCKS = (256 << 10, 4 << 20)
"""In bytes; a row fits into one block. Arrow reads up to 32 of them ahead, so that small ones come first."""
_BATCH = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file. `schema` has the types that its beginning suggests; `batches` reads it anew."""

    name: str
    schema: pa.Schema
    batches: Callable[[], Iterator[pa.RecordBatch]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvOptions:
    delimiter: str = ""
    encoding: str = "utf-8"


def source_of(place: Path, name: str, options: CsvOptions) -> Source:
    """The file at `place`, which people call `name`.

    Raises:
        InvalidInputError: its ending says no format.
        DataError: it is not what the ending says.
    """
    match place.suffix.lower():
        case ".csv" | ".tsv":
            tab_or_comma = "\t" if place.suffix.lower() == ".tsv" else ","
            return _csv(place, name, replace(options, delimiter=options.delimiter or tab_or_comma))
        case ".jsonl" | ".ndjson":
            return _json_lines(place, name)
        case ".parquet":
            return _parquet(place, name)
    raise InvalidInputError(
        f"`{name}` has no ending that says its format.", hint="Use one of .csv, .tsv, .jsonl, .parquet."
    )


def _csv(place: Path, name: str, options: CsvOptions) -> Source:
    with _readable(name):
        guessed = _csv_schema(place, options)

    def batches() -> Iterator[pa.RecordBatch]:
        with _readable(name):
            yield from _csv_batches(place, name, options, guessed.names)

    return Source(name=name, schema=guessed, batches=batches)


def _csv_schema(place: Path, options: CsvOptions) -> pa.Schema:
    """Of the first block, and no more is read than a row at its end may need."""
    with place.open("rb") as stream:
        head = io.BytesIO(stream.read(2 * _BLOCKS[-1]))
    with _opened_csv(head, options, _BLOCKS[-1]) as reader:
        return reader.schema


def _csv_batches(
    place: Path, name: str, options: CsvOptions, names: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    """All columns as text. Where a row is longer than a block the file is read again with a larger one."""
    done = 0
    for block in _BLOCKS:
        try:
            with _opened_csv(place, options, block, names) as reader:
                for part in _behind(done, reader):
                    done += part.num_rows
                    yield part
            return
        except pa.ArrowInvalid as error:
            if "straddling object" not in str(error):
                raise
    raise DataError(
        f"{name}, row {done + 1} or one soon after it has more than {_BLOCKS[-1] >> 20} MB.",
        hint="Look for a quote that is not closed, or leave that column out before.",
    )


def _behind(skipped: int, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The rows after the first `skipped`, few at a time."""
    seen = 0
    for batch in batches:
        for start in range(max(skipped - seen, 0), batch.num_rows, _BATCH):
            yield batch.slice(start, _BATCH)
        seen += batch.num_rows


def _opened_csv(
    source: Path | BinaryIO, options: CsvOptions, block: int, texts: Sequence[str] = ()
) -> pa_csv.CSVStreamingReader:
    """texts: columns that are text whatever they look like."""
    return pa_csv.open_csv(
        source,
        pa_csv.ReadOptions(block_size=block, encoding=options.encoding, use_threads=False),
        pa_csv.ParseOptions(delimiter=options.delimiter, newlines_in_values=True),
        pa_csv.ConvertOptions(
            column_types=dict.fromkeys(texts, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )


def _parquet(place: Path, name: str) -> Source:
    with _readable(name), pq.ParquetFile(place, pre_buffer=False) as file:
        schema = file.schema_arrow

    def batches() -> Iterator[pa.RecordBatch]:
        with _readable(name), pq.ParquetFile(place, pre_buffer=False) as file:
            yield from file.iter_batches(batch_size=_BATCH, use_threads=False)

    return Source(name=name, schema=schema, batches=batches)


def _json_lines(place: Path, name: str) -> Source:
    head = list(islice(_lines(place, name), 1000))
    names = list(dict.fromkeys(key for _, line in head for key in line))
    schema = pa.schema([pa.field(key, _guess(line.get(key) for _, line in head)) for key in names])

    def batches() -> Iterator[pa.RecordBatch]:
        lines = _lines(place, name)
        while rows := list(islice(lines, _BATCH)):
            for number, row in rows:
                _refuse_unknown(row, names, name, number)
            columns = [pa.array([_text(row.get(key)) for _, row in rows], pa.string()) for key in names]
            yield pa.RecordBatch.from_arrays(columns, names=names)

    return Source(name=name, schema=schema, batches=batches)


def _lines(place: Path, name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    with place.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise DataError(
                    f"{name}, line {number}: {error}.", hint="Each line is one object."
                ) from error
            if not isinstance(row, dict):
                raise DataError(f"{name}, line {number} is no object.", hint="Each line is one object.")
            yield number, row


def _refuse_unknown(row: Mapping[str, Any], names: list[str], name: str, number: int) -> None:
    if not row.keys() <= set(names):
        extra = min(row.keys() - set(names))
        raise DataError(
            f"{name}, line {number} has `{extra}`, which none of the first 1,000 lines has.",
            hint="Give a line at the beginning all keys.",
        )


def _guess(values: Iterable[Any]) -> pa.DataType:
    try:
        kind = pa.infer_type([value for value in values if value is not None])
    except (pa.ArrowException, TypeError):
        return pa.string()
    return pa.string() if pa.types.is_nested(kind) or pa.types.is_null(kind) else kind


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


@contextmanager
def _readable(name: str) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, UnicodeError, LookupError) as error:
        raise DataError(
            f"{name} can't be read: {' '.join(str(error).split())[:300]}",
            hint="Check its format, `delimiter` and `encoding`.",
        ) from error
