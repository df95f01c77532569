"""Reads files as record batches, in bounded memory: CSV, tab-separated, JSON lines, Parquet.

What has no types of its own (CSV, JSON lines) is read as text: the columns that it goes to say what it is."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from seaway.errors import DataError, InvalidInputError

_BLOCK = 2 << 20
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
            return _csv(place, name, options)
        case ".jsonl" | ".ndjson":
            return _json_lines(place, name)
        case ".parquet":
            return _parquet(place, name)
    raise InvalidInputError(
        f"`{name}` has no ending that says its format.", hint="Use one of .csv, .tsv, .jsonl, .parquet."
    )


def _csv(place: Path, name: str, options: CsvOptions) -> Source:
    delimiter = options.delimiter or ("\t" if place.suffix.lower() == ".tsv" else ",")
    parsing = pa_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True)
    reading = pa_csv.ReadOptions(block_size=_BLOCK, encoding=options.encoding, use_threads=False)
    nulls: dict[str, Any] = {
        "null_values": [""],
        "strings_can_be_null": True,
        "quoted_strings_can_be_null": False,
    }
    with _readable(name):
        guessed = pa_csv.open_csv(place, reading, parsing, pa_csv.ConvertOptions(**nulls)).schema
    texts = pa_csv.ConvertOptions(column_types={column: pa.string() for column in guessed.names}, **nulls)

    def batches() -> Iterator[pa.RecordBatch]:
        with _readable(name), pa_csv.open_csv(place, reading, parsing, texts) as reader:
            for batch in reader:
                for start in range(0, batch.num_rows, _BATCH):
                    yield batch.slice(start, _BATCH)

    return Source(name=name, schema=guessed, batches=batches)


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
