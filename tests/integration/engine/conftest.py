"""One engine for all tests of a module: each test brings workflows of its own."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.projects import Site, open_site


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with open_site(tmp_path_factory.mktemp("site")) as opened:
        yield opened
