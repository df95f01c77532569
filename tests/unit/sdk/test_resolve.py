import pytest

from seaway.engine.sources import EnvironmentSource
from seaway.errors import InvalidInputError, NotFoundError
from seaway.sdk.resolve import resolve_connection, resolve_secret, secret_variables

PROJECT = {
    "lake": {"type": "local", "path": "${DATA_DIR:-data}/lake"},
    "api": {"type": "http", "token": "${TOKEN}"},
}


def test_the_project_file_is_read_with_the_environments_values() -> None:
    found = resolve_connection("lake", PROJECT, {"DATA_DIR": "/d"})
    assert found == {"type": "local", "path": "/d/lake", "name": "lake"}


def test_a_default_stands_where_the_variable_is_not_set() -> None:
    assert resolve_connection("lake", PROJECT, {})["path"] == "data/lake"


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(InvalidInputError, match=r"Connection `api` in the project file needs .* TOKEN"):
        resolve_connection("api", PROJECT, {})


def test_two_dollars_are_one() -> None:
    assert resolve_connection("x", {"x": {"type": "t", "p": "a$$b"}}, {})["p"] == "a$b"


def test_the_environment_comes_before_the_project_file() -> None:
    environ = {"SEAWAY_CONNECTION_LAKE": '{"type": "local", "path": "elsewhere"}'}
    assert resolve_connection("lake", PROJECT, environ)["path"] == "elsewhere"


@pytest.mark.parametrize(
    ("text", "kind"),
    [("duckdb:///w.duckdb", "duckdb"), ("https://host/base", "http"), ("file:///data", "local")],
)
def test_a_url_names_the_type(text: str, kind: str) -> None:
    found = resolve_connection("my-w", {}, {"SEAWAY_CONNECTION_MY_W": text})
    assert found == {"type": kind, "url": text, "name": "my-w"}


@pytest.mark.parametrize(
    "text", ["hunter2", '{"type": "x", "password": "hunter2"', '{"password": "hunter2"}', "[]"]
)
def test_a_wrong_variable_is_named_and_its_value_not_shown(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        resolve_connection("w", {}, {"SEAWAY_CONNECTION_W": text})
    assert caught.value.message.startswith("SEAWAY_CONNECTION_W")
    assert "hunter2" not in caught.value.message + caught.value.hint


def test_a_missing_connection_gets_the_closest_name_and_both_ways_to_add_it() -> None:
    with pytest.raises(NotFoundError, match="no connection named `lak`") as caught:
        resolve_connection("lak", PROJECT, {})
    assert caught.value.hint == (
        "Did you mean `lake`? Otherwise add [connections.lak] to seaway.toml, or set SEAWAY_CONNECTION_LAK."
    )


def test_a_secret_comes_from_the_environment() -> None:
    assert resolve_secret("api key", {"SEAWAY_SECRET_API_KEY": "v"}) == "v"
    with pytest.raises(NotFoundError) as caught:
        resolve_secret("API_KEI", {"SEAWAY_SECRET_API_KEY": "v"})
    assert caught.value.hint == "Did you mean `api_key`?"


def test_what_seals_secrets_is_no_secret_of_a_workflow() -> None:
    """`SEAWAY_SECRET_KEY` begins like the variable of a secret called `key`."""
    environ = {"SEAWAY_SECRET_KEY": "not-a-secret-key", "SEAWAY_SECRET_KEY_FILE": "/not/a/secret"}
    for name in ("key", "KEY", "key_file"):
        with pytest.raises(NotFoundError) as caught:
            resolve_secret(name, environ)
        assert "not-a-secret-key" not in f"{caught.value.message} {caught.value.hint}"
    assert secret_variables({**environ, "SEAWAY_SECRET_API": "x"}) == {"SEAWAY_SECRET_API": "x"}


async def test_nor_does_an_attempt_get_it() -> None:
    source = EnvironmentSource({"SEAWAY_SECRET_KEY": "not-a-secret-key", "SEAWAY_SECRET_API": "x"})
    assert await source.secrets("p", ["KEY", "key", "API"]) == {"API": "x"}
    assert await source.secret_names("p") == ["api"]
