"""PostgreSQL's words for types and Arrow's types; Redshift's are mostly the same."""

import re

import pyarrow as pa

from seaway.integrations.sql.rows import UNBOUND_DECIMAL

SCALARS: dict[str, pa.DataType] = {
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
_NUMERIC = re.compile(r"(?:numeric|decimal)(?:\((\d+)(?:,(-?\d+))?\))?")


def to_arrow(type_name: str) -> pa.DataType | None:
    """The type for a column of a table; None: text."""
    name = type_name.lower()
    if name.endswith("[]"):
        return None
    if found := _NUMERIC.fullmatch(name):
        precision, scale = found.groups()
        return decimal_of(int(precision) if precision else None, int(scale or 0))
    name = re.sub(r"\(\d+\)", "", name)
    return SCALARS.get(_WORDS.get(name, name))


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


def decimal_of(precision: int | None, scale: int | None) -> pa.DataType:
    """Of a column; without a precision, or beyond what Arrow takes, one that is wide enough for most."""
    if precision is None or scale is None or precision > 38 or not 0 <= scale <= precision:
        return UNBOUND_DECIMAL
    return pa.decimal128(precision, scale)
