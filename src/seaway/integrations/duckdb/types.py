"""DuckDB's types and Arrow's."""

import re

import pyarrow as pa

_TO_ARROW = {
    "BOOLEAN": pa.bool_(),
    "TINYINT": pa.int8(),
    "SMALLINT": pa.int16(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "UTINYINT": pa.uint8(),
    "USMALLINT": pa.uint16(),
    "UINTEGER": pa.uint32(),
    "UBIGINT": pa.uint64(),
    "FLOAT": pa.float32(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "TIME": pa.time64("us"),
    "TIMESTAMP": pa.timestamp("us"),
    "TIMESTAMP WITH TIME ZONE": pa.timestamp("us", tz="UTC"),
    "BLOB": pa.binary(),
}
_TO_COLUMN = {kind: name for name, kind in _TO_ARROW.items()}
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")


def to_arrow(type_name: str) -> pa.DataType | None:
    """The type for a column of a table; None: text."""
    if found := _DECIMAL.fullmatch(type_name):
        return pa.decimal128(*map(int, found.groups()))
    return _TO_ARROW.get(type_name)


def to_column(kind: pa.DataType) -> str:
    """The type of a new column."""
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision},{kind.scale})" if kind.precision <= 38 else "VARCHAR"
    if pa.types.is_timestamp(kind):
        return "TIMESTAMP WITH TIME ZONE" if kind.tz else "TIMESTAMP"
    if pa.types.is_time(kind):
        return "TIME"
    if pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return "BLOB"
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"{to_column(kind.value_type)}[]"
    return _TO_COLUMN.get(kind, "JSON" if pa.types.is_nested(kind) else "VARCHAR")
