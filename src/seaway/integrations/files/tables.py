"""Tables in files, as DuckDB reads and writes them: in bounded memory, with what does not fit on disk."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from seaway.errors import InvalidInputError, NotFoundError
from seaway.integrations.duckdb.engine import CSV_BUFFER, be_frugal, load_excel, opened, quoted
from seaway.sdk.context import Context

if TYPE_CHECKING:
    import duckdb

READ_AS = {
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
    "parquet": "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 50_000",
    "xlsx": "FORMAT xlsx, HEADER true",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How files are read; what `files.convert` says of the inputs of these names."""

    delimiter: str = ""
    header: bool = True
    all_text: bool = False
    sheet: str = ""

    def of(self, connection: "duckdb.DuckDBPyConnection", place: Path) -> str:
        """A table function for that file; names of files and delimiters are its only values, and are
        quoted."""
        file = quoted(str(place).replace("[", "[[]").replace("*", "[*]").replace("?", "[?]"))
        flags = f"header = {str(self.header).lower()}, all_varchar = {str(self.all_text).lower()}"
        match kind_of(place):
            case "csv":
                delim = f", delim = {quoted(self.delimiter)}" if self.delimiter else ""
                return f"read_csv({file}, {flags}, sample_size = -1, {CSV_BUFFER}{delim})"
            case "jsonl":
                return f"read_json({file}, sample_size = -1)"
            case "parquet":
                return f"read_parquet({file})"
        load_excel(connection)
        chosen = f", sheet = {quoted(self.sheet)}" if self.sheet else ""
        return f"read_xlsx({quoted(str(place))}, {flags}{chosen})"


@contextmanager
def opened_tables(ctx: Context, path: str) -> "Iterator[duckdb.DuckDBPyConnection]":
    """A DuckDB of this task's own, of little memory."""
    with opened(path, folder=ctx.temp) as connection:
        be_frugal(connection)
        yield connection


def write_table(connection: "duckdb.DuckDBPyConnection", query: str, target: Path) -> int:
    """Write what `query` gives in the format that the ending says, and give the number of rows. The file
    appears when it is complete.

    Raises:
        InvalidInputError: the ending says no format.
    """
    kind = kind_of(target)
    if kind == "xlsx":
        load_excel(connection)
    delim = ", DELIMITER '\t'" if target.suffix.lower() == ".tsv" else ""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{uuid4().hex}.partial")
    try:
        found = connection.execute(
            f"COPY ({query}) TO {quoted(str(partial))} ({_WRITE_AS[kind]}{delim})"
        ).fetchone()
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return int(found[0]) if found else 0


def columns_of(connection: "duckdb.DuckDBPyConnection", table: str) -> dict[str, str]:
    """Names and types of the columns of a table or a table function."""
    return {row[0]: row[1] for row in connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()}


def check_columns(wanted: Sequence[str], known: Sequence[str], where: str) -> None:
    """
    Raises:
        InvalidInputError: one is not there; names the closest.
    """
    for name in wanted:
        if name not in known:
            match = get_close_matches(name, known, n=1)
            hint = f"Did you mean `{match[0]}`?" if match else f"It has {', '.join(known[:20])}."
            raise InvalidInputError(f"{where} has no column `{name}`.", hint=hint)


def name(column: str) -> str:
    """The column as an identifier."""
    return '"' + column.replace('"', '""') + '"'


def found_tables(ctx: Context, paths: list[str]) -> list[Path]:
    """All files that match, each once.

    Raises:
        NotFoundError: a path matches nothing.
        InvalidInputError: an ending says no format.
    """
    found: dict[Path, None] = {}
    for path in paths:
        matches = ctx.files.glob(path)
        if not matches:
            raise NotFoundError(
                f"There is no file for `{path}` in the task's directory.", hint="Check the path."
            )
        found |= dict.fromkeys(matches)
    for place in found:
        kind_of(place)
    return list(found)


def found_table(ctx: Context, path: str) -> Path:
    """The one file of that path or pattern.

    Raises:
        NotFoundError, InvalidInputError: there is none, or more than one.
    """
    found = found_tables(ctx, [path])
    if len(found) > 1:
        raise InvalidInputError(
            f"`{path}` matches {len(found)} files.", hint="Name one, or make one of them with `files.merge`."
        )
    return found[0]


def kind_of(place: Path) -> str:
    """`csv`, `jsonl`, `parquet` or `xlsx`; `.gz` after the ending of a text format is understood.

    Raises:
        InvalidInputError: the ending says none.
    """
    suffix = place.with_suffix("").suffix if is_gzip(place) else place.suffix
    kind = READ_AS.get(suffix.lower())
    if kind is None:
        raise InvalidInputError(
            f"`{place.name}` has no ending that says its format.", hint=f"Use one of {', '.join(READ_AS)}."
        )
    return kind


def is_gzip(place: Path) -> bool:
    return place.suffix.lower() == ".gz"


def stem_of(place: Path) -> str:
    """The name of the file without its endings."""
    return (place.with_suffix("") if is_gzip(place) else place).stem
