"""What is known of a folder: the project's blueprints as they stand there, whoever else reads them."""

from pathlib import Path

import pytest

from seaway.engine import known
from seaway.engine.known import KnownProject
from seaway.sdk.installed import KnownBlueprints
from seaway.spec.project import Project

BERTH = """\
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context


@blueprint("harbour.berth", title="Give a berth", category="Harbour")
def berth(ctx: Context, quay: str) -> None:
    \"\"\"Give a ship its berth.\"\"\"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "blueprints").mkdir()
    (tmp_path / "blueprints/berth.py").write_text(BERTH)
    return tmp_path


def test_a_blueprint_stays_known_when_another_reader_is_late_with_what_was_there_before(folder: Path) -> None:
    """Both share what is seen; a reader that began before the file was there may end after."""
    blueprints = KnownBlueprints({})
    project = KnownProject(folder, Project, blueprints)
    first = project.look()
    blueprints.see(())
    assert "harbour.berth" in first.catalog.blueprints
    assert "harbour.berth" in project.look().catalog.blueprints


def test_what_took_too_long_to_read_is_read_again_later(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A busy machine is no fault of the file: it does not stay unreadable until somebody changes it."""
    project = KnownProject(folder, Project, KnownBlueprints({}))
    monkeypatch.setattr(known, "PATIENCE_S", 0.0)
    monkeypatch.setattr(known, "TRY_AGAIN_S", 0.0)
    assert ["took over" in problem.message for problem in project.look().problems] == [True]
    monkeypatch.setattr(known, "PATIENCE_S", 60.0)
    again = project.look()
    assert again.problems == ()
    assert "harbour.berth" in again.catalog.blueprints
