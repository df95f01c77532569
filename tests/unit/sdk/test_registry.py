from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from seaway.errors import UnknownError
from seaway.sdk.registry import ENTRY_POINTS, Registry
from tests.support.contexts import write

GOOD = '''
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context

@blueprint("acme.greet", title="Greet", category="Acme", version=2)
def greet(ctx: Context, name: str) -> str:
    """Greet someone."""
    return f"Hello {name}"
'''


def entry(name: str, value: str) -> EntryPoint:
    return EntryPoint(name=name, value=value, group=ENTRY_POINTS)


def test_our_own_blueprints_are_found_by_name() -> None:
    assert Registry().find("storage.list").title == "List files"


def test_a_version_can_be_asked_for() -> None:
    assert Registry().find("storage.list@1").version == 1
    with pytest.raises(UnknownError, match=r"no version 9 of `storage\.list`"):
        Registry().find("storage.list@9")


def test_an_unknown_name_gets_a_suggestion() -> None:
    with pytest.raises(UnknownError) as caught:
        Registry().find("storage.lst")
    assert caught.value.hint == "Did you mean `storage.list`?"


def test_a_project_brings_its_own_blueprints(tmp_path: Path) -> None:
    write(tmp_path, {"blueprints/acme.py": GOOD})
    registry = Registry(project_code=tmp_path)
    assert registry.find("acme.greet").version == 2
    assert registry.find("flow.wait").name == "flow.wait"
    assert registry.broken == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import nothing_like_this", "No module named 'nothing_like_this'"),
        ("def (", "invalid syntax"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        (GOOD.replace('"""Greet someone."""', ""), "needs a docstring"),
        (GOOD.replace("name: str", 'name: "Nowhere"'), "can't be resolved"),
        (GOOD.replace("acme.greet", "storage.list"), "there is a blueprint `storage.list` already"),
    ],
)
def test_a_broken_file_is_reported_and_hurts_nothing_else(tmp_path: Path, source: str, said: str) -> None:
    write(tmp_path, {"blueprints/bad.py": source, "blueprints/zgood.py": GOOD})
    registry = Registry(project_code=tmp_path)
    names = [definition.name for definition in registry.all()]
    assert "storage.list" in names
    assert "acme.greet" in names
    (broken,) = registry.broken
    assert broken.source == "blueprints/bad.py"
    assert said in broken.error


def test_a_broken_package_is_said_when_its_blueprint_is_asked_for() -> None:
    registry = Registry(installed=[entry("acme", "nothing_like_this.blueprints")])
    with pytest.raises(UnknownError) as caught:
        registry.find("acme.greet")
    assert "nothing_like_this" in caught.value.hint


def test_only_the_module_that_is_asked_for_is_imported() -> None:
    flow = entry("flow", "seaway.integrations.flow.blueprints")
    registry = Registry(installed=[flow, entry("acme", "nothing_like_this")])
    assert registry.find("flow.wait")
    assert registry.broken == []


def test_the_catalog_is_a_value_of_all_blueprints() -> None:
    info = Registry().catalog().find("duckdb.query")
    assert info is not None
    assert info.connection_types == {"connection": "duckdb"}
    assert info.output_names == ("rows", "columns", "first_rows", "path")
    assert info.extra == "data"
    assert 42 in info.exits
