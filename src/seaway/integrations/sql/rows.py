"""Rows of a driver as Arrow record batches."""

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from seaway.errors import DataError
from seaway.integrations.sql.protocol import Result, Row

UNBOUND_DECIMAL = pa.decimal128(38, 18)
"""For decimals that have no precision of their own; what is beyond 18 places is rounded."""
BATCH_ROWS = 10_000
_DIGITS_128, _DIGITS_256 = 37, 76
_STEP = Decimal(1).scaleb(-18)


def batches_of(result: Result, size: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
    """The rows of a result that gives some.

    Raises:
        DataError: a value does not fit the type of its column.
    """
    if result.arrow is not None:
        yield from result.arrow(size)
        return
    assert result.schema is not None
    schema, done = result.schema(), 0
    for rows in result.rows(size):
        yield to_batch(rows, schema, done)
        done += len(rows)


def to_batch(rows: Sequence[Row], schema: pa.Schema, before: int = 0) -> pa.RecordBatch:
    """One batch of rows; `before` is how many there were earlier."""
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [to_array(values, kind, before) for values, kind in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def to_array(values: Sequence[Any], column: pa.Field, before: int) -> pa.Array:
    """The values of one column of a batch; `before` is how many rows there were earlier.

    Raises:
        DataError: one does not fit; the message names the row.
    """
    if column.type == UNBOUND_DECIMAL:
        values = [_rounded(value) for value in values]
    try:
        return pa.array(values, type=column.type)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        for at, value in enumerate(values):
            _check(value, column, before + at)
        raise


def decimals_of(texts: pa.Array, kind: pa.DataType) -> pa.Array:
    """Decimals from text. Arrow's own cast is silently wrong where a number has more digits than fit, so it
    gets only what can't have.

    Raises:
        ValueError, pa.ArrowException: one is no decimal, or does not fit.
    """
    longest = pc.max(pc.utf8_length(texts)).as_py() or 0
    if pc.any(pc.match_substring(texts, "e", ignore_case=True)).as_py() or longest + kind.scale > _DIGITS_256:
        try:
            values = [None if text is None else Decimal(text) for text in texts.to_pylist()]
        except InvalidOperation as error:
            raise ValueError("no decimal") from error
        return pa.array(values, kind)
    if longest + kind.scale <= _DIGITS_128 and pa.types.is_decimal128(kind):
        return texts.cast(kind)
    return texts.cast(pa.decimal256(_DIGITS_256, kind.scale)).cast(kind)


def _rounded(value: Any) -> Any:
    if isinstance(value, Decimal) and value.is_finite() and int(value.as_tuple().exponent) < -18:
        return value.quantize(_STEP)
    return value


def _check(value: Any, column: pa.Field, row: int) -> None:
    try:
        pa.array([value], type=column.type)
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        shown = f"{value!r}"[:80]
        raise DataError(
            f"Row {row + 1} of the result, column `{column.name}`: {shown} does not fit {column.type}.",
            hint="Cast the column in the query.",
        ) from error
