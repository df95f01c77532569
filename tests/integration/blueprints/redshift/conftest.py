"""Redshift for these tests: the stand-in with a bucket, a schema for each test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from seaway.integrations.redshift import blueprints
from seaway.sdk.context import Context, RunInfo
from seaway.sdk.waiting import Deferred
from tests.integration.blueprints.sql.databases import Database, postgres_fields
from tests.servers.redshift import RedshiftServer, redshift_server
from tests.servers.redshift_data import DataApiServer, data_api_server
from tests.servers.redshift_s3 import ROLE, Bucket
from tests.support.contexts import a_context
from tests.support.postgres import Server

Contexts = Callable[..., Context]
HELD: dict[str, Any] = {"connection": "db", "sql": "SELECT 3 AS three"}


@dataclass(slots=True)
class Warehouse:
    """A database, the bucket beside it, and what stands for Redshift."""

    db: Database
    bucket: Bucket
    server: RedshiftServer

    def call(self, verb: str, **inputs: object) -> dict[str, Any]:
        found = getattr(blueprints, verb).call(self.db.ctx, {"connection": "db", **inputs})
        assert isinstance(found, dict), found
        return found

    def address(self, path: str) -> str:
        return f"s3://{self.bucket.name}/{path}"

    def put(self, path: str, content: bytes) -> str:
        self.bucket.put(self.address(path), content)
        return self.address(path)


@pytest.fixture(scope="session")
def behind(postgres_server: Server, postgres_url: str) -> Iterator[RedshiftServer]:
    database = postgres_url.rpartition("/")[2].partition("?")[0]
    with redshift_server(postgres_server, database, Bucket()) as made:
        yield made


@pytest.fixture
def warehouse(behind: RedshiftServer, tmp_path: Path) -> Iterator[Warehouse]:
    behind.reset()
    assert behind.bucket is not None
    behind.bucket.files.clear()
    with postgres_fields(behind.server, behind.database) as fields:
        given = {**behind.fields, "search_path": fields["search_path"], "s3_role": ROLE}
        yield Warehouse(Database("redshift", given, tmp_path), behind.bucket, behind)


@pytest.fixture
def server(warehouse: Warehouse) -> Iterator[DataApiServer]:
    warehouse.db.query("CREATE TABLE orders (order_id INT, amount DECIMAL(10, 2))")
    with data_api_server(warehouse.server) as made:
        yield made
    assert made.problems == []


@pytest.fixture
def ctx(server: DataApiServer, warehouse: Warehouse, tmp_path: Path) -> Contexts:
    """A context of the try `key`, whose connection has the Data API alone."""

    def make(key: str = "run-1/view/0/1", **more: object) -> Context:
        fields = {**server.fields, "search_path": warehouse.db.fields["search_path"], "s3_role": ROLE, **more}
        context = a_context(
            tmp_path,
            connections={"db": {"type": "redshift", "name": "db", **fields}},
            names=warehouse.db.names,
            reporter=warehouse.db.notebook,
        )
        run_id, task_key, *_ = key.split("/")
        context.run = RunInfo(workflow="daily", run_id=run_id, task_key=task_key, job_key=key)
        return context

    return make


def begun(context: Context, inputs: dict[str, Any], blueprint: Any = blueprints.run) -> Deferred:
    found = blueprint.begin(context, inputs)
    assert isinstance(found, Deferred)
    return found


def ended(context: Context, inputs: dict[str, Any], blueprint: Any = blueprints.run) -> Any:
    """Wait for it, as long as it takes."""
    found: Any = blueprint.begin(context, inputs)
    for _ in range(10):
        if not isinstance(found, Deferred):
            return found
        found = blueprint.poll(context, inputs, found.state)
    raise AssertionError(found)
