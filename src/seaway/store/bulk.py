"""Statements that write many rows at once, in the words of each database.

SQLite is fastest with one prepared statement run for each row; PostgreSQL with one statement over arrays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Boolean, Integer, Table
from sqlalchemy.types import TypeDecorator

Value = str | int | bool | None
"""What goes to a driver: everything else was turned into one of these before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkStatement:
    """`each` takes one row of `?`, `together` (PostgreSQL) one array a column."""

    each: str
    together: str


def insert_once(table: Table, names: Sequence[str]) -> str:
    """SQL that inserts one row of `?`, and does nothing where a unique key is taken."""
    columns = ", ".join(f'"{name}"' for name in names)
    return (
        f"INSERT INTO {table.name} ({columns}) VALUES ({', '.join('?' * len(names))}) ON CONFLICT DO NOTHING"
    )


def bulk_insert_once(table: Table, names: Sequence[str]) -> BulkStatement:
    """Insert rows of these columns; one whose unique key is taken is left out."""
    columns = ", ".join(f'"{name}"' for name in names)
    return BulkStatement(
        each=insert_once(table, names),
        together=(
            f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM {_unnest(table, names)} "
            "ON CONFLICT DO NOTHING"
        ),
    )


def bulk_upsert(
    table: Table, *, key: Sequence[str], only_where: str = "", updates: bool = True
) -> BulkStatement:
    """Insert rows (values in the table's column order), or overwrite the row of the same key if `only_where`
    holds for it."""
    names = [column.name for column in table.columns]
    columns = ", ".join(names)
    changed = ", ".join(f"{name} = excluded.{name}" for name in names if name not in key)
    condition = f" WHERE {only_where}" if only_where else ""
    action = f"UPDATE SET {changed}{condition}" if updates else "NOTHING"
    head, tail = f"INSERT INTO {table.name} ({columns})", f"ON CONFLICT ({', '.join(key)}) DO {action}"
    return BulkStatement(
        each=f"{head} VALUES ({', '.join('?' * len(names))}) {tail}",
        together=f"{head} SELECT {columns} FROM {_unnest(table, names)} {tail}",
    )


def upsert_if_held(
    table: Table,
    holder: Table,
    *,
    key: Sequence[str],
    only_where: str,
    by: Sequence[str],
    takes: Sequence[str],
) -> str:
    """PostgreSQL: as `bulk_upsert`, of rows that are given as one JSON array of objects, and only while
    `holder` has a row with these values of `by`; the columns `takes` are that row's. One `?` for each of
    `by`, one for the array.

    Safe with two engines: the holder's row is locked, and looked at again where another had it."""
    names = [column.name for column in table.columns]
    chosen = ", ".join(f"held.{name}" if name in takes else f"new.{name}" for name in names)
    changed = ", ".join(f"{name} = excluded.{name}" for name in names if name not in key)
    return (
        f"WITH held AS MATERIALIZED (SELECT {', '.join(takes)} FROM {holder.name} "
        f"WHERE {' AND '.join(f'{name} = ?' for name in by)} FOR NO KEY UPDATE) "
        f"INSERT INTO {table.name} ({', '.join(names)}) "
        f"SELECT {chosen} FROM held, json_populate_recordset(NULL::{table.name}, ?::json) AS new "
        f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changed} WHERE {only_where}"
    )


def bulk_update(table: Table, *, sets: Sequence[str], key: str, only_where: str = "") -> BulkStatement:
    """Set `sets` of the row named by `key`; rows hold the values of `sets`, then the key. A NULL sets
    NULL."""
    names = [*sets, key]
    condition = f" AND {only_where}" if only_where else ""
    one = ", ".join(f"{name} = ?" for name in sets)
    many = ", ".join(f"{name} = new.{name}" for name in sets)
    return BulkStatement(
        each=f"UPDATE {table.name} SET {one} WHERE {table.name}.{key} = ?{condition}",
        together=(
            f"UPDATE {table.name} SET {many} FROM {_unnest(table, names)} "
            f"WHERE {table.name}.{key} = new.{key}{condition}"
        ),
    )


def bulk_delete(table: Table, *, key: str) -> BulkStatement:
    return BulkStatement(
        each=f"DELETE FROM {table.name} WHERE {key} = ?",
        together=f"DELETE FROM {table.name} WHERE {key} = ANY(%s::{_array_type(table, key)})",
    )


def _unnest(table: Table, names: Iterable[str]) -> str:
    names = list(names)
    arrays = ", ".join(f"%s::{_array_type(table, name)}" for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    return f"unnest({arrays}) AS new({columns})"


def _array_type(table: Table, name: str) -> str:
    kind = table.columns[name].type
    stored = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    match stored:
        case Boolean():
            return "boolean[]"
        case BigInteger():
            return "bigint[]"
        case Integer():
            return "integer[]"
        case _:
            return "text[]"
