"""Splits Parquet, row group by row group."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from seaway.errors import DataError
from seaway.integrations.duckdb.engine import MEMORY, quoted
from seaway.integrations.files.parts import MOST_VALUES, Cut, Names, Part
from seaway.integrations.files.tables import (
    Reading,
    check_columns,
    columns_of,
    name,
    opened_tables,
    write_table,
)
from seaway.sdk.context import Context

if TYPE_CHECKING:
    import pyarrow.parquet as pq

_BATCH_ROWS = 10_000


def split_parquet(ctx: Context, source: Path, folder: Path, cut: Cut) -> list[Part]:
    """The parts of a Parquet file, in bounded memory.

    Raises:
        InvalidInputError: there is no such column.
        DataError: it is no Parquet, or the column has too many values.
    """
    if cut.by == "column":
        return _by_value(ctx, source, Names(source, folder), cut.column)
    from seaway.integrations.sql.saving import save

    with _opened(source) as file:
        rows = cut.rows if cut.by == "rows" else _rows_of_size(source, file, cut.size_bytes)
        saved = save(
            folder / source.name,
            file.schema_arrow,
            file.iter_batches(batch_size=min(rows, _BATCH_ROWS)),
            rows_per_file=rows,
        )
        counts = (max(min(rows, saved.rows - at * rows), 0) for at in range(len(saved.paths)))
        return [Part(place, count) for place, count in zip(saved.paths, counts, strict=True)]


@contextmanager
def _opened(source: Path) -> "Iterator[pq.ParquetFile]":
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(source) as file:
            yield file
    except pa.ArrowException as error:
        raise DataError(
            f"`{source.name}` can't be read as Parquet: {error}.", hint="Check the file."
        ) from error


def _rows_of_size(source: Path, file: "pq.ParquetFile", size_bytes: int) -> int:
    """How many rows have about that size, as those of the file have on average."""
    total: int = max(file.metadata.num_rows, 1)
    return max(size_bytes * total // max(source.stat().st_size, 1), 1)


def _by_value(ctx: Context, source: Path, names: Names, column: str) -> list[Part]:
    """One pass over the file for each value."""
    with opened_tables(ctx, MEMORY) as connection:
        table = Reading().of(connection, source)
        check_columns([column], list(columns_of(connection, table)), f"`{source.name}`")
        chosen = name(column)
        distinct = f"SELECT DISTINCT {chosen}::VARCHAR FROM {table} ORDER BY 1 LIMIT {MOST_VALUES + 1}"
        values = [row[0] for row in connection.execute(distinct).fetchall()]
        places = {value: names.of_value(value) for value in values}
        parts = []
        for value, place in places.items():
            wanted = "IS NULL" if value is None else f"= {quoted(value)}"
            query = f"SELECT * FROM {table} WHERE {chosen}::VARCHAR {wanted}"
            parts.append(Part(place, write_table(connection, query, place)))
        return parts
