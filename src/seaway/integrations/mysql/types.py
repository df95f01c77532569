"""MySQL's types and Arrow's."""

import json
import re
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from pymysql.constants import FIELD_TYPE, FLAG

_BINARY_CHARSET = 63
_BY_CODE: dict[int, pa.DataType] = {
    FIELD_TYPE.TINY: pa.int16(),
    FIELD_TYPE.SHORT: pa.int32(),
    FIELD_TYPE.INT24: pa.int32(),
    FIELD_TYPE.LONG: pa.int64(),
    FIELD_TYPE.LONGLONG: pa.int64(),
    FIELD_TYPE.YEAR: pa.int16(),
    FIELD_TYPE.FLOAT: pa.float32(),
    FIELD_TYPE.DOUBLE: pa.float64(),
    FIELD_TYPE.DATE: pa.date32(),
    FIELD_TYPE.NEWDATE: pa.date32(),
    FIELD_TYPE.DATETIME: pa.timestamp("us"),
    FIELD_TYPE.TIMESTAMP: pa.timestamp("us", tz="UTC"),
    FIELD_TYPE.BIT: pa.binary(),
}
_BY_NAME: dict[str, pa.DataType] = {
    "tinyint(1)": pa.bool_(),
    "tinyint": pa.int8(),
    "tinyint unsigned": pa.uint8(),
    "smallint": pa.int16(),
    "smallint unsigned": pa.uint16(),
    "mediumint": pa.int32(),
    "int": pa.int32(),
    "int unsigned": pa.uint32(),
    "bigint": pa.int64(),
    "bigint unsigned": pa.uint64(),
    "float": pa.float32(),
    "double": pa.float64(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us"),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "binary": pa.binary(),
    "varbinary": pa.binary(),
    "tinyblob": pa.binary(),
    "blob": pa.binary(),
    "mediumblob": pa.binary(),
    "longblob": pa.binary(),
}
_TO_COLUMN = {
    pa.bool_(): "boolean",
    pa.int8(): "smallint",
    pa.int16(): "smallint",
    pa.int32(): "int",
    pa.int64(): "bigint",
    pa.uint8(): "smallint unsigned",
    pa.uint16(): "int unsigned",
    pa.uint32(): "bigint unsigned",
    pa.uint64(): "bigint unsigned",
    pa.float16(): "float",
    pa.float32(): "float",
    pa.float64(): "double",
    pa.date32(): "date",
    pa.date64(): "date",
}
_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")


def schema_of(fields: Sequence[Any]) -> pa.Schema:
    """The schema of a result, from the driver's descriptions of its columns."""
    return pa.schema([pa.field(field.name, _of_field(field)) for field in fields])


def to_arrow(type_name: str) -> pa.DataType | None:
    """The type for a column of a table; None: text."""
    name = type_name.lower()
    if found := _DECIMAL.match(name):
        precision, scale = map(int, found.groups())
        return pa.decimal128(precision, scale) if precision <= 38 else None
    if name in _BY_NAME:
        return _BY_NAME[name]
    plain = re.sub(r"\(.*?\)", "", name)
    return _BY_NAME.get(plain) or _BY_NAME.get(plain.split(" ")[0])


def to_column(kind: pa.DataType) -> str:
    """The type of a new column."""
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision},{min(kind.scale, 30)})"
    if pa.types.is_timestamp(kind):
        return "datetime(6)"
    if pa.types.is_time(kind):
        return "time(6)"
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return "longblob"
    if pa.types.is_nested(kind):
        return "json"
    return _TO_COLUMN.get(kind, "longtext")


def to_mysql(column: pa.Array) -> list[Any]:
    """Values as the driver writes them: moments on the clock of UTC, lists as JSON."""
    if pa.types.is_timestamp(column.type):
        column = utc_clock(column)
    values: list[Any] = column.to_pylist()
    if pa.types.is_nested(column.type):
        return [None if v is None else json.dumps(v, default=str, ensure_ascii=False) for v in values]
    return values


def utc_clock(column: pa.Array) -> pa.Array:
    """Moments in microseconds without a zone: those with one on the clock of UTC."""
    return column.cast(pa.timestamp("us", tz=column.type.tz and "UTC")).cast(pa.timestamp("us"))


def _of_field(field: Any) -> pa.DataType:
    code = field.type_code
    is_unsigned = bool(field.flags & FLAG.UNSIGNED)
    if code in (FIELD_TYPE.DECIMAL, FIELD_TYPE.NEWDECIMAL):
        # its length counts the sign and the point
        precision = field.length - (0 if is_unsigned else 1) - (1 if field.scale else 0)
        return pa.decimal128(precision, field.scale) if precision <= 38 else pa.decimal256(76, field.scale)
    if code == FIELD_TYPE.LONGLONG and is_unsigned:
        return pa.uint64()
    if code in _BY_CODE:
        return _BY_CODE[code]
    is_text = field.charsetnr != _BINARY_CHARSET or code in (FIELD_TYPE.TIME, FIELD_TYPE.JSON)
    return pa.string() if is_text else pa.binary()
