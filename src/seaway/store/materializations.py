"""What attempts read and wrote: kept with the results they came with, read by run and by asset."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from seaway.core.rows import AssetRow
from seaway.ids import RunId, TaskKey
from seaway.store.bulk import Value, bulk_upsert
from seaway.store.columns import from_micros, storable, to_micros
from seaway.store.drivers import driver_of
from seaway.store.tables import materializations

KEY = ("run_id", "key", "attempt", "at", "place")
_COLUMNS = ", ".join(f"m.{name}" for name in AssetRow._fields)
# A result may be taken again by who owns the run next, where nobody knew whether it was written.
_INSERT = bulk_upsert(materializations, key=KEY, updates=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Materialization:
    """One read or write, with the workflow whose run it was."""

    row: AssetRow
    workflow: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page ends: the key of its last row."""

    run_id: RunId
    key: TaskKey
    attempt: int
    at: int
    """Microseconds since 1970."""
    place: int


def place_of(row: AssetRow) -> Place:
    at = to_micros(row.at)
    assert at is not None
    return Place(run_id=row.run_id, key=row.key, attempt=row.attempt, at=at, place=row.place)


def insert(connection: Connection, rows: Sequence[AssetRow], projects: Mapping[RunId, str]) -> None:
    """Write rows of runs that the caller holds; what is there already stays as it is."""
    driver_of(connection).bulk(connection, _INSERT, [_to_values(row, projects[row.run_id]) for row in rows])


def list_of_run(
    connection: Connection, run_id: RunId, *, after: Place | None = None, limit: int = 1_000
) -> list[AssetRow]:
    """What a run read and wrote, by task and attempt."""
    beyond = "" if after is None else " AND (m.key, m.attempt, m.at, m.place) > (?, ?, ?, ?)"
    values = () if after is None else (after.key, after.attempt, after.at, after.place)
    sql = (
        f"SELECT {_COLUMNS} FROM materializations AS m WHERE m.run_id = ?{beyond} "
        "ORDER BY m.key, m.attempt, m.at, m.place LIMIT ?"
    )
    return [
        _from_values(found)
        for found in driver_of(connection).select(connection, sql, (run_id, *values, limit))
    ]


def list_of_asset(
    connection: Connection, project: str, asset: str, *, after: Place | None = None, limit: int = 50
) -> list[Materialization]:
    """The history of one asset, the latest first."""
    beyond = "" if after is None else " AND (m.at, m.run_id, m.key, m.attempt, m.place) < (?, ?, ?, ?, ?)"
    values = () if after is None else (after.at, after.run_id, after.key, after.attempt, after.place)
    sql = (
        f"SELECT r.workflow, {_COLUMNS} FROM materializations AS m JOIN runs AS r ON r.run_id = m.run_id "
        f"WHERE m.project = ? AND m.asset = ?{beyond} "
        "ORDER BY m.at DESC, m.run_id DESC, m.key DESC, m.attempt DESC, m.place DESC LIMIT ?"
    )
    found = driver_of(connection).select(connection, sql, (project, asset, *values, limit))
    return [Materialization(workflow=workflow, row=_from_values(rest)) for workflow, *rest in found]


def _to_values(row: AssetRow, project: str) -> tuple[Value, ...]:
    return (*row[:4], to_micros(row.at), *row[5:7], storable(row.asset), *row[8:], project)


def _from_values(values: Sequence[Any]) -> AssetRow:
    return AssetRow._make((*values[:4], from_micros(values[4]), *values[5:]))
