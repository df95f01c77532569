"""The schema of the database: made, checked at every start, brought up to date.

A start reads one row. Alembic is loaded only to migrate an older database; a new one is made from the tables,
and a test shows that both ways lead to the same."""

from enum import StrEnum

from sqlalchemy import Connection, inspect, select, text

from seaway.errors import NewerSchemaError, StoreError
from seaway.ids import new_id
from seaway.store.database import Database
from seaway.store.drivers import driver_of
from seaway.store.tables import meta
from seaway.store.vault_tables import all_tables

HEAD = "0008"
"""The newest revision in `migrations/versions`."""
VERSION_TABLE = "schema_version"


class Standing(StrEnum):
    """How the database's schema stands to this Seaway."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"


async def prepare(database: Database) -> None:
    """Make the schema of an empty database; do nothing where it is current. Safe with two processes at once.

    Raises:
        NewerSchemaError: a newer Seaway wrote it.
        StoreError: an older one did, and nobody has upgraded it yet.
    """
    standing = await check(database)
    match standing:
        case Standing.CURRENT:
            return
        case Standing.EMPTY:
            await database.write(create)
        case Standing.OLDER:
            raise StoreError(
                f"The database {database.where} was written by an older Seaway",
                hint="Stop all its engines, keep a copy, then bring it up to date: `seaway db upgrade`.",
            )
        case Standing.NEWER:
            raise newer(database)


async def check(database: Database) -> Standing:
    """Compare the database's one version row with this Seaway's; changes nothing."""
    return await database.write(standing)


async def upgrade(database: Database) -> Standing:
    """Bring the schema up to date, with Alembic where it is older; returns how it stood before."""
    before = await check(database)
    match before:
        case Standing.EMPTY:
            await database.write(create)
        case Standing.OLDER:
            await database.write(migrate)
        case Standing.NEWER:
            raise newer(database)
        case Standing.CURRENT:
            pass
    return before


def standing(connection: Connection) -> Standing:
    if not inspect(connection).has_table(VERSION_TABLE):
        return Standing.EMPTY
    version = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one_or_none()
    if version is None:
        return Standing.EMPTY
    if version == HEAD:
        return Standing.CURRENT
    return Standing.OLDER if str(version) < HEAD else Standing.NEWER


def create(connection: Connection) -> None:
    """Make all tables in an empty database; where another process was faster, do nothing."""
    driver_of(connection).lock_schema(connection)
    if standing(connection) is not Standing.EMPTY:
        return
    all_tables.create_all(connection)
    connection.execute(
        text(
            f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL, "
            f"CONSTRAINT {VERSION_TABLE}_pkc PRIMARY KEY (version_num))"
        )
    )
    connection.execute(text(f"INSERT INTO {VERSION_TABLE} (version_num) VALUES (:head)"), {"head": HEAD})
    seed(connection)


def seed(connection: Connection) -> None:
    """Rows that are always there: `claim` is what claims take turns on."""
    connection.execute(meta.insert(), [{"key": "claim", "value": ""}, {"key": "store_id", "value": new_id()}])


def migrate(connection: Connection) -> None:
    """Run the migrations that are missing, in this transaction."""
    driver_of(connection).lock_schema(connection)
    from seaway.store.migrations.runner import run_to

    run_to(connection, "head")


def store_id(connection: Connection) -> str:
    """Names this store; a new one has another, even in the same place."""
    return str(connection.execute(select(meta.c.value).where(meta.c.key == "store_id")).scalar_one())


def newer(database: Database) -> NewerSchemaError:
    return NewerSchemaError(
        f"The database {database.where} was written by a newer Seaway",
        hint="Install that version, or name another database. Nothing was changed.",
    )
