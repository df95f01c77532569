"""`files.convert`: the same rows in another format; and the other verbs of tables in files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from seaway.errors import InvalidInputError
from seaway.integrations.duckdb.engine import MEMORY
from seaway.integrations.files.comparing import compare
from seaway.integrations.files.merging import merge
from seaway.integrations.files.splitting import split
from seaway.integrations.files.tables import Reading, found_tables, opened_tables, stem_of, write_table
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context

__all__ = ["compare", "convert", "merge", "split"]

Format = Literal["csv", "jsonl", "parquet", "xlsx"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    paths: list[str]
    rows: int
    size_bytes: int


@blueprint("files.convert", title="Convert files", category="Files", extra="data")
def convert(
    ctx: Context,
    paths: list[str],
    format: Format,  # noqa: A002 - what a person calls it
    *,
    to: str = ".",
    delimiter: str = "",
    header: bool = True,
    all_text: bool = False,
    sheet: str = "",
) -> Converted:
    """Convert tables between CSV, JSON lines, Parquet and Excel, streaming.

    Types of CSV and JSON columns are found by looking at all rows; `all_text` keeps every value as it is
    written.

    Args:
        paths: files or patterns in the task's directory: `.csv`, `.tsv`, `.txt`, `.jsonl`, `.ndjson`,
            `.json`,
            `.parquet`, `.xlsx`; `.gz` after the ending of a text format is understood
        format: what to write
        to: folder in the task's directory; files keep their names, with the new ending
        delimiter: of a CSV file that is read; found out where it is empty
        header: whether the first line of a CSV or Excel file has the names
        all_text: keep every value of a CSV or Excel file as text, such as ids with leading zeros
        sheet: of an Excel file that is read; the first one where it is empty

    Raises:
        NotFoundError: a path matches nothing
        InvalidInputError: a file has an ending that is not known, or two files would get one name
        DataError: a file can't be read as what its ending says
        InternalError: DuckDB is not installed

    Example:
        as_parquet:
          needs: fetch
          uses: files.convert
          with: {paths: ["raw/*.csv"], format: parquet, to: parquet}
    """
    sources = found_tables(ctx, paths)
    targets = _targets(ctx, sources, to, format)
    reading = Reading(delimiter=delimiter, header=header, all_text=all_text, sheet=sheet)
    rows = 0
    with opened_tables(ctx, MEMORY) as connection:
        for done, (source, target) in enumerate(zip(sources, targets, strict=True)):
            rows += write_table(connection, f"SELECT * FROM {reading.of(connection, source)}", target)
            ctx.progress(done + 1, len(sources), ctx.files.name_of(target))
    return Converted(
        paths=[ctx.files.name_of(target) for target in targets],
        rows=rows,
        size_bytes=sum(target.stat().st_size for target in targets),
    )


def _targets(ctx: Context, sources: list[Path], to: str, form: str) -> list[Path]:
    targets: dict[Path, Path] = {}
    for source in sources:
        name = f"{stem_of(source)}.{form}"
        target = ctx.files.path(f"{to}/{name}")
        if target in targets or target in sources:
            raise InvalidInputError(
                f"`{name}` would be written over {'a source' if target in sources else 'another result'}.",
                hint="Name another folder with `to`.",
            )
        targets[target] = source
    return list(targets)
