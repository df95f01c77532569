"""Rows of record batches as text for an INSERT, worked out a column at a time."""

from collections.abc import Callable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from seaway.integrations.mysql.types import to_mysql, utc_clock

_ESCAPES = (("\\", "\\\\"), ("'", "\\'"), ("\0", "\\0"))
"""Within quotes, in a session that reads backslashes as escapes; the first one first."""
_BYTES_AT_ONCE = 4 << 20


def rows_of(batch: pa.RecordBatch, literal: Callable[[object], str]) -> Iterator[str]:
    """Each row as `(1,'a',NULL)`.

    literal: one value as text, for the types that have no way of their own here.
    """
    for start in range(0, batch.num_rows, step := _rows_at_once(batch)):
        columns = [_literals(column, literal) for column in batch.slice(start, step).columns]
        yield from _joined("(", _joined(*columns, between=","), ")").to_pylist()


def _rows_at_once(batch: pa.RecordBatch) -> int:
    """Rows of some mebibytes, however wide they are."""
    return max(1, int(batch.num_rows) * _BYTES_AT_ONCE // max(int(batch.nbytes), _BYTES_AT_ONCE))


def _literals(column: pa.Array, literal: Callable[[object], str]) -> pa.Array:
    """One text a value, none of them null."""
    made = _texts(column)
    if made is None:
        made = pa.array([literal(value) for value in to_mysql(column)], pa.string())
    return pc.fill_null(made, "NULL")


def _texts(column: pa.Array) -> pa.Array | None:
    """None where each value is to be asked for by itself."""
    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return column.cast(pa.string())
    if pa.types.is_float64(kind) or pa.types.is_float32(kind):
        return _floats(column)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _quoted(_escaped(column))
    if pa.types.is_decimal(kind) or pa.types.is_date(kind):  # a bare 1E-7 would be taken for a float
        return _quoted(column.cast(pa.string()))
    if pa.types.is_timestamp(kind):
        return _quoted(utc_clock(column).cast(pa.string()))
    return None


def _floats(column: pa.Array) -> pa.Array | None:
    """With an exponent, without which MySQL would read a decimal. What is no number is left to the driver,
    which refuses it."""
    if not pc.all(pc.is_finite(column)).as_py():
        return None
    texts = column.cast(pa.string())
    return pc.if_else(pc.match_substring(texts, "e"), texts, _joined(texts, "e0"))


def _escaped(column: pa.Array) -> pa.Array:
    for mark, written in _ESCAPES:
        column = pc.replace_substring(column, mark, written)
    return column.cast(pa.string())


def _quoted(texts: pa.Array) -> pa.Array:
    return _joined("'", texts, "'")


def _joined(*texts: pa.Array | str, between: str = "") -> pa.Array:
    return pc.binary_join_element_wise(*texts, between)
