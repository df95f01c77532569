import os
import socket
from pathlib import Path

import pytest

from seaway.blobs.bundle import snapshot
from seaway.blobs.local import LocalArtifacts
from seaway.blobs.manifest import FileEntry, read_manifest, write_manifest
from seaway.errors import DataError
from seaway.ids import TaskKey
from seaway.sdk.protocols.executor import FilePolicy, ScriptBody, Upstream
from seaway.worker.workspace import Workspace
from tests.support.workers import attempt


class Place:
    """A workspace, and attempts in it from opening to closing."""

    def __init__(self, folder):
        self.store = LocalArtifacts(folder / "artifacts")
        self.attempts = folder / "attempts"
        self.attempts.mkdir()
        project = folder / "project"
        (project / "sql").mkdir(parents=True)
        (project / "sql" / "view.sql").write_text("select 1")
        self.bundle = snapshot(project, self.store, folder / "cache")
        self.space = Workspace(self.attempts, self.store)
        self.notices = []

    def manifest(self, **files):
        """A manifest of files whose names have `_` for `/`."""
        entries = []
        for name, text in files.items():
            path = name.replace("__", "/") + ".csv"
            entries.append(FileEntry(path=path, sha256=self.store.put_bytes(text.encode()), size=len(text)))
        return write_manifest(self.store, entries)

    def spec(self, *upstreams, **given):
        return attempt(ScriptBody("true"), bundle=self.bundle, upstreams=upstreams, **given)

    def run(self, work, *upstreams, policy=None, own=True, is_kept=False):
        """The manifest of an attempt that did `work(folder)`."""
        spec = self.spec(*upstreams)
        try:
            work(self.space.open(spec, own=own))
            return self.space.commit(policy or FilePolicy(), self.notices.append)
        finally:
            self.space.close(spec.attempt_id, is_kept=is_kept)

    def files(self, manifest):
        return {
            entry.path: self.store.get_bytes(entry.sha256).decode()
            for entry in read_manifest(self.store, manifest).files
        }


@pytest.fixture
def place(tmp_path):
    here = Path.cwd()
    yield Place(tmp_path)
    os.chdir(here)


def has_only_the_bundle(folder):
    assert [entry.name for entry in folder.iterdir()] == ["sql"]


def up(key, manifest, **given):
    return Upstream(TaskKey(key), manifest, **given)


def test_an_attempt_that_touches_nothing_leaves_nothing(place):
    def look(folder):
        assert (folder / "sql/view.sql").read_text() == "select 1"

    assert place.run(look, own=False) is None
    assert place.run(look) is None
    assert [entry.name.split("-")[0] for entry in place.attempts.iterdir()] == ["worker"]


def test_the_directory_is_used_again_where_it_is_untouched(place):
    inodes = []
    for own in (False, True, False):
        place.run(lambda folder: inodes.append(folder.stat().st_ino), own=own)
    assert len(set(inodes)) == 1


def test_new_files_are_handed_on_and_the_bundle_is_not(place):
    def write(folder):
        (folder / "out").mkdir()
        (folder / "out" / "a.csv").write_text("1")
        (folder / "sql" / "new.sql").write_text("2")

    assert place.files(place.run(write)) == {"out/a.csv": "1", "sql/new.sql": "2"}


def test_files_of_the_bundle_are_read_only_and_a_replaced_one_is_handed_on(place):
    def write(folder):
        assert (folder / "sql/view.sql").stat().st_mode & 0o777 == 0o444
        (folder / "sql/view.sql").unlink()
        (folder / "sql/view.sql").write_text("select 2")

    assert place.files(place.run(write)) == {"sql/view.sql": "select 2"}
    place.run(lambda folder: None)
    assert (place.space.folder / "sql/view.sql").read_text() == "select 1"


def test_what_the_one_before_wrote_lies_at_the_same_path(place):
    def read(folder):
        assert (folder / "raw/a.csv").read_text() == "1"
        (folder / "b.csv").write_text("2")

    assert place.files(place.run(read, up("x", place.manifest(raw__a="1")))) == {"b.csv": "2"}


def test_an_attempt_that_only_reads_leaves_nothing(place):
    assert place.run(lambda folder: None, up("x", place.manifest(a="1"))) is None


def test_files_of_one_attempt_are_not_there_for_the_next(place):
    place.run(lambda folder: (folder / "a.csv").write_text("1"))
    place.run(lambda folder: None, up("x", place.manifest(b="2")))
    place.run(has_only_the_bundle)


def test_a_deleted_file_is_not_there_for_the_next(place):
    first = up("x", place.manifest(a="1", b="2"))
    deleted = place.run(lambda folder: (folder / "a.csv").unlink(), first)
    assert read_manifest(place.store, deleted).removed == ("a.csv",)

    def look(folder):
        assert sorted(entry.name for entry in folder.iterdir()) == ["b.csv", "sql"]

    place.run(look, first, up("y", deleted, after=(TaskKey("x"),)))


def test_a_changed_file_is_there_in_its_new_version(place):
    first = up("x", place.manifest(a="1"))
    changed = place.run(lambda folder: (folder / "a.csv").write_text("2"), first)
    assert place.files(changed) == {"a.csv": "2"}

    def look(folder):
        assert (folder / "a.csv").read_text() == "2"

    place.run(look, first, up("y", changed, after=(TaskKey("x"),)))


def test_two_branches_that_differ_are_an_error_and_leave_nothing(place):
    with pytest.raises(DataError, match=r"`a\.csv` comes from `x` and from `y`"):
        place.run(lambda folder: None, up("x", place.manifest(a="1")), up("y", place.manifest(a="2")))
    place.run(has_only_the_bundle)


def test_a_file_written_again_with_the_same_content_is_not_new(place):
    manifest = place.run(lambda folder: (folder / "a.csv").write_text("1"), up("x", place.manifest(a="1")))
    assert manifest is None


def test_a_file_that_became_a_program_is_handed_on_as_one(place):
    manifest = place.run(lambda folder: (folder / "a.csv").chmod(0o755), up("x", place.manifest(a="1")))
    (entry,) = read_manifest(place.store, manifest).files
    assert entry.mode == 0o755


def test_keep_and_ignore_choose_what_is_handed_on(place):
    def write(folder):
        (folder / "__pycache__").mkdir()
        for name in ("a.csv", "a.tmp", "big.csv", "__pycache__/x.pyc"):
            (folder / name).write_text("1")

    assert set(place.files(place.run(write))) == {"a.csv", "a.tmp", "big.csv"}
    chosen = FilePolicy(keep=("*.csv",), ignore=("big.*",))
    assert set(place.files(place.run(write, policy=chosen))) == {"a.csv"}


def test_more_than_the_limit_is_an_error(place):
    with pytest.raises(DataError, match=r"more than 1e-05 MB"):
        place.run(lambda folder: (folder / "a").write_text("x" * 11), policy=FilePolicy(max_bytes=10))


def test_links_sockets_and_pipes_are_handed_on_as_files_or_not_at_all(place, tmp_path):
    (tmp_path / "outside").write_text("secret")

    def write(folder):
        (folder / "a.csv").write_text("1")
        (folder / "latest.csv").symlink_to("a.csv")
        (folder / "leak").symlink_to(tmp_path / "outside")
        (folder / "dangling").symlink_to("nowhere")
        os.mkfifo(folder / "pipe")
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("socket")

    assert place.files(place.run(write)) == {"a.csv": "1", "latest.csv": "1"}
    assert sorted(notice.split("`")[1] for notice in place.notices) == ["dangling", "leak", "pipe", "socket"]


def test_a_hard_link_to_a_file_elsewhere_is_copied_and_not_taken(place, tmp_path):
    (tmp_path / "theirs").write_text("1")
    spec = place.spec()
    folder = place.space.open(spec, own=True)
    os.link(tmp_path / "theirs", folder / "a.csv")
    manifest = place.space.commit(FilePolicy(), place.notices.append, may_move=True)
    (tmp_path / "theirs").write_text("2")
    assert place.files(manifest) == {"a.csv": "1"}
    place.space.close(spec.attempt_id, is_kept=False)


def test_files_of_a_failed_attempt_are_kept_under_its_name(place):
    spec = place.spec()
    (place.space.open(spec, own=False) / "a.csv").write_text("1")
    place.space.close(spec.attempt_id, is_kept=True)
    assert (place.attempts / spec.attempt_id / "a.csv").read_text() == "1"
    place.run(has_only_the_bundle)


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", ""])
def test_a_manifest_with_a_path_that_leads_out_is_refused(place, path):
    manifest = write_manifest(place.store, [FileEntry(path=path, sha256=place.store.put_bytes(b"x"), size=1)])
    with pytest.raises(DataError, match="no path inside"):
        place.run(lambda folder: None, up("x", manifest))
