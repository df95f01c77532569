"""Hands that type commands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.shell import Hands


@pytest.fixture
def hands(tmp_path: Path) -> Iterator[Hands]:
    """In an empty folder, with an empty home."""
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    hands = Hands(tmp_path / "work", tmp_path / "home")
    yield hands
    hands.leave()
