"""What the SQL verbs give."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from seaway.integrations.sql.protocol import Column, Result, Row

COUNTED_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Queried:
    """`rows` are those of the last statement: given by a query, or changed. `path` is the file of
    `save_to`."""

    rows: int
    columns: list[Column] = field(default_factory=list)
    first_rows: list[dict[str, Any]] = field(default_factory=list)
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The files that were written, with `rows` in all of them."""

    rows: int
    paths: list[str]
    size_bytes: int
    columns: list[Column]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """`rows` were read from the files; of them `inserted` are new in the table, and `updated` were there."""

    rows: int
    inserted: int
    updated: int
    files: int
    table: str
    created: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """What the query gave when it was enough."""

    rows: int
    first_rows: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """`created` is false where one was there, and was left as it is."""

    name: str
    created: bool
    replaced: bool = False


def counted(result: Result, first: int) -> Queried:
    """Read a result to its end, and keep the first rows."""
    if not result.columns:
        return Queried(rows=result.changed)
    names, kept, count = [column.name for column in result.columns], list[Row](), 0
    for rows in result.rows(COUNTED_AT_ONCE):
        kept += rows[: first - len(kept)] if len(kept) < first else []
        count += len(rows)
    return Queried(rows=count, columns=list(result.columns), first_rows=list(as_dicts(names, kept)))


def as_dicts(names: Sequence[str], rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    return ({name: cell(value) for name, value in zip(names, row, strict=True)} for row in rows)


def cell(value: Any) -> Any:
    """Bytes as hex, and whole numbers of more than 64 bits as text, as JSON has neither; in lists too."""
    match value:
        case bytes() | bytearray() | memoryview():
            return bytes(value).hex()
        case int() if not -(2**63) <= value < 2**63:
            return str(value)
        case dict():
            return {str(key): cell(one) for key, one in value.items()}
        case list() | tuple():
            return [cell(one) for one in value]
    return value
