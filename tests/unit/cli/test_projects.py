"""What is made and checked without running anything."""

import json
from pathlib import Path

import pytest

from seaway.cli.main import seaway
from seaway.cli.shell import guarded


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answer(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert guarded(seaway, words) == 0
    return capsys.readouterr().out


def test_what_is_there_stays_as_it_is(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "workflows").mkdir()
    (folder / "workflows/hello.yaml").write_text("mine")
    (folder / ".gitignore").write_text("data/")
    made = json.loads(answer(["init", "--json"], capsys))
    assert made["kept"] == ["workflows/hello.yaml"]
    assert (folder / "workflows/hello.yaml").read_text() == "mine"
    assert (folder / ".gitignore").read_text() == "data/\n.seaway/\n"
    answer(["init"], capsys)
    assert (folder / ".gitignore").read_text() == "data/\n.seaway/\n"


def test_a_new_project_is_valid_and_its_editor_knows_every_key(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(["init"], capsys)
    checked = json.loads(answer(["validate", "--json"], capsys))
    assert checked == {"valid": True, "files": ["seaway.toml", "workflows/hello.yaml"], "problems": []}
    schema = json.loads((folder / ".seaway/workflow.schema.json").read_text())
    assert "with:storage.list" in schema["$defs"]
    assert json.loads(answer(["schema"], capsys)) == schema


def test_a_file_with_strange_bytes_is_a_problem_and_no_exception(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "workflows").mkdir()
    (folder / "workflows/odd.yaml").write_bytes(b"seaway: 1\ntasks: {a: {run: \xff\xfe}}\n")
    assert guarded(seaway, ["validate"]) == 2
    assert "workflows/odd.yaml:2" in capsys.readouterr().out


def test_the_database_is_checked_and_upgraded(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "seaway.toml").touch()
    assert json.loads(answer(["db", "check", "--json"], capsys))["standing"] == "empty"
    answer(["db", "upgrade"], capsys)
    assert json.loads(answer(["db", "check", "--json"], capsys))["standing"] == "current"


def test_blueprints_are_found_by_a_word_and_explained(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "storage.verify" in answer(["blueprints", "list", "storage"], capsys)
    said = answer(["blueprint", "show", "storage.list"], capsys)
    assert "(required)" in said
    assert json.loads(answer(["blueprints", "show", "flow.wait", "--json"], capsys))["waits"] is True
