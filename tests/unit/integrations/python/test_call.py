import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from seaway.errors import DataError, InvalidInputError, TaskError
from seaway.integrations.python.blueprints import call
from seaway.sdk.context import Context
from tests.support.contexts import a_context, write

CODE = """
from __future__ import annotations
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from seaway.sdk.context import Context
from seaway_test_flows.shared import double
if TYPE_CHECKING:
    from nowhere import Frame

@dataclass
class Total:
    rows: int

def extract(day: date, factor: int = 2, *, tags: list[str] | None = None):
    assert isinstance(day, date)
    return {"day": day, "n": double(factor), "tags": tags}

def plain(x, y=1):
    return [x, y]

def with_context(name: str, world: Context):
    world.files.write_text(name, "x")

def total():
    return Total(rows=3)

async def later(x: int):
    return x + 1

def anything(**names):
    return names

def odd(frame: Frame):
    return frame

def bad():
    return object()

def broken():
    raise KeyError("boom")

not_a_function = 3
"""


@pytest.fixture
def ctx(tmp_path: Path) -> Iterator[Context]:
    context = a_context(tmp_path)
    files = {
        "seaway_test_flows/daily.py": CODE,
        "seaway_test_flows/shared.py": "def double(x): return 2 * x",
        "my-flows/one-off.py": "def go(): return 1",
        "json/daily.py": "def go(): return 'mine'",
        "bad.py": "import nothing_like_this",
    }
    write(context.code, files)
    before, modules = list(sys.path), set(sys.modules)
    yield context
    sys.path[:] = before
    for name in set(sys.modules) - modules:
        if name.startswith(("seaway_test_flows", "seaway_project_")):
            del sys.modules[name]


def outputs(ctx: Context, function: str, **args: object) -> object:
    return call.call(ctx, {"function": f"seaway_test_flows/daily.py:{function}", "args": args})


def test_a_dict_gives_its_keys_and_the_result(ctx: Context) -> None:
    value = {"day": "2026-01-31", "n": 6, "tags": ["a"]}
    found = outputs(ctx, "extract", day="2026-01-31", factor=3, tags=["a"])
    assert found == {**value, "result": value}


def test_what_has_no_annotation_is_passed_as_it_is(ctx: Context) -> None:
    assert outputs(ctx, "plain", x="1") == {"result": ["1", 1]}


def test_a_dataclass_gives_its_fields(ctx: Context) -> None:
    assert outputs(ctx, "total") == {"rows": 3, "result": {"rows": 3}}


def test_a_parameter_of_type_context_gets_it(ctx: Context) -> None:
    assert outputs(ctx, "with_context", name="made") == {"result": None}
    assert ctx.files.path("made").is_file()


def test_an_async_function_is_awaited(ctx: Context) -> None:
    assert outputs(ctx, "later", x=1) == {"result": 2}


def test_a_function_that_takes_any_name_gets_it(ctx: Context) -> None:
    assert outputs(ctx, "anything", a=1) == {"a": 1, "result": {"a": 1}}


def test_a_type_that_can_not_be_resolved_stops_nothing(ctx: Context) -> None:
    assert outputs(ctx, "odd", frame=1) == {"result": 1}


def test_wrong_arguments_are_named(ctx: Context) -> None:
    with pytest.raises(InvalidInputError, match="argument `day`"):
        outputs(ctx, "extract", day="soon")
    with pytest.raises(InvalidInputError, match="has no parameter `dey`"):
        outputs(ctx, "extract", day="2026-01-31", dey="2026-01-31")
    with pytest.raises(InvalidInputError, match="needs `day`"):
        outputs(ctx, "extract")


def test_what_the_function_raises_passes(ctx: Context) -> None:
    with pytest.raises(KeyError, match="boom"):
        outputs(ctx, "broken")


def test_a_result_that_is_not_json_is_refused(ctx: Context) -> None:
    with pytest.raises(DataError, match="can't be an output"):
        outputs(ctx, "bad")


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("daily", "`daily` names no function"),
        ("no.py:go", "no file `no.py`"),
        ("../x.py:go", "outside of the folder"),
        ("seaway_test_flows/daily.py:nope", "no `nope` in"),
    ],
)
def test_a_wrong_reference_is_refused_in_words(ctx: Context, reference: str, said: str) -> None:
    with pytest.raises(TaskError) as caught:
        call.call(ctx, {"function": reference})
    assert said in caught.value.message


def test_a_file_whose_name_is_no_identifier_can_be_called(ctx: Context) -> None:
    assert call.call(ctx, {"function": "my-flows/one-off.py:go"}) == {"result": 1}


def test_a_folder_named_like_an_installed_package_is_the_projects_own(ctx: Context) -> None:
    assert call.call(ctx, {"function": "json/daily.py:go"}) == {"result": "mine"}


def test_a_missing_import_is_said_as_it_is(ctx: Context) -> None:
    with pytest.raises(ModuleNotFoundError, match="nothing_like_this"):
        call.call(ctx, {"function": "bad.py:x"})
