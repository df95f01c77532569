"""What Snowflake's own verbs give."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from seaway.integrations.sql.protocol import Column
from seaway.integrations.sql.results import as_dicts
from seaway.sdk.context import Context

_CHANGES = "number of rows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """`rows` were given by a query, or changed by a statement.

    A dry run has only `bytes_assigned`: what the statement would read, as Snowflake's EXPLAIN says."""

    query_id: str = ""
    rows: int = 0
    columns: list[Column] = field(default_factory=list)
    first_rows: list[dict[str, Any]] = field(default_factory=list)
    bytes_assigned: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedFile:
    """What became of one file. `status` is Snowflake's: LOADED, PARTIALLY_LOADED, LOAD_SKIPPED, LOAD_FAILED;
    `error` is the first, with its line in the file."""

    path: str
    status: str
    rows: int
    bad_rows: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedFromStage:
    """`rows` of all files arrived in the table, `bad_rows` were left out."""

    query_id: str
    table: str
    rows: int
    bad_rows: int
    files: list[LoadedFile]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedFile:
    path: str
    rows: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedToStage:
    query_id: str
    to: str
    rows: int
    size_bytes: int
    files: list[ExportedFile]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """`created` is false where there was a table of that name, and it was left as it is."""

    table: str
    created: bool = True


def finished_run(ctx: Context, query_id: str, cursor: Any, *, first: int) -> Ran:
    """The result of a statement that is done; the first rows of it are fetched."""
    from seaway.integrations.snowflake.session import columns_of

    description = cursor.description or []
    if description and description[0].name.startswith(_CHANGES):
        changed = sum(int(value) for value in cursor.fetchone() or ())
        ctx.log.info("Snowflake query %s changed %d rows.", query_id, changed)
        return Ran(query_id=query_id, rows=changed)
    columns = columns_of(description)
    kept = list(as_dicts([column.name for column in columns], cursor.fetchmany(first) if first else []))
    ctx.log.info("Snowflake query %s gave %d rows.", query_id, cursor.rowcount or 0)
    return Ran(query_id=query_id, rows=int(cursor.rowcount or 0), columns=columns, first_rows=kept)


def loaded_files(cursor: Any) -> list[LoadedFile]:
    """What COPY INTO a table says of each file; none where there was none to load."""
    return [
        LoadedFile(
            path=str(row["file"]),
            status=str(row["status"]),
            rows=int(row["rows_loaded"] or 0),
            bad_rows=max(int(row["rows_parsed"] or 0) - int(row["rows_loaded"] or 0), 0),
            error=_first_error(row),
        )
        for row in _rows(cursor)
        if "file" in row
    ]


def exported_files(cursor: Any) -> list[ExportedFile]:
    """What COPY INTO a place says of each file, with DETAILED_OUTPUT."""
    return [
        ExportedFile(path=str(row["file_name"]), rows=int(row["row_count"]), size_bytes=int(row["file_size"]))
        for row in _rows(cursor)
        if "file_name" in row
    ]


def _rows(cursor: Any) -> Iterator[dict[str, Any]]:
    names: Sequence[str] = [one.name.lower() for one in cursor.description or []]
    return (dict(zip(names, row, strict=True)) for row in cursor.fetchall())


def _first_error(row: dict[str, Any]) -> str:
    said = str(row.get("first_error") or "")
    line = row.get("first_error_line")
    return f"line {line}: {said}" if said and line else said
