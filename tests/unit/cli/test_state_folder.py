"""A state folder or a database that can't be had is said in a sentence."""

import sys
from pathlib import Path

import pytest

from seaway.cli.main import seaway
from seaway.cli.shell import guarded

WORKFLOW = "seaway: 1\ntasks:\n  load: {run: echo hi}\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "workflows").mkdir()
    (tmp_path / "workflows/daily.yaml").write_text(WORKFLOW)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("words", [["run", "daily"], ["runs", "list"], ["db", "check"]])
def test_a_state_folder_that_is_a_file_is_named(
    words: list[str], project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (project / "state").write_text("no folder")
    monkeypatch.setenv("SEAWAY_HOME", str(project / "state"))
    assert guarded(seaway, words) == 2
    assert "can't be made: it is a file" in capfd.readouterr().err


def test_a_missing_postgresql_driver_is_answered_with_the_extra_to_install(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEAWAY_DATABASE", "postgresql://seaway@127.0.0.1/seaway")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert guarded(seaway, ["runs", "list"]) == 1
    assert "seaway[postgres]" in capfd.readouterr().err
