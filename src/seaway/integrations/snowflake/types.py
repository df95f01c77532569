"""Snowflake's types and Arrow's."""

import re
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

NAMES = (
    "number",
    "float",
    "varchar",
    "date",
    "timestamp",
    "variant",
    "timestamp_ltz",
    "timestamp_tz",
    "timestamp_ntz",
    "object",
    "array",
    "binary",
    "time",
    "boolean",
)
"""By the number that the client gives a type in a result."""
_BY_NAME: dict[str, pa.DataType] = {
    "float": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "timestamp_ntz": pa.timestamp("us"),
    "timestamp_ltz": pa.timestamp("us", tz="UTC"),
    "timestamp_tz": pa.timestamp("us", tz="UTC"),
    "binary": pa.binary(),
    "boolean": pa.bool_(),
}
_TO_COLUMN = {
    pa.bool_(): "BOOLEAN",
    pa.float16(): "FLOAT",
    pa.float32(): "FLOAT",
    pa.float64(): "FLOAT",
    pa.date32(): "DATE",
    pa.date64(): "DATE",
}
_NUMBER = re.compile(r"(?:number|decimal|numeric)\((\d+),\s*(\d+)\)")


def name_of(type_code: int) -> str:
    """Snowflake's word for the type of a column of a result."""
    return NAMES[type_code] if type_code < len(NAMES) else "varchar"


def schema_of(description: Sequence[Any], names: Sequence[str]) -> pa.Schema:
    """The schema of a result. Whole numbers are integers of 64 bits, though Snowflake's INT has 38 digits:
    one that is larger is refused by name, instead of making a decimal of every id."""
    return pa.schema([pa.field(name, _of(one)) for name, one in zip(names, description, strict=True)])


def to_arrow(type_name: str) -> pa.DataType | None:
    """The type for a column of a table; None: text, which Snowflake reads itself."""
    name = type_name.lower()
    if found := _NUMBER.match(name):
        precision, scale = map(int, found.groups())
        return pa.decimal128(precision, scale)
    return _BY_NAME.get(name.partition("(")[0])


def to_column(kind: pa.DataType) -> str:
    """The type of a new column."""
    if pa.types.is_integer(kind):
        return "NUMBER(38,0)"
    if pa.types.is_decimal(kind):
        return f"NUMBER({min(kind.precision, 38)},{min(max(kind.scale, 0), 37)})"
    if pa.types.is_timestamp(kind):
        return "TIMESTAMP_TZ" if kind.tz else "TIMESTAMP_NTZ"
    if pa.types.is_time(kind):
        return "TIME"
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return "BINARY"
    return _TO_COLUMN.get(kind, "VARCHAR")


def to_bound(column: pa.Array) -> list[Any]:
    """Values as the client binds them. Numbers and moments go as text, which loses no digit."""
    kind = column.type
    if pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp("us", tz=kind.tz and "UTC"))
        return [None if value is None else value.isoformat(" ") for value in column.to_pylist()]
    values: list[Any] = column.to_pylist()
    if pa.types.is_decimal(kind) or pa.types.is_date(kind) or pa.types.is_time(kind):
        return [None if value is None else str(value) for value in values]
    return values


def _of(column: Any) -> pa.DataType:
    name = name_of(column.type_code)
    if name == "number":
        return pa.decimal128(column.precision or 38, column.scale) if column.scale else pa.int64()
    return _BY_NAME.get(name, pa.string())
