import json
from pathlib import Path

import pytest

from seaway.cli.demo_folder import PARTS, cut_off, example_folder, prepare
from seaway.errors import BadRequestError


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    folder = tmp_path / "seaway-demo"
    prepare(folder)
    return folder


def test_the_demo_gets_every_part_of_the_example_and_no_state(prepared: Path):
    assert {path.name for path in prepared.iterdir()} == {"seaway.toml", ".seaway", *PARTS}
    assert (prepared / ".seaway/workflow.schema.json").is_file()
    for name in ("data/purchases.csv", "scripts/standardize.py", "sql/load_day.sql"):
        assert (prepared / name).read_bytes() == (example_folder() / name).read_bytes()


def test_what_a_user_changed_stays_and_what_is_missing_comes_back(prepared: Path):
    (prepared / "sql/load_day.sql").write_text("-- mine\n")
    (prepared / "sql/revenue_view.sql").unlink()
    prepare(prepared)
    assert (prepared / "sql/load_day.sql").read_text() == "-- mine\n"
    assert (prepared / "sql/revenue_view.sql").is_file()


def test_a_copy_that_was_killed_at_its_first_file_is_taken_up(tmp_path: Path):
    (tmp_path / "seaway.toml.partial").write_text("name")
    prepare(tmp_path)
    assert (tmp_path / "seaway.toml").is_file()


@pytest.mark.parametrize("content", ['name = "mine"\n', "no toml = = ="])
def test_a_folder_that_is_something_else_is_left_alone(tmp_path: Path, content: str):
    (tmp_path / "seaway.toml").write_text(content)
    with pytest.raises(BadRequestError, match="is there already, and is no demo"):
        prepare(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["seaway.toml"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(BadRequestError, match="is a file"):
        prepare(tmp_path / "file")


def test_an_export_is_cut_off_to_the_same_size_each_time(tmp_path: Path):
    (tmp_path / "manifest.json").write_text(json.dumps({"files": [{"path": "a.csv", "bytes": 100}]}))
    (tmp_path / "a.csv").write_bytes(b"x" * 100)
    for _ in range(2):
        cut_off(tmp_path, "a.csv")
        assert (tmp_path / "a.csv").stat().st_size == 60
