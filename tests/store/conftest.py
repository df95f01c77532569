"""One suite, both databases: a test that asks for `database` runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from seaway.store.database import Database
from seaway.store.schema import prepare
from tests.store.factories import Store


@pytest.fixture
async def database(any_database_url: str) -> AsyncIterator[Database]:
    """An empty store with its schema."""
    opened = Database.open(any_database_url, synchronous="NORMAL")
    await prepare(opened)
    yield opened
    await opened.close()


@pytest.fixture
async def other(database: Database, any_database_url: str) -> AsyncIterator[Database]:
    """The same store, as another process would open it."""
    opened = Database.open(any_database_url, synchronous="NORMAL")
    yield opened
    await opened.close()


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)
