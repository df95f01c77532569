from pathlib import Path

import pytest

from seaway.errors import InvalidInputError
from seaway.sdk.files import TaskFiles, atomic_write, path_within


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/etc/passwd", "link/x", "a\0b"])
def test_a_path_can_not_leave_its_folder(tmp_path: Path, path: str) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "link").symlink_to(tmp_path)
    with pytest.raises(InvalidInputError):
        path_within(tmp_path / "inside", path)


def test_a_link_that_stays_inside_is_fine(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert path_within(tmp_path, "link/x") == tmp_path / "real" / "x"


def test_a_file_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    def half_way() -> None:
        with atomic_write(tmp_path / "x") as stream:
            stream.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_way()
    assert list(tmp_path.iterdir()) == []


def test_without_overwrite_the_old_file_stays(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("old")
    with pytest.raises(FileExistsError), atomic_write(tmp_path / "x", overwrite=False) as stream:
        stream.write(b"new")
    assert (tmp_path / "x").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_files_are_named_from_the_tasks_directory(tmp_path: Path) -> None:
    files = TaskFiles(tmp_path)
    files.write_text("a/b.txt", "x")
    assert [files.name_of(place) for place in files.glob("**/*.txt")] == ["a/b.txt"]


def test_an_absolute_pattern_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="absolute"):
        TaskFiles(tmp_path).glob("/etc/*")


def test_a_pattern_that_climbs_out_is_refused(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "x").write_text("")
    with pytest.raises(InvalidInputError, match="outside"):
        TaskFiles(tmp_path / "inside").glob("../*")
