"""The schema: made, checked, migrated; both ways to make it give the same."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, make_url, select

from seaway.errors import NewerSchemaError, StoreError
from seaway.store import schema
from seaway.store.database import Database
from seaway.store.drivers import driver_for
from seaway.store.migrations.runner import run_to
from seaway.store.tables import metadata, projects
from tests.store.factories import NOW


async def open_empty(url: str) -> Database:
    return Database.open(url, synchronous="NORMAL")


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"version_table": schema.VERSION_TABLE})
    return list(compare_metadata(context, metadata))


def described(connection: Connection) -> dict[str, object]:
    """Every table as the database tells it: columns, defaults, keys, indexes with their conditions."""
    found = inspect(connection)
    return {
        table: (
            [str(sorted(column.items())) for column in found.get_columns(table)],
            found.get_pk_constraint(table),
            sorted(_index(index) for index in found.get_indexes(table)),
            sorted(str(sorted(unique.items())) for unique in found.get_unique_constraints(table)),
        )
        for table in found.get_table_names()
    }


def _index(index: Any) -> str:
    conditions = {name: str(value) for name, value in index.pop("dialect_options", {}).items()}
    return f"{sorted(index.items())} {conditions}"


async def test_migrations_give_the_tables_that_the_code_knows(any_database_url: str) -> None:
    database = await open_empty(any_database_url)
    await database.write(schema.migrate)
    assert await database.write(differences) == []
    assert await schema.check(database) is schema.Standing.CURRENT
    await database.close()


async def test_a_new_database_is_the_same_as_a_migrated_one(any_database_url: str) -> None:
    database = await open_empty(any_database_url)
    await database.write(schema.migrate)
    migrated = await database.write(described)

    def drop(connection: Connection) -> None:
        metadata.drop_all(connection)
        connection.exec_driver_sql(f"DROP TABLE {schema.VERSION_TABLE}")

    await database.write(drop)
    await schema.prepare(database)
    assert await database.write(described) == migrated
    await database.close()


async def test_an_upgrade_keeps_what_is_there(any_database_url: str) -> None:
    """From the version before this one."""
    before = f"{int(schema.HEAD) - 1:04}"
    database = await open_empty(any_database_url)

    def fill(connection: Connection) -> None:
        run_to(connection, before)
        schema.seed(connection)
        connection.execute(projects.insert().values(name="finance", created_at=NOW))

    await database.write(fill)
    kept = await database.read(schema.store_id)
    assert await schema.upgrade(database) is schema.Standing.OLDER
    assert await schema.check(database) is schema.Standing.CURRENT
    found = await database.read(lambda c: c.execute(select(projects.c.name, projects.c.created_at)).all())
    assert [tuple(row) for row in found] == [("finance", NOW)]
    assert await database.read(schema.store_id) == kept
    await database.close()


async def test_preparing_twice_changes_nothing(database: Database) -> None:
    first = await database.read(schema.store_id)
    await schema.prepare(database)
    assert await schema.upgrade(database) is schema.Standing.CURRENT
    assert await database.read(schema.store_id) == first


async def test_two_that_prepare_at_once_make_one_schema(any_database_url: str) -> None:
    both = [await open_empty(any_database_url) for _ in range(2)]
    await asyncio.gather(*[schema.prepare(database) for database in both])
    ids = [await database.read(schema.store_id) for database in both]
    assert ids[0] == ids[1]
    for database in both:
        await database.close()


def test_two_that_open_a_new_file_at_the_same_moment_wait_for_each_other(tmp_path: Path) -> None:
    """SQLite refuses one of two that turn the write-ahead log on, whatever its timeout."""

    def open_once(number: int) -> None:
        url = make_url(f"sqlite:///{tmp_path / f'{number}.db'}")
        engine = driver_for(url).writer(url, synchronous="NORMAL")
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS t (a)")
        engine.dispose()

    with ThreadPoolExecutor(2) as pool:
        for number in range(100):
            list(pool.map(open_once, [number, number]))


@pytest.fixture
async def own(any_database_url: str) -> AsyncIterator[Database]:
    """A database whose schema the test may spoil."""
    opened = await open_empty(any_database_url)
    await schema.prepare(opened)
    yield opened
    await opened.close()


async def pretend(database: Database, version: str) -> None:
    await database.write(
        lambda c: c.exec_driver_sql(f"UPDATE {schema.VERSION_TABLE} SET version_num = '{version}'")
    )


async def test_a_database_of_a_newer_seaway_is_refused(own: Database) -> None:
    await pretend(own, "9999")
    for refused in (schema.prepare, schema.upgrade):
        with pytest.raises(NewerSchemaError, match="newer Seaway") as caught:
            await refused(own)
        assert "Nothing was changed" in caught.value.hint


async def test_an_older_database_asks_for_an_upgrade(own: Database) -> None:
    await pretend(own, "0000")
    with pytest.raises(StoreError) as caught:
        await schema.prepare(own)
    assert "seaway db upgrade" in caught.value.hint


def test_opening_a_store_does_not_load_alembic() -> None:
    code = "import sys, seaway.store.schema; print('alembic' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert shown.stdout.strip() == "False"
