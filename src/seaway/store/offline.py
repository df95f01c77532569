"""A look into a store from a process that has none open: a command that checks files, say."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection, make_url

from seaway.errors import StoreError
from seaway.store import connections, schema, secrets, variables
from seaway.store.database import describe, parse_url
from seaway.store.drivers import driver_for, file_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StoredNames:
    """What a project has in the store. `connections`: `type` and the plain fields; nothing secret."""

    connections: dict[str, dict[str, object]] = field(default_factory=dict)
    variables: dict[str, object] = field(default_factory=dict)
    secrets: frozenset[str] = frozenset()


def read_names(where: str, project: str) -> StoredNames:
    """What a project has in the store at `where`; nothing where there is no store yet, or an older one.

    Raises:
        StoreError: it can't be reached.
    """

    def read(connection: Connection) -> StoredNames:
        if schema.standing(connection) is not schema.Standing.CURRENT:
            return StoredNames()
        return StoredNames(
            connections={
                row.name: {**row.fields, "type": row.type} for row in connections.list_of(connection, project)
            },
            variables={row.name: row.value for row in variables.list_of(connection, project)},
            secrets=frozenset(row.name for row in secrets.list_of(connection, project)),
        )

    return read_offline(where, read, otherwise=StoredNames())


def read_offline(where: str, work: Callable[[Connection], T], *, otherwise: T) -> T:
    """Run `work`, which writes nothing, on a connection of its own; `otherwise` where there is no store."""
    url = parse_url(where)
    file = file_of(url)
    if file is not None and not file.exists():
        return otherwise
    driver = driver_for(url)
    engine = driver.reader(url, size=1)
    if engine is None:
        return otherwise
    try:
        with engine.connect() as connection:
            return work(connection)
    except driver.errors as error:
        raise StoreError(
            f"The database {describe(make_url(url))} can't be read: {type(error).__name__}",
            hint="SEAWAY_DATABASE says where it is. Connections and variables that are set there are "
            "not known without it.",
        ) from error
    finally:
        engine.dispose()
