"""SQLite's values and Arrow's types."""

import re
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from seaway.integrations.sql.protocol import Row
from seaway.integrations.sqlite.values import to_sqlite

_AFFINITIES: tuple[tuple[str, pa.DataType | None], ...] = (
    # https://www.sqlite.org/datatype3.html, section 3.1, after the words that people use for more
    ("TIMESTAMP", pa.timestamp("us")),
    ("DATETIME", pa.timestamp("us")),
    ("DATE", pa.date32()),
    ("BOOL", pa.bool_()),
    ("INT", pa.int64()),
    ("CHAR", None),
    ("CLOB", None),
    ("TEXT", None),
    ("BLOB", pa.binary()),
    ("REAL", pa.float64()),
    ("FLOA", pa.float64()),
    ("DOUB", pa.float64()),
)
_DECIMAL = re.compile(r"(?:DECIMAL|NUMERIC)\s*\(\s*([1-9]|[12]\d|3[0-8])\s*(?:,\s*(\d+)\s*)?\)")


def to_arrow(type_name: str) -> pa.DataType | None:
    """The type for a column that was declared so; None: text."""
    name = type_name.upper()
    if found := _DECIMAL.match(name):
        return pa.decimal128(int(found.group(1)), int(found.group(2) or 0))
    return next((kind for word, kind in _AFFINITIES if word in name), None)


def to_column(kind: pa.DataType) -> str:
    """The type of a new column. Decimals are kept as text, for SQLite would make floats of them."""
    if pa.types.is_boolean(kind):
        return "BOOLEAN"
    if pa.types.is_integer(kind):
        return "INTEGER"
    if pa.types.is_floating(kind):
        return "REAL"
    if pa.types.is_date(kind):
        return "DATE"
    if pa.types.is_timestamp(kind):
        return "TIMESTAMP" if kind.tz is None else "TEXT"
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return "BLOB"
    return "TEXT"


def schema_of(names: Sequence[str], kinds: Sequence[set[str]]) -> pa.Schema:
    """A type for each column that takes all its values."""
    return pa.schema([pa.field(name, _kind(found)) for name, found in zip(names, kinds, strict=True)])


def to_batch(rows: Sequence[Row], schema: pa.Schema) -> pa.RecordBatch:
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [_to_array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def to_values(column: pa.Array) -> list[Any]:
    """A column as SQLite can hold it: dates and decimals as text, lists as JSON."""
    kind = column.type
    if pa.types.is_decimal(kind) or pa.types.is_date(kind):
        column = column.cast(pa.string())
    values: list[Any] = column.to_pylist()
    if pa.types.is_temporal(kind) or pa.types.is_nested(kind):
        return [to_sqlite(value) for value in values]
    return values


def _kind(found: set[str]) -> pa.DataType:
    if "blob" in found:
        return pa.binary()
    if "text" in found or not found - {"null", ""}:
        return pa.string()
    return pa.float64() if "real" in found else pa.int64()


def _to_array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Most columns have values of one kind, which go over as they are."""
    try:
        return pa.array(values, type=kind)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return pa.array([_fitted(value, kind) for value in values], type=kind)


def _fitted(value: Any, kind: pa.DataType) -> Any:
    if value is None:
        return None
    if pa.types.is_string(kind):
        return value if isinstance(value, str) else str(value)
    if pa.types.is_binary(kind):
        return value if isinstance(value, bytes) else str(value).encode()
    return float(value) if pa.types.is_floating(kind) else value
