from pathlib import Path

import pytest
from pydantic import SecretStr

from seaway.errors import InvalidInputError
from seaway.sdk.connection import Connection, ProjectPath, build_connection, connection_class, known_types


class Depot(Connection):
    type_name = "test_depot"
    host: str = ""
    port: int = 1
    username: str = ""
    password: SecretStr = SecretStr("")
    path: ProjectPath = ""


def test_a_connection_is_built_from_its_values() -> None:
    depot = build_connection({"type": "test_depot", "name": "d", "host": "h", "port": "5"})
    assert isinstance(depot, Depot)
    assert (depot.name, depot.port) == ("d", 5)


def test_a_url_gives_the_fields() -> None:
    url = "test_depot://me:p%40ss@host:77/data/x?"
    depot = build_connection({"type": "test_depot", "url": url})
    assert isinstance(depot, Depot)
    assert (depot.host, depot.port, depot.username) == ("host", 77, "me")
    assert depot.secret_values() == ["p@ss"]


def test_a_relative_path_starts_from_the_project(tmp_path: Path) -> None:
    depot = build_connection({"type": "test_depot", "path": "data"}, project_dir=tmp_path)
    assert depot.to_environment("main")["MAIN_PATH"] == str(tmp_path / "data")


def test_scripts_find_its_fields_in_their_environment() -> None:
    depot = build_connection({"type": "test_depot", "host": "h", "password": "s3cret", "path": "/x"})
    assert depot.to_environment("my-depot") == {
        "MY_DEPOT_HOST": "h",
        "SEAWAY_CONNECTION_MY_DEPOT_HOST": "h",
        "MY_DEPOT_PORT": "1",
        "SEAWAY_CONNECTION_MY_DEPOT_PORT": "1",
        "MY_DEPOT_PASSWORD": "s3cret",
        "SEAWAY_CONNECTION_MY_DEPOT_PASSWORD": "s3cret",
        "MY_DEPOT_PATH": "/x",
        "SEAWAY_CONNECTION_MY_DEPOT_PATH": "/x",
    }


def test_a_wrong_field_is_named_but_no_value_is_shown() -> None:
    with pytest.raises(InvalidInputError) as caught:
        build_connection({"type": "test_depot", "name": "d", "port": "hunter2", "pasword": "hunter2"})
    assert "`port`: expected a whole number" in caught.value.message
    assert "`pasword`: expected no such key" in caught.value.message
    assert "hunter2" not in caught.value.message
    assert caught.value.__cause__ is None


def test_a_secret_does_not_show_in_the_text_of_a_connection() -> None:
    assert "s3cret" not in repr(build_connection({"type": "test_depot", "password": "s3cret"}))


def test_an_unknown_type_gets_a_suggestion() -> None:
    with pytest.raises(InvalidInputError, match="no connection type `locale`") as caught:
        build_connection({"type": "locale"})
    assert caught.value.hint == "Did you mean `local`?"


def test_our_own_types_are_found_through_their_entry_points() -> None:
    assert {"duckdb", "http", "local"} <= set(known_types())
    assert connection_class("local").title == "Local folder"


def test_a_connection_without_a_type_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="Connection `lake` has no `type`"):
        build_connection({"name": "lake", "path": "x"})
