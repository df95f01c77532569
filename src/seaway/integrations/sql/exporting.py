"""From a query to files."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from seaway.errors import InvalidInputError
from seaway.integrations.sql.protocol import Column, Row
from seaway.integrations.sql.rows import batches_of
from seaway.integrations.sql.running import Work
from seaway.integrations.sql.saving import Saved, save, writer_of
from seaway.integrations.sql.script import Statement
from seaway.sdk.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Batches:
    """The rows of a query on their way."""

    columns: list[Column]
    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]


def batches_from(work: Work, statement: Statement) -> Batches:
    """Run a query for its rows as record batches.

    Raises:
        InvalidInputError: it gives no rows.
    """
    result = work.run(statement, stream=True)
    if not result.columns or result.schema is None:
        raise InvalidInputError(
            "The last statement gives no rows that could be saved.",
            hint="Leave `save_to` out, or end with a SELECT.",
        )
    with work.telling():
        schema = _distinct(result.schema())
    return Batches(columns=list(result.columns), schema=schema, batches=_told(work, batches_of(result)))


def first_of(work: Work, statement: Statement, first: int) -> tuple[Batches, list[Row]]:
    """The batches of a query, and the first rows besides."""
    found = batches_from(work, statement)
    head, kept = list[pa.RecordBatch](), list[Row]()
    for batch in found.batches if first else ():
        head.append(batch)
        kept += _rows(batch.slice(0, first - len(kept)))
        if len(kept) >= first:
            break
    rest = chain(head, found.batches)
    return Batches(columns=found.columns, schema=found.schema, batches=rest), kept


def write(ctx: Context, found: Batches, place: Path, *, rows_per_file: int = 0) -> Saved:
    """Write the batches to files, in bounded memory."""
    writer_of(place)
    fitted = (_renamed(batch, found.schema) for batch in found.batches)
    saved = save(place, found.schema, fitted, rows_per_file=rows_per_file, told=ctx.progress)
    ctx.log.info("Wrote %d rows to %d files, %d bytes.", saved.rows, len(saved.paths), saved.size_bytes)
    return saved


def _told(work: Work, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    with work.telling():
        yield from batches


def _rows(batch: pa.RecordBatch) -> list[Row]:
    columns: list[list[Any]] = [column.to_pylist() for column in batch.columns]
    return list(zip(*columns, strict=True))


def _distinct(schema: pa.Schema) -> pa.Schema:
    """
    Raises:
        InvalidInputError: two columns have one name, which a file can't have.
    """
    names = schema.names
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise InvalidInputError(
            f"The query gives two columns named `{twice[0]}`.", hint="Name one of them with AS."
        )
    return schema


def _renamed(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(batch.columns, schema=schema)
