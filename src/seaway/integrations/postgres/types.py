"""PostgreSQL's types and Arrow's."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import psycopg
import pyarrow as pa
from psycopg.types.string import TextLoader

from seaway.integrations.postgres.type_names import SCALARS, decimal_of
from seaway.integrations.sql.protocol import Row
from seaway.integrations.sql.rows import decimals_of, to_array

_READ_BY_ARROW = ("numeric", "date", "timestamp", "timestamptz")


def register_loaders(connection: "psycopg.Connection[Any]") -> None:
    """What has no type of its own in Arrow is read as PostgreSQL's text."""
    for info in psycopg.adapters.types:
        if info.name not in SCALARS:
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


def _of_column(column: psycopg.Column) -> pa.DataType:
    info = psycopg.adapters.types.get(column.type_code)
    if info is None:
        return pa.string()
    if info.name == "numeric" and column.type_code == info.oid:
        return decimal_of(column.precision, column.scale)
    found = SCALARS.get(info.name, pa.string())
    return pa.list_(found) if column.type_code == info.array_oid else found
