"""The template `snowflake-quality` from the shell: fakesnow, and Slack's API, on loopback."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from seaway.integrations.snowflake.connection import Snowflake
from tests.acceptance.shell import Hands
from tests.servers.slack import TOKEN, Workspace
from tests.servers.snowflake import PASSWORD, USER, SnowflakeServer, snowflake_server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

DAY = "2026-01-31"
CHECK = ("run", "snowflake-quality", "--logical-date", DAY)


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SnowflakeServer]:
    with snowflake_server(tmp_path_factory.mktemp("snowflake")) as server:
        yield server


@pytest.fixture
def fields(emulator: SnowflakeServer) -> dict[str, Any]:
    """An empty schema."""
    place = {"host": "127.0.0.1", "port": emulator.port, "protocol": "http"}
    made = {"account": "acme", "username": USER, "password": PASSWORD, "database": "SHOP", **place}
    made["schema_name"] = f"s{uuid4().hex[:12]}"
    with Snowflake.model_validate(made).session() as session:
        session.execute("CREATE DATABASE IF NOT EXISTS SHOP")
        session.execute(f"CREATE SCHEMA IF NOT EXISTS SHOP.{made['schema_name']}")
    return made


@pytest.fixture
def slack(hands: Hands, fields: dict[str, Any]) -> Iterator[Workspace]:
    """The template as it is made, and the workspace that it tells."""
    workspace = Workspace()
    with workspace.server:
        team = {"type": "slack", "token": TOKEN, "channel": "#data-team", "base_url": workspace.url}
        hands._env["SEAWAY_CONNECTION_WAREHOUSE"] = json.dumps({"type": "snowflake", **fields})
        hands._env["SEAWAY_CONNECTION_TEAM"] = json.dumps(team)
        hands._env["SEAWAY_PRIVATE_NETWORKS"] = "loopback"
        hands.type("init", "--template", "snowflake-quality", expect=0)
        yield workspace


def put(fields: dict[str, Any], *rows: str) -> None:
    with Snowflake.model_validate(fields).session() as session:
        session.execute(
            "CREATE TABLE payments (payment_id INT, day DATE, country VARCHAR, amount DECIMAL(10, 2))"
        )
        session.execute(f"INSERT INTO payments VALUES {', '.join(rows)}")


def test_good_rows_tell_nobody(hands: Hands, slack: Workspace, fields: dict[str, Any]) -> None:
    put(fields, f"(1, '{DAY}', 'PT', 10)", f"(2, '{DAY}', 'JP', 20)", "(2, '2026-02-01', NULL, -5)")
    hands.type(*CHECK, expect=0)
    assert slack.messages == []


def test_bad_rows_are_told_once_with_the_check_and_the_rows(
    hands: Hands, slack: Workspace, fields: dict[str, Any]
) -> None:
    good, empty = f"(1, '{DAY}', 'PT', 10)", f"(2, '{DAY}', NULL, 20)"
    put(fields, good, good, empty, f"(3, '{DAY}', 'JP', -1)", f"(4, '{DAY}', 'JP', 99999)")
    said = hands.type(*CHECK, "-i", "at_least=6", expect=1)
    assert f"The payments of {DAY} have a problem" in said.out + said.err
    (message,) = slack.messages
    lines = message["text"].splitlines()
    assert lines[0] == f"*The payments of {DAY} in Snowflake have a problem.*"
    assert lines[1].startswith('• Not fresh: 1, such as `{"rows": 5}`')
    assert lines[2].startswith("• Empty fields: 1, such as")
    assert '"payment_id": 2' in lines[2]
    assert lines[3].startswith("• There more than once: 1, such as")
    assert '"times": 2' in lines[3]
    assert lines[4].startswith("• Out of range: 2, such as")
    assert '"amount": "-1.00"' in lines[4]
    assert '"amount": "99999.00"' in lines[4]


def test_a_check_that_can_not_be_made_is_told_too(
    hands: Hands, slack: Workspace, fields: dict[str, Any]
) -> None:
    hands.type(*CHECK, expect=1)
    (message,) = slack.messages
    assert f"snowflake-quality of {DAY} failed at" in message["text"]
    assert "PAYMENTS" in message["text"]
