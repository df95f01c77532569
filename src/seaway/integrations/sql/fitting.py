"""Values of files in the types of the columns that they go to; what does not fit is named by file, row and
column."""

from collections.abc import Mapping
from datetime import time

import pyarrow as pa
import pyarrow.compute as pc

from seaway.errors import DataError
from seaway.integrations.sql.rows import UNBOUND_DECIMAL, decimals_of

_YES = {"t": "true", "yes": "true", "y": "true", "f": "false", "no": "false", "n": "false"}
_SHOWN = 60


def fit(
    batch: pa.RecordBatch,
    columns: Mapping[str, str],
    kinds: Mapping[str, pa.DataType | None],
    where: str,
    row: int,
) -> pa.RecordBatch:
    """The columns of `batch` that are in `columns`, under the names of the table, in its types.

    columns: names in the file to names in the table.
    kinds: types by the name in the table; None leaves the value to the database.
    where, row: the name of the file, and how many of its rows came before.

    Raises:
        DataError: a value does not fit.
    """
    made = []
    for source, name in columns.items():
        column = batch.column(source)
        try:
            made.append(_cast(column, kinds[name]))
        except (pa.ArrowException, ValueError):
            at = _first_bad(column, kinds[name])
            shown = str(column[at].as_py())[:_SHOWN]
            raise DataError(
                f"{where}, row {row + at + 1}, column `{source}`: `{shown}` does not fit {kinds[name]}.",
                hint="Correct the file, or give the column another type with `types`.",
            ) from None
    return pa.RecordBatch.from_arrays(made, names=list(columns.values()))


def _cast(column: pa.Array, kind: pa.DataType | None) -> pa.Array:
    given = column.type
    if pa.types.is_dictionary(given):
        column, given = column.dictionary_decode(), given.value_type
    if kind is None or kind in (UNBOUND_DECIMAL, given):
        return column
    if pa.types.is_string(given) or pa.types.is_large_string(given):
        return _read(column, kind)
    if pa.types.is_timestamp(kind) and pa.types.is_timestamp(given):
        return _moment(column, kind)
    return column.cast(kind)


def _read(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """From text."""
    if pa.types.is_boolean(kind):
        words = [None if value is None else value.strip().lower() for value in column.to_pylist()]
        return pa.array([_YES.get(word, word) if word else word for word in words], pa.string()).cast(kind)
    if pa.types.is_binary(kind):
        return pa.array(
            [None if v is None else bytes.fromhex(v.removeprefix("\\x")) for v in column.to_pylist()]
        )
    column = pc.utf8_trim_whitespace(column)
    if pa.types.is_decimal(kind):
        return decimals_of(column, kind)
    if pa.types.is_time(kind):
        return pa.array([None if v is None else time.fromisoformat(v) for v in column.to_pylist()], kind)
    if pa.types.is_timestamp(kind) and kind.tz:
        try:
            return column.cast(kind)
        except pa.ArrowException:  # a moment without a zone is one of UTC
            return column.cast(pa.timestamp("us")).cast(kind)
    return column.cast(kind)


def _moment(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """A moment of a zone keeps its point in time; where the column has no zone, it is the clock of UTC."""
    if column.type.tz and not kind.tz:
        return (
            column.cast(pa.timestamp(column.type.unit, tz="UTC"))
            .cast(pa.timestamp(column.type.unit))
            .cast(kind)
        )
    return column.cast(kind)


def _first_bad(column: pa.Array, kind: pa.DataType | None) -> int:
    """Where the first value stands that can't be cast, by halves."""
    start, end = 0, len(column)
    while end - start > 1:
        middle = (start + end) // 2
        try:
            _cast(column.slice(start, middle - start), kind)
        except (pa.ArrowException, ValueError):
            end = middle
        else:
            start = middle
    return start
