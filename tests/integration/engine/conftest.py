"""One engine for all tests of a module: each test brings workflows of its own."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.projects import Site, open_site

# Output `found`: the paths of all text files. Output `text`: what the files named hold, in one line.
_FOUND = """echo "found=$(find * -name '*.txt' | sort | tr '\\n' ' ')" >> "$SEAWAY_OUTPUT"\n"""
_TEXT = """echo "text=$(cat "$@" | tr '\\n' ' ')" >> "$SEAWAY_OUTPUT"\n"""

# Says that it has begun, and goes on when it may.
_HOLD = 'echo x >> "$1/began"; until [ -e "$1/go" ]; do sleep 0.02; done\n'


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with open_site(tmp_path_factory.mktemp("site")) as opened:
        opened.write("scripts/found.sh", _FOUND)
        opened.write("scripts/text.sh", _TEXT)
        opened.write("scripts/hold.sh", _HOLD)
        opened.write("code.py", "def nothing():\n    return None\n")
        yield opened
