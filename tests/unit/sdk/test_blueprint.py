from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import pytest

from seaway.errors import InvalidInputError
from seaway.sdk.blueprint import BlueprintDefinition, blueprint
from seaway.sdk.connection import Connection
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Form, Size, Sql
from seaway.sdk.signature import AuthoringError
from seaway.sdk.waiting import Deferred
from tests.support.contexts import Notebook, a_context


class Harbour(Connection):
    type_name = "test_harbour"
    berth: int


@dataclass
class Loaded:
    rows: int
    names: list[str]


@blueprint("test.load", title="Load", category="Tests")
def load(
    ctx: Context,
    count: int,
    mode: Literal["append", "replace"] = "append",
    *,
    every: Duration = 30.0,
    limit: Size = 1000,
    json: Annotated[str | list[str] | None, Form(editor="json", show_if={"mode": "append"})] = None,
) -> Loaded:
    """Load some rows.

    Args:
        count: how many
            rows
        mode: what happens to the old ones

    Raises:
        NotFoundError: there are none
    """
    return Loaded(rows=count, names=[mode, f"{every:g}", str(limit), str(json)])


@pytest.fixture
def ctx(tmp_path: Path) -> Context:
    return a_context(tmp_path, connections={"north": {"type": "test_harbour", "berth": "7"}})


def test_a_blueprint_stays_callable_as_a_function(ctx: Context) -> None:
    assert load(ctx, 3).rows == 3


def test_text_from_a_template_becomes_the_type_of_the_signature(ctx: Context) -> None:
    found = load.call(ctx, {"count": "3", "every": "1m30s", "limit": "2KiB", "json": ["a"]})
    assert found == {"rows": 3, "names": ["append", "90", "2048", "['a']"]}


def test_defaults_stand_where_nothing_is_given(ctx: Context) -> None:
    assert load.call(ctx, {"count": 1}) == {"rows": 1, "names": ["append", "30", "1000", "None"]}


def test_every_wrong_input_is_named_with_what_was_expected_and_what_came(ctx: Context) -> None:
    with pytest.raises(InvalidInputError) as caught:
        load.call(ctx, {"count": "many", "mode": "merge", "every": "soon", "limit": "big", "json": [1, {}]})
    assert caught.value.message.splitlines() == [
        "6 problems with the inputs of test.load:",
        "- `count`: expected a whole number, got `'many'`",
        "- `mode`: expected one of 'append' or 'replace', got `'merge'`",
        "- `every`: expected a duration such as `30s`, `10m` or `1h30m`, got `'soon'`",
        "- `limit`: expected a size such as `10MB`, `64KiB` or a number of bytes, got `'big'`",
        "- `json`: expected text, got `[1, {}]`",
        "- `json.1`: expected text, got `{}`",
    ]


def test_an_unknown_input_gets_a_suggestion_and_a_missing_one_its_description(ctx: Context) -> None:
    with pytest.raises(InvalidInputError) as caught:
        load.call(ctx, {"modee": "append"})
    assert "`modee` is not an input; did you mean `mode`?" in caught.value.message
    assert "`count` is missing: how many rows" in caught.value.message


def test_the_signature_is_the_form() -> None:
    properties = load.input_schema["properties"]
    assert load.input_schema["required"] == ["count"]
    assert load.input_schema["additionalProperties"] is False
    assert properties["count"] == {"description": "how many rows", "title": "Count", "type": "integer"}
    assert properties["mode"]["enum"] == ["append", "replace"]
    assert properties["every"]["x-form"] == {"kind": "duration"}
    assert properties["json"]["x-form"] == {"editor": "json", "show_if": {"mode": "append"}}


def test_the_return_type_is_the_schema_of_the_outputs() -> None:
    schema = load.output_schema
    assert schema is not None
    assert schema["properties"]["rows"] == {"type": "integer"}


def test_raises_gives_the_exit_codes() -> None:
    assert [(way.error, way.exit_code, way.can_retry, way.when) for way in load.exits] == [
        ("NotFoundError", 44, False, "there are none")
    ]


@blueprint("test.moor", title="Moor", category="Tests")
def moor(ctx: Context, connection: Harbour, second: Harbour | None = None) -> int:
    """Moor a ship."""
    return connection.berth + (second.berth if second else 0)


def test_a_connection_is_given_by_its_name(ctx: Context) -> None:
    assert moor.call(ctx, {"connection": "north"}) == {"result": 7}


def test_a_test_gives_a_connection_as_an_object(ctx: Context) -> None:
    assert moor.call(ctx, {"connection": Harbour(berth=1), "second": "north"}) == {"result": 8}


def test_the_values_of_a_connection_are_no_input_so_that_a_run_can_not_choose_its_own(ctx: Context) -> None:
    with pytest.raises(InvalidInputError, match="expected the name of a connection, got"):
        moor.call(ctx, {"connection": {"type": "test_harbour", "berth": 1}})


def test_a_connection_of_another_type_is_refused(tmp_path: Path) -> None:
    class Airport(Connection):
        type_name = "test_airport"

    ctx = a_context(tmp_path, connections={"south": {"type": "test_airport"}})
    with pytest.raises(InvalidInputError, match="expected a connection of type `test_harbour`") as caught:
        moor.call(ctx, {"connection": "south"})
    assert "this one is of type `test_airport`" in caught.value.message


def test_a_connection_is_a_name_in_the_form() -> None:
    first, second = moor.input_schema["properties"].values()
    assert first["type"] == "string"
    assert first["x-form"] == {"kind": "connection", "types": ["test_harbour"]}
    assert {"type": "null"} in second["anyOf"]


def test_an_sql_input_is_left_raw_by_the_worker() -> None:
    @blueprint("test.query", title="Query", category="Tests")
    def query(ctx: Context, sql: Annotated[str, Sql()], limit: int = 1) -> None:
        """Query."""

    assert query.raw_inputs == {"sql"}


# --- waiting ---


@blueprint("test.sensor", title="Sensor", category="Tests")
def sensor(ctx: Context, name: str, poll: Duration = 5.0) -> dict[str, object] | Deferred:
    """Wait for a file."""
    if (ctx.files.folder / name).exists():
        return {"found": name}
    return Deferred(poll_after_s=poll, reason=f"{name} is missing")


def test_a_sensor_without_a_poll_function_is_asked_again_with_its_inputs(ctx: Context) -> None:
    waiting = sensor.begin(ctx, {"name": "x", "poll": "1m"})
    assert waiting == Deferred(poll_after_s=60.0, reason="x is missing")
    ctx.files.write_text("x", "")
    assert sensor.poll(ctx, {"name": "x", "poll": "1m"}, None) == {"found": "x"}
    assert sensor.waits


def a_job() -> BlueprintDefinition[..., int | Deferred]:
    @blueprint("test.job", title="Job", category="Tests")
    def job(ctx: Context, size: int, tag: str = "t") -> int | Deferred:
        """Start a job elsewhere."""
        return Deferred(state={"id": f"{ctx.run.job_key}-{size}"}, reason="runs elsewhere")

    @job.on_poll
    def look(ctx: Context, state: dict[str, object], tag: str) -> int | Deferred:
        return len(str(state["id"])) if tag == "done" else Deferred(state=state)

    @job.on_find
    def find(ctx: Context, size: int) -> Deferred | None:
        return Deferred(state={"id": size}) if size > 1 else None

    @job.on_cancel
    def cancel(ctx: Context, state: dict[str, object]) -> None:
        ctx.files.write_text("cancelled", str(state["id"]))

    return job


def test_an_outside_job_is_begun_polled_found_and_cancelled(ctx: Context) -> None:
    job = a_job()
    begun = job.begin(ctx, {"size": 4})
    assert begun == Deferred(state={"id": "-4"}, reason="runs elsewhere")
    assert isinstance(begun, Deferred)
    assert isinstance(job.poll(ctx, {"size": 4}, begun.state), Deferred)
    assert job.poll(ctx, {"size": 4, "tag": "done"}, begun.state) == {"result": 2}
    assert job.can_find
    assert job.find(ctx, {"size": 1}) is None
    assert job.find(ctx, {"size": 2}) == Deferred(state={"id": 2})
    job.cancel(ctx, {"size": 4}, begun.state)
    assert ctx.files.path("cancelled").read_text() == "-4"


def test_a_companion_that_names_an_unknown_input_is_refused() -> None:
    with pytest.raises(AuthoringError, match="on_poll takes `colour`"):

        @sensor.on_poll
        def look(ctx: Context, state: object, colour: str) -> None: ...


# --- authoring ---


def test_a_function_without_a_docstring_gives_no_form() -> None:
    with pytest.raises(AuthoringError, match=r"`test\.bad` needs a docstring"):

        @blueprint("test.bad", title="Bad", category="Tests")
        def bad(ctx: Context) -> None: ...


def test_a_parameter_without_a_type_is_refused_by_name() -> None:
    with pytest.raises(AuthoringError, match="parameter `x` needs a type"):

        @blueprint("test.bad", title="Bad", category="Tests")
        def bad(ctx: Context, x) -> None:  # type: ignore[no-untyped-def]
            """Bad."""


def test_words_about_a_parameter_that_is_not_there_are_refused() -> None:
    with pytest.raises(AuthoringError, match="Args name `y`"):

        @blueprint("test.bad", title="Bad", category="Tests")
        def bad(ctx: Context, x: int) -> None:
            """Bad.

            Args:
                y: nothing
            """


def test_an_error_that_is_no_task_error_is_refused_under_raises() -> None:
    @blueprint("test.bad", title="Bad", category="Tests")
    def bad(ctx: Context) -> None:
        """Bad.

        Raises:
            KeyError: never say this
        """

    with pytest.raises(AuthoringError, match="`KeyError` under Raises"):
        bad.check()


@pytest.mark.parametrize("name", ["load", "Test.load", "test.", "test.lo-ad"])
def test_a_name_is_like_storage_list(name: str) -> None:
    with pytest.raises(AuthoringError, match=r"write it like `storage\.list`"):
        blueprint(name, title="Bad", category="Tests")(moor.function)


def test_secrets_of_a_connection_are_masked_before_the_function_sees_them(tmp_path: Path) -> None:
    from pydantic import SecretStr

    class Vault(Connection):
        type_name = "test_vault"
        password: SecretStr

    @blueprint("test.open", title="Open", category="Tests")
    def open_it(ctx: Context, connection: Vault) -> None:
        """Open a vault."""
        assert notebook.masked == ["hunter2"]

    notebook = Notebook()
    ctx = a_context(
        tmp_path, connections={"v": {"type": "test_vault", "password": "hunter2"}}, reporter=notebook
    )
    assert open_it.call(ctx, {"connection": "v"}) == {}
