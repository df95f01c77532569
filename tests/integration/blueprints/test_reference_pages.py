from pathlib import Path

import pytest

from seaway.sdk.reference import to_pages
from seaway.sdk.registry import Registry
from seaway.sdk.review import review

FOLDER = Path(__file__).parents[3] / "docs/reference/blueprints"


def test_the_reference_pages_are_current() -> None:
    """After a change: `python -m seaway.sdk.reference docs/reference/blueprints`."""
    pages = to_pages(Registry().all())
    assert sorted(place.name for place in FOLDER.glob("*.md")) == sorted(pages)
    stale = [name for name, text in pages.items() if (FOLDER / name).read_text(encoding="utf-8") != text]
    assert stale == []


@pytest.mark.parametrize("name", [definition.name for definition in Registry().all()])
def test_every_blueprint_passes_its_own_review(name: str) -> None:
    assert review(Registry().find(name)) == []
