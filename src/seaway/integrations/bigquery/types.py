"""BigQuery's types and Arrow's."""

import re
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from seaway.integrations.bigquery.dialect import scalar_of

_TO_ARROW = {
    "BOOL": pa.bool_(),
    "INT64": pa.int64(),
    "FLOAT64": pa.float64(),
    "NUMERIC": pa.decimal128(38, 9),
    "BIGNUMERIC": pa.decimal256(76, 38),
    "DATE": pa.date32(),
    "TIME": pa.time64("us"),
    "DATETIME": pa.timestamp("us"),
    "TIMESTAMP": pa.timestamp("us", tz="UTC"),
    "BYTES": pa.binary(),
    "STRING": pa.string(),
}
_TO_COLUMN = {kind: name for name, kind in _TO_ARROW.items()} | {
    pa.float16(): "FLOAT64",
    pa.float32(): "FLOAT64",
    pa.date64(): "DATE",
}
_BOUNDED = re.compile(r"(NUMERIC|BIGNUMERIC)\((\d+)(?:, *(\d+))?\)")


def schema_of(fields: Sequence[Any]) -> pa.Schema:
    """The schema of a result."""
    return pa.schema([pa.field(field.name, _of(field)) for field in fields])


def to_arrow(type_name: str) -> pa.DataType | None:
    """The type for a column of a table; None: text, which BigQuery reads itself."""
    if found := _BOUNDED.fullmatch(type_name):
        precision, scale = int(found[2]), int(found[3] or 0)
        return pa.decimal128(precision, scale) if precision <= 38 else pa.decimal256(precision, scale)
    return _TO_ARROW.get(type_name)


def to_column(kind: pa.DataType) -> str:
    """The type of a new column."""
    if pa.types.is_integer(kind):
        return "INT64"
    if pa.types.is_decimal(kind):
        is_plain = kind.scale <= 9 and kind.precision - kind.scale <= 29
        return "NUMERIC" if is_plain else "BIGNUMERIC"
    if pa.types.is_timestamp(kind):
        return "TIMESTAMP" if kind.tz else "DATETIME"
    if pa.types.is_time(kind):
        return "TIME"
    if pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return "BYTES"
    return _TO_COLUMN.get(kind, "STRING")


def _of(field: Any) -> pa.DataType:
    if field.field_type in ("RECORD", "STRUCT"):
        kind: pa.DataType = pa.struct([pa.field(one.name, _of(one)) for one in field.fields])
    else:
        kind = to_arrow(scalar_of(field)) or pa.string()
    return pa.list_(kind) if field.mode == "REPEATED" else kind
