"""PostgreSQL's types and Arrow's."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import psycopg
import pyarrow as pa
from psycopg.types.string import TextLoader

from seaway.integrations.sql.protocol import Row
from seaway.integrations.sql.rows import UNBOUND_DECIMAL, decimals_of, to_array

_SCALARS: dict[str, pa.DataType] = {
    "bool": pa.bool_(),
    "int2": pa.int16(),
    "int4": pa.int32(),
    "int8": pa.int64(),
    "oid": pa.int64(),
    "float4": pa.float32(),
    "float8": pa.float64(),
    "date": pa.date32(),
    "time": pa.time64("us"),
    "timestamp": pa.timestamp("us"),
    "timestamptz": pa.timestamp("us", tz="UTC"),
    "bytea": pa.binary(),
    "numeric": UNBOUND_DECIMAL,
}
_WORDS = {
    "boolean": "bool",
    "smallint": "int2",
    "integer": "int4",
    "bigint": "int8",
    "real": "float4",
    "double precision": "float8",
    "time without time zone": "time",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
}
_TO_COLUMN = {
    pa.bool_(): "boolean",
    pa.int8(): "smallint",
    pa.uint8(): "smallint",
    pa.int16(): "smallint",
    pa.uint16(): "integer",
    pa.int32(): "integer",
    pa.uint32(): "bigint",
    pa.int64(): "bigint",
    pa.uint64(): "numeric(20)",
    pa.float16(): "real",
    pa.float32(): "real",
    pa.float64(): "double precision",
    pa.date32(): "date",
    pa.date64(): "date",
}
_READ_BY_ARROW = ("numeric", "date", "timestamp", "timestamptz")
_NUMERIC = re.compile(r"(?:numeric|decimal)(?:\((\d+)(?:,(-?\d+))?\))?")


def register_loaders(connection: "psycopg.Connection[Any]") -> None:
    """What has no type of its own in Arrow is read as PostgreSQL's text."""
    for info in psycopg.adapters.types:
        if info.name not in _SCALARS:
            connection.adapters.register_loader(info.oid, TextLoader)


def register_text(cursor: "psycopg.Cursor[Any] | psycopg.RawCursor[Any]") -> None:
    """Read as text what `to_batch` makes of it again."""
    for name in _READ_BY_ARROW:
        if (info := psycopg.adapters.types.get(name)) is not None:
            cursor.adapters.register_loader(info.oid, TextLoader)


def to_batch(rows: Sequence[Row], schema: pa.Schema, before: int) -> pa.RecordBatch:
    """One batch of rows that a cursor with `register_text` gave."""
    columns = list(zip(*rows, strict=True))
    arrays = [_array(values, column, before) for values, column in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(values: Sequence[Any], column: pa.Field, before: int) -> pa.Array:
    kind = column.type
    if not (pa.types.is_decimal(kind) or pa.types.is_date(kind) or pa.types.is_timestamp(kind)):
        return to_array(values, column, before)
    try:
        texts = pa.array(values, pa.string())
        return decimals_of(texts, kind) if pa.types.is_decimal(kind) else texts.cast(kind)
    except (pa.ArrowException, ValueError):
        if not pa.types.is_decimal(kind):
            return to_array(values, column, before)
        return to_array([None if value is None else Decimal(value) for value in values], column, before)


def schema_of(description: list[psycopg.Column]) -> pa.Schema:
    """The schema of a result."""
    return pa.schema([pa.field(column.name, _of_column(column)) for column in description])


def to_arrow(type_name: str) -> pa.DataType | None:
    """The type for a column of a table; None: text."""
    name = type_name.lower()
    if name.endswith("[]"):
        return None
    if found := _NUMERIC.fullmatch(name):
        precision, scale = found.groups()
        return _decimal(int(precision) if precision else None, int(scale or 0))
    name = re.sub(r"\(\d+\)", "", name)
    return _SCALARS.get(_WORDS.get(name, name))


def to_column(kind: pa.DataType) -> str:
    """The type of a new column."""
    if pa.types.is_decimal(kind):
        return f"numeric({kind.precision},{kind.scale})"
    if pa.types.is_timestamp(kind):
        return "timestamp with time zone" if kind.tz else "timestamp"
    if pa.types.is_time(kind):
        return "time"
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return "bytea"
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"{to_column(kind.value_type)}[]" if not pa.types.is_nested(kind.value_type) else "jsonb"
    if pa.types.is_nested(kind):
        return "jsonb"
    return _TO_COLUMN.get(kind, "text")


def _of_column(column: psycopg.Column) -> pa.DataType:
    info = psycopg.adapters.types.get(column.type_code)
    if info is None:
        return pa.string()
    if info.name == "numeric" and column.type_code == info.oid:
        return _decimal(column.precision, column.scale)
    found = _SCALARS.get(info.name, pa.string())
    return pa.list_(found) if column.type_code == info.array_oid else found


def _decimal(precision: int | None, scale: int | None) -> pa.DataType:
    if precision is None or scale is None or precision > 38 or not 0 <= scale <= precision:
        return UNBOUND_DECIMAL
    return pa.decimal128(precision, scale)
