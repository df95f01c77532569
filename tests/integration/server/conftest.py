"""One server for all tests of a module, over a project that each test may add workflows to.

`served`: store, desk and HTTP, no engine. `served_live`: the same with an engine, so that runs run."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from tests.support.served import Served, open_served


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    async with open_served(tmp_path_factory.mktemp("served")) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served_live(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    async with open_served(tmp_path_factory.mktemp("served"), has_engine=True) as opened:
        yield opened


@pytest.fixture
def client(served: Served) -> httpx.AsyncClient:
    """Signed in as an admin."""
    return served.client
