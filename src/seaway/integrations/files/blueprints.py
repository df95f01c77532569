"""`files.convert`: the same rows in another format."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from seaway.errors import InvalidInputError, NotFoundError
from seaway.integrations.duckdb.engine import MEMORY, load_excel, opened, quoted
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context

Format = Literal["csv", "jsonl", "parquet", "xlsx"]

_READ_AS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
}
_WRITE_AS = {
    "csv": "FORMAT csv, HEADER",
    "jsonl": "FORMAT json",
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "xlsx": "FORMAT xlsx, HEADER true",
}


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
    sources = _sources(ctx, paths)
    targets = _targets(ctx, sources, to, format)
    rows = 0
    with opened(MEMORY, folder=ctx.temp) as connection:
        if format == "xlsx" or any(_kind(place) == "xlsx" for place in sources):
            load_excel(connection)
        for done, (source, target) in enumerate(zip(sources, targets, strict=True)):
            table = _reader(source, delimiter, header=header, all_text=all_text, sheet=sheet)
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(f".{target.name}.partial")
            found = connection.execute(
                f"COPY (SELECT * FROM {table}) TO {quoted(str(partial))} ({_WRITE_AS[format]})"
            ).fetchone()
            partial.replace(target)
            rows += int(found[0]) if found else 0
            ctx.progress(done + 1, len(sources), ctx.files.name_of(target))
    return Converted(
        paths=[ctx.files.name_of(target) for target in targets],
        rows=rows,
        size_bytes=sum(target.stat().st_size for target in targets),
    )


def _sources(ctx: Context, paths: list[str]) -> list[Path]:
    found: dict[Path, None] = {}
    for path in paths:
        matches = ctx.files.glob(path)
        if not matches:
            raise NotFoundError(
                f"There is no file for `{path}` in the task's directory.", hint="Check the path."
            )
        found |= dict.fromkeys(matches)
    for place in found:
        _kind(place)
    return list(found)


def _targets(ctx: Context, sources: list[Path], to: str, form: str) -> list[Path]:
    targets: dict[Path, Path] = {}
    for source in sources:
        name = f"{_without_endings(source)}.{form}"
        target = ctx.files.path(f"{to}/{name}")
        if target in targets or target in sources:
            raise InvalidInputError(
                f"`{name}` would be written over {'a source' if target in sources else 'another result'}.",
                hint="Name another folder with `to`.",
            )
        targets[target] = source
    return list(targets)


def _kind(place: Path) -> str:
    suffix = place.with_suffix("").suffix if place.suffix.lower() == ".gz" else place.suffix
    kind = _READ_AS.get(suffix.lower())
    if kind is None:
        raise InvalidInputError(
            f"`{place.name}` has no ending that says its format.", hint=f"Use one of {', '.join(_READ_AS)}."
        )
    return kind


def _without_endings(place: Path) -> str:
    name = place.with_suffix("") if place.suffix.lower() == ".gz" else place
    return name.stem


def _reader(place: Path, delimiter: str, *, header: bool, all_text: bool, sheet: str) -> str:
    """A table function; names of files and delimiters are the only values, and are quoted."""
    file = quoted(str(place).replace("[", "[[]").replace("*", "[*]").replace("?", "[?]"))
    flags = f"header = {str(header).lower()}, all_varchar = {str(all_text).lower()}"
    match _kind(place):
        case "csv":
            delim = f", delim = {quoted(delimiter)}" if delimiter else ""
            return f"read_csv({file}, {flags}, sample_size = -1{delim})"
        case "jsonl":
            return f"read_json({file}, sample_size = -1)"
        case "parquet":
            return f"read_parquet({file})"
    chosen = f", sheet = {quoted(sheet)}" if sheet else ""
    return f"read_xlsx({quoted(str(place))}, {flags}{chosen})"
