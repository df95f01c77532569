"""`seaway blueprints options`."""

import json
import sqlite3
from pathlib import Path

import pytest

from seaway.cli.main import seaway
from seaway.cli.shell import guarded


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("seaway.toml").write_text('[connections.shop]\ntype = "sqlite"\npath = "shop.db"\n')
    made = sqlite3.connect("shop.db")
    made.executescript("CREATE TABLE orders (id int); CREATE TABLE people (id int)")
    made.close()
    return tmp_path


def ask(*words: str) -> int:
    return guarded(seaway, ["blueprints", "options", "sql.load", *words])


def test_choices_are_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("into", "-i", "connection=shop") == 0
    assert capsys.readouterr().out.split() == ["orders", "people"]
    assert ask("into", "-i", "connection=shop", "--search", "peo", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found == {"items": [{"value": "people", "label": ""}], "is_cut": False}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["into"], "`connection` is not chosen yet"),
        (["into", "-i", "connection=shp"], "shp"),
        (["mode"], "offers no choices for `mode`"),
    ],
)
def test_why_there_are_none_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert ask(*words) != 0
    captured = capsys.readouterr()
    assert said in captured.err + captured.out
    assert "Traceback" not in captured.err
