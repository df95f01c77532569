"""`files.split`: many files of one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from seaway.errors import InvalidInputError
from seaway.integrations.files.parquet_parts import split_parquet
from seaway.integrations.files.parts import Cut, Part
from seaway.integrations.files.tables import found_tables, kind_of, stem_of
from seaway.integrations.files.text_parts import split_text
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Form, Size

By = Literal["rows", "size", "column"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """`rows_by_file` counts the rows of each of `paths`."""

    paths: list[str]
    rows: int
    rows_by_file: dict[str, int]


@blueprint("files.split", title="Split files", category="Files", extra="data")
def split(
    ctx: Context,
    paths: list[str],
    by: By,
    *,
    rows: Annotated[int, Form(show_if={"by": "rows"})] = 100_000,
    size: Annotated[Size, Form(show_if={"by": "size"})] = 100 * 2**20,
    column: Annotated[str, Form(show_if={"by": "column"})] = "",
    to: Annotated[str, Form(picker="folder")] = ".",
    delimiter: Annotated[str, Form(advanced=True, show_if={"by": "column"})] = "",
    header: Annotated[bool, Form(advanced=True)] = True,
) -> Split:
    """Split tables into files with so many rows, of such a size, or with one value of a column each.

    Rows keep their order. Those of CSV and JSON lines stay as they are written, and each CSV file begins with
    the names. The files are called `<name>-0001.<ending>` and so on, or `<name>-<value>.<ending>`.

    Args:
        paths: files or patterns in the task's directory: `.csv`, `.tsv`, `.txt`, `.jsonl`, `.ndjson`,
            `.json` (a row a line), `.parquet`; `.gz` after the ending of a text format is understood
        by: what makes a new file
        rows: at most so many rows in a file
        size: at most so large a file, such as `100MB`; a row that is larger has a file of its own. Of Parquet
            about that size
        column: each value of it has a file; at most 500 values
        to: folder for the files
        delimiter: between the columns of a CSV file; found out by the first line where it is empty
        header: whether the first line of a CSV file has the names

    Raises:
        NotFoundError: a path matches nothing
        InvalidInputError: an ending is not known, two files would get one name, or there is no such column
        DataError: a file can't be read as what its ending says, or the column has too many values
        InternalError: DuckDB is not installed

    Example:
        parts:
          needs: fetch
          uses: files.split
          with: {paths: [orders.csv], by: column, column: country, to: by-country}
    """
    cut = Cut(by=by, rows=rows, size_bytes=size, column=column, delimiter=delimiter, header=header)
    _check(cut)
    sources = found_tables(ctx, paths)
    _check_sources(sources)
    parts: list[Part] = []
    for done, source in enumerate(sources):
        is_parquet, folder = kind_of(source) == "parquet", ctx.files.path(to)
        parts += split_parquet(ctx, source, folder, cut) if is_parquet else split_text(source, folder, cut)
        ctx.progress(done + 1, len(sources), ctx.files.name_of(source))
    counts = {ctx.files.name_of(part.place): part.rows for part in parts}
    ctx.log.info("Split %d files into %d, %d rows.", len(sources), len(parts), sum(counts.values()))
    return Split(paths=list(counts), rows=sum(counts.values()), rows_by_file=counts)


def _check(cut: Cut) -> None:
    if cut.by == "rows" and cut.rows < 1:
        raise InvalidInputError("`rows` is below 1.", hint="Say how many rows a file has at most.")
    if cut.by == "size" and cut.size_bytes < 1:
        raise InvalidInputError("`size` is nothing.", hint="Say how large a file is at most, such as 100MB.")
    if cut.by == "column" and not cut.column:
        raise InvalidInputError("`by: column` needs a `column`.", hint="Name the column.")
    if cut.by == "column" and not cut.header:
        raise InvalidInputError("Without a header no column has a name.", hint="Split by rows or by size.")


def _check_sources(sources: list[Path]) -> None:
    """Before anything is written: one name for two results, or a format that has no rows to cut between."""
    known: dict[str, Path] = {}
    for place in sources:
        if kind_of(place) == "xlsx":
            raise InvalidInputError(
                f"`{place.name}` is an Excel file, which can't be split.", hint="Use `files.convert` first."
            )
        other = known.setdefault(stem_of(place), place)
        if other != place:
            raise InvalidInputError(
                f"The parts of `{place.name}` and `{other.name}` would have the same names.",
                hint="Split them in two tasks, or give them other names.",
            )
