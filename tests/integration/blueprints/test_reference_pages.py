from pathlib import Path

import pytest
import yaml

from seaway.sdk.reference import to_pages
from seaway.sdk.registry import Registry

FOLDER = Path(__file__).parents[3] / "docs/reference/blueprints"


def test_the_reference_pages_are_current() -> None:
    """After a change: `python -m seaway.sdk.reference docs/reference/blueprints`."""
    pages = to_pages(Registry().all())
    assert sorted(place.name for place in FOLDER.glob("*.md")) == sorted(pages)
    stale = [name for name, text in pages.items() if (FOLDER / name).read_text(encoding="utf-8") != text]
    assert stale == []


@pytest.mark.parametrize("name", [definition.name for definition in Registry().all()])
def test_every_blueprint_has_an_example_that_uses_known_inputs(name: str) -> None:
    definition = Registry().find(name)
    (task,) = yaml.safe_load(definition.signature.doc.example).values()
    assert task["uses"] == name
    assert set(task["with"]) <= set(definition.signature.inputs)
    required = {entry.name for entry in definition.signature.inputs.values() if entry.is_required}
    assert required <= set(task["with"])


@pytest.mark.parametrize("name", [definition.name for definition in Registry().all()])
def test_every_input_is_described(name: str) -> None:
    inputs = Registry().find(name).signature.inputs.values()
    assert [entry.name for entry in inputs if not entry.description] == []
