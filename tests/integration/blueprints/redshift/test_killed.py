"""`redshift.run` through the Data API, while the engine is killed."""

import json
from pathlib import Path

import pytest

from seaway.core.states import RunState, TaskState
from tests.integration.blueprints.redshift.conftest import Warehouse
from tests.servers.redshift_data import data_api_server
from tests.support.engine_process import engine_process
from tests.support.projects import open_site
from tests.support.yards import eventually

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]
BODY = """
    tasks:
      revenue: {uses: redshift.run, with: {connection: warehouse, sql: "SELECT 3 AS three"}}
"""


async def test_killed_while_redshift_works_the_statement_is_taken_up_and_not_begun_twice(
    tmp_path: Path, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    with data_api_server(warehouse.server) as server:
        monkeypatch.setenv("SEAWAY_CONNECTION_WAREHOUSE", json.dumps({"type": "redshift", **server.fields}))
        server.held = "three"
        async with open_site(tmp_path, has_engine=False) as site:
            async with engine_process(tmp_path) as first:
                run_id = await site.start(BODY)
                await eventually(lambda: len(server.orders) == 1)
                await first.kill()
            async with engine_process(tmp_path):
                await site.reaches(run_id, "revenue", TaskState.DEFERRED)
                server.held = ""
                ran = await site.ended(run_id)
        assert ran.state is RunState.SUCCESS, str(ran)
        assert ran.outputs("revenue")["first_rows"] == [{"three": 3}]  # type: ignore[index, call-overload]
        assert len(server.orders) == 1
        assert server.problems == []
