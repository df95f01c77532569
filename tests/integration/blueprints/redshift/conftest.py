"""Redshift for these tests: the stand-in with a bucket, a schema for each test."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from seaway.integrations.redshift import blueprints
from tests.integration.blueprints.sql.databases import Database, postgres_fields
from tests.servers import s3
from tests.servers.redshift import RedshiftServer, redshift_server
from tests.servers.redshift_s3 import ROLE, Bucket
from tests.support.postgres import Server


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
def moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[s3.Moto]:
    with s3.server(tmp_path_factory.mktemp("moto")) as made:
        yield made


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
