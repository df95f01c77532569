import os
from datetime import timedelta
from pathlib import Path

import pytest

from seaway.errors import ConflictError, InvalidInputError, NotFoundError
from seaway.integrations.storage import blueprints as storage
from seaway.sdk.context import Context
from seaway.sdk.waiting import Deferred
from tests.support.contexts import NOON, Notebook, a_context, write

LAKE = {"lake": {"type": "local", "path": "../lake"}, "shelf": {"type": "local", "path": "../shelf"}}


@pytest.fixture
def ctx(tmp_path: Path) -> Context:
    write(tmp_path / "lake", {"raw/d1/a.csv": "1", "raw/d1/b.csv": "22", "raw/d2/a.csv": "3"})
    return a_context(tmp_path, connections=LAKE)


def names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_list_counts_all_and_gives_at_most_its_limit(ctx: Context) -> None:
    found = storage.list_files.call(ctx, {"connection": "lake", "paths": ["raw/"], "limit": 2})
    assert isinstance(found, dict)
    assert (found["count"], found["size_bytes"], found["is_cut"]) == (3, 4, True)
    assert [file["path"] for file in found["files"]] == ["raw/d1/a.csv", "raw/d1/b.csv"]  # type: ignore[attr-defined]


def test_list_of_nothing_is_empty_or_fails_as_asked(ctx: Context) -> None:
    assert storage.list_files.call(ctx, {"connection": "lake", "paths": ["no/*"]})["count"] == 0  # type: ignore[index]
    with pytest.raises(NotFoundError, match=r"no file for `no/\*` in lake"):
        storage.list_files.call(ctx, {"connection": "lake", "paths": ["no/*"], "if_missing": "fail"})


def test_wait_for_says_what_is_missing_and_comes_back(ctx: Context, tmp_path: Path) -> None:
    inputs = {"connection": "lake", "paths": ["raw/d1/*.csv", "raw/d3/x.csv"], "poll": "1m"}
    waiting = storage.wait_for.begin(ctx, inputs)
    assert waiting == Deferred(poll_after_s=60.0, reason="waits for 1 of 3 files: raw/d3/x.csv is missing")
    write(tmp_path / "lake", {"raw/d3/x.csv": "1"})
    found = storage.wait_for.poll(ctx, inputs, None)
    assert isinstance(found, dict)
    assert found["count"] == 3


def test_wait_for_wants_files_of_a_size_that_rest(ctx: Context, tmp_path: Path) -> None:
    changed = (NOON - timedelta(seconds=10)).timestamp()
    os.utime(tmp_path / "lake/raw/d1/b.csv", (changed, changed))
    inputs = {"connection": "lake", "paths": ["raw/d1/*"], "min_size": 2, "unchanged_for": "1m"}
    waiting = storage.wait_for.begin(ctx, inputs)
    assert isinstance(waiting, Deferred)
    assert waiting.reason == (
        "waits for 2 of 2 files: raw/d1/a.csv has 1 of at least 2 bytes; raw/d1/b.csv changed 10s ago"
    )


def test_download_keeps_folders_or_drops_them(ctx: Context) -> None:
    found = storage.download.call(ctx, {"connection": "lake", "paths": ["raw/d1/*.csv"], "to": "in"})
    assert found["paths"] == ["in/raw/d1/a.csv", "in/raw/d1/b.csv"]  # type: ignore[index]
    storage.download.call(ctx, {"connection": "lake", "paths": ["raw/d1/"], "flatten": True})
    assert names(ctx.files.folder) == ["a.csv", "b.csv", "in/raw/d1/a.csv", "in/raw/d1/b.csv"]


def test_two_files_of_one_name_are_refused_before_anything_moves(ctx: Context) -> None:
    with pytest.raises(InvalidInputError, match=r"would both become `a\.csv`"):
        storage.download.call(ctx, {"connection": "lake", "paths": ["raw/*/a.csv"], "flatten": True})
    assert names(ctx.files.folder) == []


def test_upload_brings_the_tasks_files_to_the_connection(ctx: Context, tmp_path: Path) -> None:
    ctx.files.write_text("out/r.txt", "r")
    storage.upload.call(ctx, {"connection": "lake", "paths": ["out/r.txt"], "to": "done", "name": "s.txt"})
    assert (tmp_path / "lake/done/s.txt").read_text() == "r"


def test_what_is_there_is_replaced_kept_or_refused_as_asked(ctx: Context, tmp_path: Path) -> None:
    inputs = {"connection": "lake", "paths": ["x"]}
    ctx.files.write_text("x", "new")
    write(tmp_path / "lake", {"x": "old"})
    with pytest.raises(ConflictError, match="`x` is there already"):
        storage.upload.call(ctx, inputs | {"overwrite": False})
    kept = storage.upload.call(ctx, inputs | {"overwrite": False, "if_exists": "skip"})
    assert kept == {"paths": [], "skipped": ["x"], "count": 0, "size_bytes": 0}
    storage.upload.call(ctx, inputs)
    assert (tmp_path / "lake/x").read_text() == "new"


def test_copy_and_move_within_a_connection_and_to_another(ctx: Context, tmp_path: Path) -> None:
    base = {"connection": "lake", "paths": ["raw/d1/*"]}
    storage.copy.call(ctx, base | {"to": "copy", "flatten": True})
    storage.copy.call(ctx, base | {"to_connection": "shelf"})
    storage.move.call(ctx, base | {"to": "moved", "flatten": True})
    storage.move.call(ctx, {"connection": "lake", "paths": ["raw/"], "to_connection": "shelf"})
    assert names(tmp_path / "lake") == ["copy/a.csv", "copy/b.csv", "moved/a.csv", "moved/b.csv"]
    assert names(tmp_path / "shelf") == ["raw/d1/a.csv", "raw/d1/b.csv", "raw/d2/a.csv"]


def told(notebook: Notebook) -> list[tuple[str, str, int | None]]:
    found = [(report.mode, report.name, report.size_bytes) for report in notebook.assets]
    notebook.assets.clear()
    return found


def test_files_of_connections_that_are_read_and_written_are_told(tmp_path: Path) -> None:
    notebook = Notebook()
    write(tmp_path / "lake", {"raw/a.csv": "1", "raw/b.csv": "22"})
    ctx = a_context(tmp_path, connections=LAKE, reporter=notebook)
    storage.download.call(ctx, {"connection": "lake", "paths": ["raw/"]})
    assert told(notebook) == [("read", "lake/raw/a.csv", 1), ("read", "lake/raw/b.csv", 2)]
    storage.upload.call(ctx, {"connection": "shelf", "paths": ["raw/a.csv"], "to": "in", "flatten": True})
    assert told(notebook) == [("write", "shelf/in/a.csv", 1)]
    storage.copy.call(ctx, {"connection": "lake", "paths": ["raw/b.csv"], "to_connection": "shelf"})
    assert told(notebook) == [("read", "lake/raw/b.csv", 2), ("write", "shelf/raw/b.csv", 2)]
    storage.move.call(ctx, {"connection": "lake", "paths": ["raw/a.csv"], "name": "c.csv"})
    assert told(notebook) == [("read", "lake/raw/a.csv", 1), ("write", "lake/c.csv", 1)]
    storage.compress.call(ctx, {"connection": "shelf", "paths": ["in/"], "to": "in.zip"})
    (read, (mode, name, size)) = told(notebook)
    assert (read, mode, name) == (("read", "shelf/in/a.csv", 1), "write", "shelf/in.zip")
    assert size == (tmp_path / "shelf/in.zip").stat().st_size
    storage.decompress.call(ctx, {"connection": "shelf", "paths": ["in.zip"], "to": "out"})
    assert told(notebook) == [("read", "shelf/in.zip", size), ("write", "shelf/out/in/a.csv", 1)]
    storage.decompress.call(ctx, {"paths": ["raw/*.zip"], "if_missing": "skip"})
    assert told(notebook) == [], "the task's own directory is nobody's asset"


def test_what_was_written_before_a_failure_is_told(tmp_path: Path) -> None:
    notebook = Notebook()
    ctx = a_context(tmp_path, connections=LAKE, reporter=notebook)
    for name in ("a", "b"):
        ctx.files.write_text(name, "x")
    write(tmp_path / "lake", {"b": "old"})
    with pytest.raises(ConflictError):
        storage.upload.call(ctx, {"connection": "lake", "paths": ["a", "b"], "overwrite": False})
    assert told(notebook) == [("write", "lake/a", 1)]


@pytest.mark.parametrize(("folders", "names_told"), [(2, ["lake/d0/", "lake/d1/"]), (102, ["lake/"])])
def test_many_files_are_told_by_folder_or_all_as_one(
    tmp_path: Path, folders: int, names_told: list[str]
) -> None:
    notebook = Notebook()
    ctx = a_context(tmp_path, connections=LAKE, reporter=notebook)
    for number in range(204):
        ctx.files.write_text(f"d{number % folders}/{number}", "x")
    storage.upload.call(ctx, {"connection": "lake", "paths": ["**"]})
    assert [report.name for report in notebook.assets] == names_told
    assert sum(report.size_bytes or 0 for report in notebook.assets) == 204
    assert sum(int(str(report.extra["files"])) for report in notebook.assets) == 204


def test_a_file_is_not_moved_onto_itself(ctx: Context) -> None:
    with pytest.raises(InvalidInputError, match="onto itself"):
        storage.move.call(ctx, {"connection": "lake", "paths": ["raw/d1/a.csv"]})


def test_delete_takes_the_folder_and_may_be_repeated(ctx: Context, tmp_path: Path) -> None:
    inputs = {"connection": "lake", "paths": ["raw/d1/"]}
    assert storage.delete.call(ctx, inputs)["paths"] == ["raw/d1/a.csv", "raw/d1/b.csv"]  # type: ignore[index]
    assert storage.delete.call(ctx, inputs)["count"] == 0  # type: ignore[index]
    assert names(tmp_path / "lake") == ["raw/d2/a.csv"]
    assert not (tmp_path / "lake/raw/d1").exists()
    with pytest.raises(NotFoundError):
        storage.delete.call(ctx, inputs | {"if_missing": "fail"})


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "raw/../../secret"])
def test_no_verb_leaves_the_connection(ctx: Context, path: str) -> None:
    for verb in (storage.list_files, storage.delete, storage.download, storage.verify, storage.copy):
        with pytest.raises(InvalidInputError, match="not a path inside the connection"):
            verb.call(ctx, {"connection": "lake", "paths": [path]})
    ctx.files.write_text("x", "")
    with pytest.raises(InvalidInputError):
        storage.upload.call(ctx, {"connection": "lake", "paths": ["x"], "to": path})
