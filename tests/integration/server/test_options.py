"""What can be chosen for an input: over HTTP, in the shell, and from real systems."""

import sqlite3
from typing import Any

import pytest

from seaway.access.roles import Role
from tests.support.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "not-a-secret-of-the-stall"
OWN = '''
from seaway.errors import AuthError
from seaway.sdk.blueprint import blueprint
from seaway.sdk.connection import Connection
from seaway.sdk.context import Context
from pydantic import SecretStr


class Stall(Connection):
    type_name = "stall"
    title = "Stall"
    token: SecretStr


@blueprint("fruit.buy", title="Buy fruit", category="Mine")
def buy(ctx: Context, connection: Stall, fruit: str, day: str = "") -> None:
    """Buy fruit."""


@buy.on_options("fruit")
def fruits(ctx: Context, connection: Stall, day: str) -> list[str]:
    print("said by the code")
    if day == "sunday":
        raise AuthError(f"No {connection.token.get_secret_value()}.", hint="Come on monday.")
    if day == "holiday":
        raise ZeroDivisionError
    if day == "last":
        import os

        os._exit(3)
    return ["apple", "pear"]
'''


def ask(served: Served, name: str, field: str, search: str = "", **inputs: object) -> Any:
    body = {"field": field, "inputs": inputs, "search": search}
    return served.client.post(served.at(f"/blueprints/{name}/options"), json=body)


@pytest.fixture
def site(served: Served) -> Served:
    """A database with two tables, and a blueprint of the project with a connection of its own type."""
    project = served.site.folder / "seaway.toml"
    if "[connections.stall]" not in project.read_text():
        made = sqlite3.connect(served.site.folder / "shop.db")
        made.executescript(
            "CREATE TABLE orders (id int); CREATE TABLE old_orders (id int); CREATE TABLE people (id int)"
        )
        made.close()
        connections = (
            f'[connections.stall]\ntype = "stall"\ntoken = "{SECRET}"\n'
            '[connections.shop]\ntype = "sqlite"\npath = "shop.db"\n'
            '[connections.gone]\ntype = "postgres"\nhost = "127.0.0.1"\nport = 1\n'
            'database = "x"\nusername = "x"\n'
        )
        project.write_text(f"{project.read_text()}\n{connections}")
        served.site.write("blueprints/fruit.py", OWN)
    return served


async def test_tables_of_the_connection_are_offered(site: Served) -> None:
    shown = (await site.client.get(site.at("/blueprints/sql.load"))).json()
    assert shown["input_schema"]["properties"]["into"]["x-form"]["options"] == ["connection"]
    found = (await ask(site, "sql.load", "into", "ord", connection="shop")).json()
    assert found == {
        "items": [{"value": "orders", "label": ""}, {"value": "old_orders", "label": ""}],
        "is_cut": False,
    }
    found = (await ask(site, "sqlite.create_view_as", "view", connection="shop")).json()
    assert [each["value"] for each in found["items"]] == ["old_orders", "orders", "people"]


async def test_a_blueprint_of_the_project_offers_choices_too(site: Served) -> None:
    found = (await ask(site, "fruit.buy", "fruit", connection="stall")).json()
    assert [each["value"] for each in found["items"]] == ["apple", "pear"]


@pytest.mark.parametrize(
    ("inputs", "status", "code", "said"),
    [
        ({"connection": "stall", "day": "sunday"}, 400, "auth", "No "),
        ({"connection": "stall", "day": "holiday"}, 400, "internal", "ZeroDivisionError"),
        ({"connection": "stall", "day": "last"}, 400, "internal", "code 3"),
        ({"connection": "no"}, 404, "not_found", "no connection"),
        ({"connection": "shop"}, 400, "invalid_input", "of type `stall`"),
        ({}, 400, "invalid_input", "not chosen yet"),
    ],
)
async def test_why_there_are_no_choices_is_said_without_a_secret(
    site: Served, inputs: dict[str, str], status: int, code: str, said: str
) -> None:
    answer = await ask(site, "fruit.buy", "fruit", **inputs)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code)
    assert said in problem["detail"]
    assert problem["hint"]
    assert SECRET not in answer.text


async def test_a_database_that_is_down_says_so(site: Served) -> None:
    problem = (await ask(site, "sql.load", "into", connection="gone")).json()
    assert problem["code"] == "unavailable"


async def test_who_may_not_use_a_connection_is_not_shown_what_is_behind_it(site: Served) -> None:
    viewer = await site.client_as(Role.VIEWER)
    body = {"field": "into", "inputs": {"connection": "shop"}}
    answer = await viewer.post(site.at("/blueprints/sql.load/options"), json=body)
    assert answer.status_code == 403
    operator = await site.client_as(Role.OPERATOR)
    answer = await operator.post(site.at("/blueprints/sql.load/options"), json=body)
    assert len(answer.json()["items"]) == 3


async def test_unknown_names_are_not_found(site: Served) -> None:
    assert (await ask(site, "sql.lod", "into")).status_code == 404
    assert (await ask(site, "sql.load", "mode", connection="shop")).status_code == 404
