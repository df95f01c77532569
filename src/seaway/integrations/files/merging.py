"""`files.merge`: one table of many."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from seaway.errors import DataError, InvalidInputError
from seaway.integrations.duckdb.engine import MEMORY, quoted
from seaway.integrations.files.tables import (
    Reading,
    columns_of,
    found_tables,
    kind_of,
    name,
    opened_tables,
    write_table,
)
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Form

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    path: str
    files: int
    rows: int
    size_bytes: int
    columns: list[str]


@dataclass(frozen=True, slots=True)
class _Source:
    place: Path
    table: str
    columns: dict[str, str]


@blueprint("files.merge", title="Merge files", category="Files", extra="data")
def merge(
    ctx: Context,
    paths: list[str],
    to: str,
    *,
    if_columns_differ: Literal["fail", "union", "common"] = "fail",
    file_column: str = "",
    delimiter: Annotated[str, Form(advanced=True)] = "",
    header: Annotated[bool, Form(advanced=True)] = True,
    all_text: Annotated[bool, Form(advanced=True)] = False,
) -> Merged:
    """Put the rows of many tables into one file, one file after the other.

    Columns are found by name, whatever their order. From CSV to CSV, and from JSON lines to JSON lines,
    values stay as they are written.

    Args:
        paths: files or patterns in the task's directory: CSV, JSON lines, Parquet, Excel
        to: the file to write, in the format of its ending
        if_columns_differ: where the files have different columns: `fail`, `union` (all columns; empty where a
            file has none) or `common` (only those that all have)
        file_column: a column that is added, with the file that each row is from
        delimiter: of CSV files that are read; found out where it is empty
        header: whether the first line of CSV and Excel files has the names
        all_text: keep every value of CSV and Excel files as text, such as ids with leading zeros

    Raises:
        NotFoundError: a path matches nothing
        InvalidInputError: an ending is not known, or `to` is one of the files
        DataError: the columns differ, or a file can't be read as what its ending says
        InternalError: DuckDB is not installed

    Example:
        one:
          needs: fetch
          uses: files.merge
          with: {paths: ["raw/*.csv"], to: all.parquet}
    """
    places, target = found_tables(ctx, paths), ctx.files.path(to)
    kind = kind_of(target)
    if target in places:
        raise InvalidInputError(f"`{to}` is one of the files to merge.", hint="Write to another name.")
    is_as_written = kind == "csv" and all(kind_of(place) == "csv" for place in places)
    reading = Reading(delimiter=delimiter, header=header, all_text=all_text or is_as_written)
    with opened_tables(ctx, MEMORY) as connection:
        sources = [_source(connection, reading, place, kind) for place in places]
        columns = _columns(ctx, sources, if_columns_differ)
        if file_column in columns:
            raise InvalidInputError(f"There is a column `{file_column}` already.", hint="Name another.")
        parts = [_select(ctx, source, columns, file_column) for source in sources]
        rows = write_table(connection, " UNION ALL ".join(parts), target)
    ctx.log.info("Merged %d files into %s: %d rows.", len(places), to, rows)
    return Merged(
        path=ctx.files.name_of(target),
        files=len(places),
        rows=rows,
        size_bytes=target.stat().st_size,
        columns=[*columns, *filter(None, [file_column])],
    )


def _source(
    connection: "duckdb.DuckDBPyConnection", reading: Reading, place: Path, target_kind: str
) -> _Source:
    table = reading.of(connection, place)
    columns = columns_of(connection, table)
    if kind_of(place) == "jsonl" == target_kind:
        columns = dict.fromkeys(columns, "JSON")
        kept = ", ".join(f"{name(column)}: 'JSON'" for column in columns)
        table = f"{table[:-1]}, columns = {{{kept}}})"
    return _Source(place, table, columns)


def _columns(ctx: Context, sources: list[_Source], if_columns_differ: str) -> list[str]:
    """In the order in which they come first."""
    union = list(dict.fromkeys(column for source in sources for column in source.columns))
    common = [column for column in union if all(column in source.columns for source in sources)]
    if union == common or if_columns_differ == "union":
        return union
    if if_columns_differ == "common":
        if not common:
            raise DataError("The files have no column in common.", hint="Check `header` and `delimiter`.")
        return common
    odd = next(source for source in sources if set(source.columns) != set(union))
    missing = ", ".join(column for column in union if column not in odd.columns)
    raise DataError(
        f"`{ctx.files.name_of(odd.place)}` lacks columns that other files have: {missing}.",
        hint="Set `if_columns_differ` to `union` or `common`, or merge files of one kind only.",
    )


def _select(ctx: Context, source: _Source, columns: list[str], file_column: str) -> str:
    listed = [name(each) if each in source.columns else f"NULL AS {name(each)}" for each in columns]
    if file_column:
        listed.append(f"{quoted(ctx.files.name_of(source.place))} AS {name(file_column)}")
    return f"SELECT {', '.join(listed)} FROM {source.table}"
