"""The page of integrations says what the tests declare, of every system."""

import importlib.util

import pytest

from tests.project.tree import ROOT

_SPEC = importlib.util.spec_from_file_location("integrations", ROOT / "tools/integrations.py")
assert _SPEC is not None
assert _SPEC.loader is not None
integrations = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(integrations)


@pytest.fixture(scope="module")
def page() -> str:
    return str(integrations.page())


def test_the_page_is_current(page: str) -> None:
    """After a change: `.venv/bin/python tools/integrations.py`."""
    assert integrations.PAGE.read_text(encoding="utf-8") == page


def test_every_system_says_how_it_was_proved(page: str) -> None:
    assert "not proved" not in page
