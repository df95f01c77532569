"""What somebody meets who has not used the command before."""

import errno
import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from seaway.cli.main import seaway
from seaway.cli.reporting import MOST_TOLD, detail
from seaway.cli.shell import guarded
from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.ids import RunId, TaskKey

Said = Callable[[], str]


@pytest.fixture
def said(capfd: pytest.CaptureFixture[str]) -> Said:
    return lambda: capfd.readouterr().err


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "workflows").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def row(state: TaskState, **changes: object) -> TaskRow:
    key = TaskKey("load")
    return TaskRow(RunId("r"), key, key, "", -1, state, attempt=1)._replace(**changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (["logs", "--tail", "x"], "`x` is no whole number from 0 up"),
        (["logs", "--attempt", "0"], "`0` is no whole number from 1 up"),
        (["up", "--grace", "nan"], "`nan` is no whole number from 0 up"),
        (["runs", "list", "-n", "99999"], "`99999` is no whole number from 1 to 10000"),
    ],
)
def test_a_number_that_is_none_is_answered_with_its_bounds(words: list[str], wrong: str, said: Said) -> None:
    assert guarded(seaway, words) == 2
    assert wrong in said()


def test_the_schema_makes_no_folders_in_passing(project: Path, said: Said) -> None:
    assert guarded(seaway, ["schema", "-o", "nope/schema.json"]) == 2
    assert "there is no folder nope" in said()
    assert not (project / "nope").exists()


def test_a_project_says_where_it_was_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert guarded(seaway, ["init"]) == 0
    assert f"A project is in {tmp_path}." in capfd.readouterr().out


def test_a_terminal_is_asked_before_a_project_is_made_in_the_folder_one_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _text: "n")
    assert guarded(seaway, ["init"]) == 130
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_called_so(said: Said) -> None:
    @click.command()
    def writes() -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "seaway.db")

    assert guarded(writes, []) == 1
    assert "The disk is full: seaway.db" in said()


def test_a_reader_that_has_gone_is_no_mistake_though_tasks_ran_side_by_side(said: Said) -> None:
    @click.command()
    def prints() -> None:
        raise ExceptionGroup("unhandled errors in a TaskGroup", [BrokenPipeError()])

    assert guarded(prints, []) == 0
    assert said() == ""


def test_what_waits_outside_says_for_what() -> None:
    assert detail(row(TaskState.DEFERRED)) == "waits for its job outside"
    assert detail(row(TaskState.DEFERRED, child_run=RunId("0123456789"))) == "waits for the run 23456789"
    assert detail(row(TaskState.DEFERRED, reason="no file yet")) == "no file yet"


def test_a_long_notification_is_cut() -> None:
    told = json.dumps({"text": "x" * 500, "channels": ["team"]})
    assert len(detail(row(TaskState.SUCCESS, outputs=told))) <= MOST_TOLD


def test_a_broken_blueprint_of_the_project_is_listed_with_its_reason(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (project / "blueprints").mkdir()
    (project / "blueprints/broken.py").write_text("import nowhere_to_be_found\n")
    assert guarded(seaway, ["blueprints", "list"]) == 0
    assert "nowhere_to_be_found" in capfd.readouterr().err
    assert guarded(seaway, ["blueprints", "list", "--json"]) == 0
    assert len(json.loads(capfd.readouterr().out)["problems"]) == 1
