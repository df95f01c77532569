"""Whatever is typed, the answer is a sentence and an exit code that means something."""

import json
from pathlib import Path

import pytest

from seaway.cli.main import seaway
from seaway.cli.shell import guarded

WORKFLOW = "seaway: 1\ninputs:\n  day: date\ntasks:\n  load: {run: echo hi}\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "workflows").mkdir()
    (tmp_path / "workflows/daily.yaml").write_text(WORKFLOW)
    monkeypatch.chdir(tmp_path)
    return tmp_path


NONSENSE = [
    (["rnu"], "Did you mean `run`?"),
    (["run", "dialy"], "Did you mean `daily`?"),
    (["run", "nothing.yaml"], "There is no file nothing.yaml"),
    (["run", "a\x00b"], ""),
    (["run", "daily", "-i", "day"], "is no input"),
    (["run", "daily", "-i", "dya=2026-01-31"], "Did you mean `day`?"),
    (["run", "daily", "-i", "day=soon"], "is not a date"),
    (["run", "daily", "-i", "day=@none.txt"], "can't be read"),
    (["run", "daily", "-i", "day=1", "-i", "day=2"], "given twice"),
    (["run", "daily", "--logical-date", "31.01.2026"], "year, month, day"),
    (["run", "daily"], "The input `day` is missing"),
    (["run", "daily", "extra"], "unexpected extra argument"),
    (["run", "--project", "nowhere"], "There is no folder"),
    (["validate", "nowhere"], "There is no file"),
    (["runs", "show", "x y"], "is no run"),
    (["runs", "show", "0" * 40], "is no run"),
    (["runs", "show", "abc"], "No run begins or ends with abc"),
    (["runs", "show"], "There is no run yet"),
    (["runs", "show", "dayli@latest"], "There is no workflow dayli"),
    (["runs", "show", "\udcff"], "is no run"),
    (["runs", "list", "--limit", "0"], "`0` is no whole number from 1 to 10000"),
    (["runs", "list", "--state", "red"], "'red' is not one of"),
    (["runs", "list", "daliy"], "There is no workflow daliy"),
    (["runs", "rerun", "latest", "--all", "--failed"], "exclude each other"),
    (["runs", "cancel"], "Missing argument"),
    (["runs", "frobnicate"], "No such command"),
    (["logs", "latest", "--tail", "many"], "`many` is no whole number from 0 up"),
    (["files", "get", "latest", "load", "../../etc/passwd"], "There is no run yet"),
    (["blueprints", "show", "storage.lst"], "Did you mean `storage.list`?"),
    (["blueprints", "run", "flow.wait", "-i", "durration=1s"], "Did you mean `duration`?"),
    (["triggers", "pause", "daily"], "There is no workflow daily"),
    (["up", "--slots", "-1"], "`-1` is no whole number from 1 to 1024"),
    (["init", "workflows/daily.yaml"], "is a file"),
    (["schema", "-o", "workflows/daily.yaml/schema.json"], "can't be written"),
]


@pytest.mark.parametrize(
    ("words", "said"), NONSENSE, ids=[" ".join(map(ascii, words)) for words, _ in NONSENSE]
)
def test_nonsense_is_answered_with_a_sentence(
    words: list[str], said: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = guarded(seaway, words)
    out, err = capsys.readouterr()
    assert code == 2, (out, err)
    assert said in err
    assert "Traceback" not in err
    assert not (project / ".seaway/errors.log").exists()


@pytest.mark.parametrize(
    "words", [["run", "dialy"], ["runs", "show", "abc"], ["runs", "list", "--limit", "0"]]
)
def test_with_json_an_error_is_a_document(
    words: list[str], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(seaway, [*words, "--json"]) == 2
    out, err = capsys.readouterr()
    assert err == ""
    error = json.loads(out)["error"]
    assert error["message"]
    assert set(error) == {"code", "message", "hint"}


def test_outside_of_a_project_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (["run"], ["runs", "list"], ["logs"], ["db", "check"], ["up"], ["workflows", "list"]):
        assert guarded(seaway, words) == 2
        assert "There is no project" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_project_file_is_shown_with_its_line(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "seaway.toml").write_text('name = "x"\ntimezone = "Mars/Base"\n')
    assert guarded(seaway, ["run", "daily"]) == 2
    err = capsys.readouterr().err
    assert 'timezone = "Mars/Base"' in err
    assert "^" in err


def test_a_mistake_of_ours_is_a_sentence_with_the_place_of_its_details(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("seaway.cli.validating.validate_paths", lambda paths: 1 / 0)
    assert guarded(seaway, ["validate"]) == 70
    err = capsys.readouterr().err
    assert "Seaway made a mistake: ZeroDivisionError" in err
    assert "Traceback" in (project / ".seaway/errors.log").read_text()
    assert "Traceback" not in err
