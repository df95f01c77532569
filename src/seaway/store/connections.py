"""Connections that were set in the store, and how looking at them went. What is secret comes and goes sealed:
`keys` seals and opens."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, select

from seaway.store.columns import storable
from seaway.store.drivers import driver_of
from seaway.store.sealing import Place
from seaway.store.vault_tables import connection_checks, connections, grants, sign_ins


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionRecord:
    """`fields` in the clear, `secrets` sealed; both by the field's name."""

    project: str
    name: str
    type: str
    fields: Mapping[str, object] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    description: str = ""
    updated_at: datetime
    updated_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRecord:
    """How the last look at the other side ended."""

    project: str
    name: str
    at: datetime
    is_ok: bool
    message: str = ""


def place_of(project: str, name: str, field_name: str) -> Place:
    """Where a field's sealed value stands."""
    return Place(project, "connection", name, field_name)


def put(connection: Connection, record: ConnectionRecord) -> None:
    """Keep a connection; safe with two at once, the last one counts. Who must not overwrite compares first,
    in the same transaction."""
    values = {
        "project": record.project,
        "name": record.name,
        "type": record.type,
        "fields": storable(json.dumps(dict(record.fields))),
        "secrets": json.dumps(dict(record.secrets)),
        "description": storable(record.description),
        "updated_at": record.updated_at,
        "updated_by": storable(record.updated_by),
    }
    changed = {name: value for name, value in values.items() if name not in ("project", "name")}
    statement = driver_of(connection).insert(connections).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=["project", "name"], set_=changed))


def find(connection: Connection, project: str, name: str) -> ConnectionRecord | None:
    query = select(connections).where(connections.c.project == project, connections.c.name == name)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _to_record(dict(row))


def list_of(connection: Connection, project: str) -> list[ConnectionRecord]:
    """All of a project, by name."""
    query = select(connections).where(connections.c.project == project).order_by(connections.c.name)
    return [_to_record(dict(row)) for row in connection.execute(query).mappings()]


def remove(connection: Connection, project: str, name: str) -> bool:
    """Take a connection away, with what somebody signed in for; False where there was none."""
    for table in (grants, sign_ins):
        connection.execute(delete(table).where(table.c.project == project, table.c.connection == name))
    forget_check(connection, project, name)
    gone = delete(connections).where(connections.c.project == project, connections.c.name == name)
    return connection.execute(gone).rowcount > 0


def note_check(connection: Connection, record: CheckRecord) -> None:
    """Remember how a look ended; the last one counts."""
    values = {name: getattr(record, name) for name in CheckRecord.__dataclass_fields__}
    values["message"] = storable(record.message)
    changed = {name: value for name, value in values.items() if name not in ("project", "name")}
    statement = driver_of(connection).insert(connection_checks).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=["project", "name"], set_=changed))


def forget_check(connection: Connection, project: str, name: str) -> None:
    """What was found of a connection before it was changed says nothing any more."""
    at = connection_checks.c
    connection.execute(delete(connection_checks).where(at.project == project, at.name == name))


def checks(connection: Connection, project: str) -> dict[str, CheckRecord]:
    """The last look at each connection, by name."""
    query = select(connection_checks).where(connection_checks.c.project == project)
    rows = [CheckRecord(**dict(row)) for row in connection.execute(query).mappings()]
    return {row.name: row for row in rows}


def _to_record(row: dict[str, object]) -> ConnectionRecord:
    read = {"fields": json.loads(str(row["fields"])), "secrets": json.loads(str(row["secrets"]))}
    return ConnectionRecord(**(row | read))  # type: ignore[arg-type]
