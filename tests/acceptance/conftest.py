"""Hands that type commands."""

from pathlib import Path

import pytest

from tests.acceptance.shell import Hands


@pytest.fixture
def hands(tmp_path: Path) -> Hands:
    """In an empty folder, with an empty home."""
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    return Hands(tmp_path / "work", tmp_path / "home")
