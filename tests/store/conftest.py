"""One suite, both databases: a test that asks for `database` runs on SQLite and on PostgreSQL.

The schema is made once; each test gets a copy of the file, or the same tables emptied."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest

from seaway.store.database import Database
from seaway.store.schema import prepare, seed
from seaway.store.tables import metadata
from tests.store.factories import Store
from tests.support import postgres


async def _make_schema(url: str) -> None:
    made = Database.open(url)
    await prepare(made)
    await made.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "template.db"
    asyncio.run(_make_schema(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    with postgres.fresh_schema(postgres_url) as url:
        asyncio.run(_make_schema(url))
        yield url


@pytest.fixture
def sqlite_store_url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "seaway.db")
    return f"sqlite:///{tmp_path / 'seaway.db'}"


@pytest.fixture
def postgres_store_url(postgres_template: str) -> str:
    with psycopg.connect(postgres_template.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(";".join(f"DELETE FROM {table.name}" for table in metadata.sorted_tables))
    return postgres_template


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest) -> str:
    """An empty store with its schema."""
    url: str = request.getfixturevalue(f"{request.param}_store_url")
    return url


@pytest.fixture
async def database(store_url: str) -> AsyncIterator[Database]:
    opened = Database.open(store_url, synchronous="NORMAL")
    if opened.driver.has_notifications:
        await opened.write(seed)  # what emptying the tables took away
    yield opened
    await opened.close()


@pytest.fixture
async def other(database: Database, store_url: str) -> AsyncIterator[Database]:
    """The same store, as another process would open it."""
    opened = Database.open(store_url, synchronous="NORMAL")
    yield opened
    await opened.close()


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)
