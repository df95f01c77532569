"""Secrets that were set in the store: single values, sealed. `keys` seals and opens."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, select

from seaway.store.columns import storable
from seaway.store.drivers import driver_of
from seaway.store.sealing import Place
from seaway.store.vault_tables import secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretRecord:
    project: str
    name: str
    sealed: str = field(repr=False)
    description: str = ""
    updated_at: datetime
    updated_by: str = ""


def place_of(project: str, name: str) -> Place:
    """Where its sealed value stands."""
    return Place(project, "secret", name)


def put(connection: Connection, record: SecretRecord) -> None:
    """Keep a secret; safe with two at once, the last one counts."""
    values = {name: getattr(record, name) for name in SecretRecord.__dataclass_fields__}
    values |= {"description": storable(record.description), "updated_by": storable(record.updated_by)}
    changed = {name: value for name, value in values.items() if name not in ("project", "name")}
    statement = driver_of(connection).insert(secrets).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=["project", "name"], set_=changed))


def find(connection: Connection, project: str, name: str) -> SecretRecord | None:
    query = select(secrets).where(secrets.c.project == project, secrets.c.name == name)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else SecretRecord(**dict(row))


def list_of(connection: Connection, project: str) -> list[SecretRecord]:
    """All of a project, by name."""
    query = select(secrets).where(secrets.c.project == project).order_by(secrets.c.name)
    return [SecretRecord(**dict(row)) for row in connection.execute(query).mappings()]


def remove(connection: Connection, project: str, name: str) -> bool:
    """False where there was none."""
    gone = delete(secrets).where(secrets.c.project == project, secrets.c.name == name)
    return connection.execute(gone).rowcount > 0
