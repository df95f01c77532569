"""JSON objects of an API as a file: as they came (JSON lines), or as a table (CSV, Parquet) by the same code
that saves tables of databases."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seaway.errors import DataError, InvalidInputError
from seaway.sdk.files import atomic_write

if TYPE_CHECKING:
    import pyarrow as pa

Row = Mapping[str, Any]
_BATCH_ROWS = 5_000
_BATCH_BYTES = 4 << 20
_LONGEST = 2**63


def check_format(format: str) -> None:  # noqa: A002 - what a person calls it
    """Before anything is asked for.

    Raises:
        InvalidInputError: a table, where the package for it is missing.
    """
    if format != "jsonl":
        try:
            import pyarrow as pa  # noqa: F401
        except ImportError:
            raise InvalidInputError(
                f"{format} needs the package pyarrow, which is not installed.",
                hint='Install "seaway[data]", or write jsonl and let `files.convert` make a table of it.',
            ) from None


def save_records(place: Path, rows: Iterable[Row], aside: Path, *, columns: Sequence[str] = ()) -> None:
    """All rows to `place`, in the format that its ending says; it appears when it is complete.

    aside: a folder where the rows of a table wait, as its columns are known only once all rows were seen.
    columns: those that come first in a table, also where no row has them.

    Raises:
        DataError: rows that make no table.
    """
    if place.suffix == ".jsonl":
        with atomic_write(place) as stream:
            stream.writelines(map(_line, rows))
        return
    from seaway.integrations.sql.saving import save

    with _table(rows, aside, columns) as (schema, batches):
        save(place, schema, batches)


@contextmanager
def _table(
    rows: Iterable[Row], aside: Path, columns: Sequence[str]
) -> "Iterator[tuple[pa.Schema, Iterator[pa.RecordBatch]]]":
    """The columns of all rows, then the rows again. Numbers, booleans and text keep their type; what is
    nested or mixed is JSON."""
    import pyarrow as pa

    kinds: dict[str, set[type]] = {name: set() for name in columns}

    def seen() -> Iterator[Row]:
        for row in rows:
            for name, value in row.items():
                kinds.setdefault(name, set()).add(_kind(value))
            yield row

    with tempfile.TemporaryFile(dir=aside) as kept:
        kept.writelines(map(_line, seen()))
        if not kinds and kept.tell():
            raise DataError("No row has a value, so there is no table.", hint="Write `format: jsonl`.")
        schema = pa.schema([(name, _arrow_type(held)) for name, held in kinds.items()])
        kept.seek(0)
        yield schema, _batches(kept, schema)


def _batches(lines: Iterable[bytes], schema: "pa.Schema") -> "Iterator[pa.RecordBatch]":
    import pyarrow as pa

    for part in _parts(lines):
        arrays = [_array([row.get(each.name) for row in part], each.type) for each in schema]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _parts(lines: Iterable[bytes]) -> Iterator[list[Row]]:
    """At most so many rows, or so many bytes where they are long."""
    part: list[Row] = []
    size_bytes = 0
    for line in lines:
        part.append(json.loads(line))
        size_bytes += len(line)
        if len(part) >= _BATCH_ROWS or size_bytes >= _BATCH_BYTES:
            yield part
            part, size_bytes = [], 0
    if part:
        yield part


def _kind(value: object) -> type:
    """A number beyond 64 bits is kept as text, so that nothing of it is lost."""
    return str if type(value) is int and not -_LONGEST <= value < _LONGEST else type(value)


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
        return pa.array([None if value is None else _text(value) for value in values], kind)
    if kind == pa.float64():
        return pa.array([None if value is None else float(value) for value in values], kind)
    return pa.array(values, kind)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _compact(value)


def _line(row: Row) -> bytes:
    return f"{_compact(row)}\n".encode()


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
