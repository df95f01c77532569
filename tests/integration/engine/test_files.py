"""Files that tasks hand on, with real scripts."""

import pytest

from seaway.core.states import RunState
from tests.support.projects import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_scripts_of_three_languages_find_what_the_one_before_wrote(site: Site) -> None:
    ran = await site.run("""
        tasks:
          shell: {run: "mkdir -p data && echo 1 > data/rows.txt"}
          python:
            needs: shell
            language: python
            run: |
              from pathlib import Path
              place = Path("data/rows.txt")
              place.write_text(place.read_text() + "2\\n")
          node:
            needs: python
            language: node
            run: |
              const fs = require("fs");
              fs.appendFileSync("data/rows.txt", "3\\n");
          last:
            needs: node
            run: echo "rows=$(tr '\\n' ' ' < data/rows.txt)" >> "$SEAWAY_OUTPUT"
    """)
    assert ran.state is RunState.SUCCESS, str(ran)
    assert ran.outputs("last") == {"rows": "1 2 3 "}
