"""Snowflake for these tests: one emulator for all, a schema for each."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from seaway.integrations.snowflake.connection import Snowflake
from tests.integration.blueprints.sql.databases import Database
from tests.servers.snowflake import PASSWORD, USER, SnowflakeServer, snowflake_server


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SnowflakeServer]:
    with snowflake_server(tmp_path_factory.mktemp("snowflake")) as server:
        yield server


@pytest.fixture
def server(emulator: SnowflakeServer) -> SnowflakeServer:
    emulator.reset()
    return emulator


@pytest.fixture
def fields(server: SnowflakeServer) -> dict[str, object]:
    return {
        "account": "acme",
        "username": USER,
        "password": PASSWORD,
        "warehouse": "transforming",
        "database": "SHOP",
        "schema_name": f"s{uuid4().hex[:12]}",
        "host": "127.0.0.1",
        "port": server.port,
        "protocol": "http",
        "connect_timeout_s": 5,
        "network_timeout_s": 2,
    }


@pytest.fixture
def db(server: SnowflakeServer, fields: dict[str, object], tmp_path: Path) -> Database:
    """An empty schema; the suite of the SQL verbs takes it as any database."""
    with Snowflake.model_validate(fields).session() as session:
        session.execute("CREATE DATABASE IF NOT EXISTS SHOP")
        session.execute(f"CREATE SCHEMA IF NOT EXISTS SHOP.{fields['schema_name']}")
    server.reset()
    return Database("snowflake", fields, tmp_path)
