"""Redshift's types and Arrow's, where they differ from PostgreSQL's."""

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from redshift_connector.utils.oids import RedshiftOID

from seaway.integrations.postgres.type_names import decimal_of
from seaway.integrations.postgres.type_names import to_arrow as postgres_to_arrow
from seaway.integrations.postgres.type_names import to_column as postgres_to_column

_KINDS: dict[int, pa.DataType] = {
    RedshiftOID.BOOLEAN: pa.bool_(),
    RedshiftOID.SMALLINT: pa.int16(),
    RedshiftOID.INTEGER: pa.int32(),
    RedshiftOID.BIGINT: pa.int64(),
    RedshiftOID.OID: pa.int64(),
    RedshiftOID.REAL: pa.float32(),
    RedshiftOID.FLOAT: pa.float64(),
    RedshiftOID.DATE: pa.date32(),
    RedshiftOID.TIME: pa.time64("us"),
    RedshiftOID.TIMESTAMP: pa.timestamp("us"),
    RedshiftOID.TIMESTAMPTZ: pa.timestamp("us", tz="UTC"),
    RedshiftOID.BYTES: pa.binary(),
    RedshiftOID.VARBYTE: pa.binary(),
}
_NAMES = {
    RedshiftOID.SMALLINT: "smallint",
    RedshiftOID.INTEGER: "integer",
    RedshiftOID.BIGINT: "bigint",
    RedshiftOID.FLOAT: "double precision",
    RedshiftOID.VARCHAR: "character varying",
    RedshiftOID.BPCHAR: "character",
    RedshiftOID.BYTES: "varbyte",
}
_WIDEST = "VARCHAR(65535)"
_HEADER = 4


def kind_of(column: dict[str, Any]) -> pa.DataType:
    """The type for a column of a result, as the driver describes it."""
    oid, modifier = column["type_oid"], column["type_modifier"]
    if oid == RedshiftOID.NUMERIC:
        if modifier < _HEADER:
            return decimal_of(None, None)
        return decimal_of((modifier - _HEADER) >> 16, (modifier - _HEADER) & 0xFFFF)
    return _KINDS.get(oid, pa.string())


def name_of(oid: int) -> str:
    """Redshift's word for the type of a column of a result."""
    known = _NAMES.get(RedshiftOID(oid)) if oid in set(RedshiftOID) else "varchar"
    return known or RedshiftOID(oid).name.lower()


def to_arrow(type_name: str) -> pa.DataType | None:
    """The type for a column of a table; None: text, which Redshift reads itself."""
    name = type_name.lower()
    if name.startswith(("varbyte", "varbinary", "binary varying")):
        return pa.binary()
    return postgres_to_arrow(name)


def to_column(kind: pa.DataType) -> str:
    """The type of a new column. TEXT has only 256 bytes in Redshift, and there are no arrays."""
    if pa.types.is_nested(kind):
        return "SUPER"
    if pa.types.is_decimal(kind):
        return f"numeric({min(kind.precision, 38)},{min(max(kind.scale, 0), 37)})"
    found = {"bytea": "VARBYTE", "text": _WIDEST, "numeric(20)": "numeric(20,0)"}
    return found.get(named := postgres_to_column(kind), named)


def to_value(value: Any, kind: pa.DataType) -> Any:
    """A value of the driver as Arrow takes it."""
    if value is None:
        return None
    if pa.types.is_binary(kind):
        return bytes.fromhex(value.removeprefix("\\x")) if isinstance(value, str) else bytes(value)
    if pa.types.is_string(kind) and not isinstance(value, str):
        return (
            json.dumps(value, default=str, ensure_ascii=False)
            if isinstance(value, list | dict)
            else str(value)
        )
    return value


def to_values(column: pa.Array) -> Sequence[Any]:
    """Values as `RedshiftSession.literal` writes them: what is nested as JSON."""
    values: list[Any] = column.to_pylist()
    if pa.types.is_nested(column.type):
        return [None if value is None else json.dumps(value, default=str) for value in values]
    return values
