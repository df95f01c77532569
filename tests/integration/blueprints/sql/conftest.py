from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.blueprints.sql.databases import (
    NAMES,
    Database,
    mysql_fields,
    postgres_fields,
)
from tests.servers.redshift import RedshiftServer, redshift_server
from tests.support.postgres import Server


@pytest.fixture(params=NAMES)
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Each database in turn."""
    match request.param:
        case "postgres":
            yield from request.getfixturevalue("pg_stream")
        case "redshift":
            yield from request.getfixturevalue("redshift_stream")
        case "mysql":
            with mysql_fields() as fields:
                yield Database("mysql", fields, tmp_path)
        case kind:
            yield Database(kind, {"path": str(tmp_path / f"data/{kind}.db"), "lock_timeout_s": 0.1}, tmp_path)


@pytest.fixture
def pg(postgres_server: Server, postgres_url: str, tmp_path: Path) -> Iterator[Database]:
    database = postgres_url.rpartition("/")[2].partition("?")[0]
    with postgres_fields(postgres_server, database) as fields:
        yield Database("postgres", fields, tmp_path)


@pytest.fixture
def pg_stream(pg: Database) -> list[Database]:
    return [pg]


@pytest.fixture(scope="session")
def redshift_behind(postgres_server: Server, postgres_url: str) -> Iterator[RedshiftServer]:
    database = postgres_url.rpartition("/")[2].partition("?")[0]
    with redshift_server(postgres_server, database) as made:
        yield made


@pytest.fixture
def redshift(redshift_behind: RedshiftServer, tmp_path: Path) -> Iterator[Database]:
    redshift_behind.reset()
    with postgres_fields(redshift_behind.server, redshift_behind.database) as fields:
        yield Database("redshift", {**redshift_behind.fields, "search_path": fields["search_path"]}, tmp_path)


@pytest.fixture
def redshift_stream(redshift: Database) -> list[Database]:
    return [redshift]


@pytest.fixture
def maria(tmp_path: Path) -> Iterator[Database]:
    with mysql_fields() as fields:
        yield Database("mysql", fields, tmp_path)
