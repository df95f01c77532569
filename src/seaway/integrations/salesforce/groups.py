"""Groups of records out of files, checked as a whole before anything is done."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seaway.errors import InvalidInputError
from seaway.integrations.salesforce.grouping import columns_of, loaded
from seaway.integrations.salesforce.matching import column_of, identifier

if TYPE_CHECKING:
    import duckdb

_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?", re.ASCII)
_BATCH = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Losers go into the survivor, in the order of the file."""

    name: str
    survivor: str
    losers: tuple[str, ...]


@contextmanager
def groups_of(files: Sequence[Path], folder: Path) -> Iterator[tuple[int, Iterator[Group]]]:
    """How many groups there are, and each of them, in bounded memory.

    Raises:
        InvalidInputError: a column is missing, a group has none or several that stay or nothing to merge, a
            role is none, or an Id is none or stands twice.
    """
    with loaded(files, folder) as db:
        columns = columns_of(db, "given")
        group, role, key = (identifier(column_of(name, columns)) for name in ("group", "role", "Id"))
        db.execute(
            f"CREATE TABLE members AS SELECT row_number() OVER () AS n, {group} AS name, "
            f"lower(trim({role})) AS role, trim({key}) AS id FROM given"
        )
        _check(db)
        (count,) = db.execute("SELECT count(DISTINCT name) FROM members").fetchone() or (0,)
        yield int(count), _read(db)


def _read(db: "duckdb.DuckDBPyConnection") -> Iterator[Group]:
    found = db.execute(
        "SELECT name, id FROM members ORDER BY try_cast(name AS BIGINT), name, role <> 'keep', n"
    )
    for name, members in groupby(_rows(found), key=lambda row: row[0]):
        survivor, *losers = (str(row[1]) for row in members)
        yield Group(name=str(name), survivor=survivor, losers=tuple(losers))


def _rows(found: Any) -> Iterator[tuple[Any, ...]]:
    while some := found.fetchmany(_BATCH):
        yield from some


def _check(db: "duckdb.DuckDBPyConnection") -> None:
    """Each question finds the first that is wrong."""
    _refuse(
        db,
        "SELECT coalesce(id, 'nothing') FROM members WHERE name IS NULL OR id IS NULL "
        f"OR NOT regexp_full_match(id, '{_ID.pattern}')",
        "`{}` is no Id of a record, or stands in no group.",
    )
    _refuse(
        db,
        "SELECT coalesce(role, 'nothing') FROM members WHERE role IS NULL OR role NOT IN ('keep', 'merge')",
        "The role `{}` is none.",
    )
    _refuse(
        db,
        "SELECT any_value(id) FROM members GROUP BY substr(id, 1, 15) HAVING count(*) > 1",
        "The record {} stands in the groups twice.",
    )
    _refuse(
        db,
        "SELECT name FROM members GROUP BY name "
        "HAVING count(*) FILTER (role = 'keep') <> 1 OR count(*) FILTER (role = 'merge') = 0",
        "The group `{}` needs one record whose role is `keep`, and others to merge.",
    )


def _refuse(db: "duckdb.DuckDBPyConnection", sql: str, said: str) -> None:
    found = db.execute(f"SELECT * FROM ({sql}) AS wrong(value) ORDER BY value LIMIT 1").fetchone()
    if found:
        raise InvalidInputError(
            f"{said.format(found[0])} Nothing was merged.",
            hint="A line has `group`, `role` (`keep` or `merge`) and `Id`, as find_duplicates writes them.",
        )
