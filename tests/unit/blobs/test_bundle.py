import os

import pytest

from seaway.blobs import bundle
from seaway.blobs.bundle import materialize, read_bundle, snapshot
from seaway.blobs.local import LocalArtifacts
from seaway.errors import BadRequestError, DataError


@pytest.fixture
def store(tmp_path):
    return LocalArtifacts(tmp_path / "store")


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    for name, text in {
        "seaway.toml": "name = 'x'",
        "workflows/a.yaml": "seaway: 1",
        "scripts/run.sh": "echo",
        ".gitignore": "data/\n*.log\n",
        "data/big.csv": "1",
        "debug.log": "x",
        ".seawayignore": "notes.md\n",
        "notes.md": "x",
        ".git/HEAD": "x",
        ".seaway/seaway.db": "x",
        ".env": "TOKEN=1",
        "pkg/__pycache__/a.pyc": "x",
        "pkg/.gitignore": "local.py",
        "pkg/local.py": "x",
        "pkg/main.py": "x",
    }.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    (root / "scripts/run.sh").chmod(0o755)
    return root


def paths(store, ref):
    return [entry.path for entry in read_bundle(store, ref)]


def test_code_is_taken_and_what_is_ignored_is_not(project, store, tmp_path):
    ref = snapshot(project, store, tmp_path / "cache")
    assert paths(store, ref) == [
        ".gitignore",
        ".seawayignore",
        "seaway.toml",
        "pkg/.gitignore",
        "pkg/main.py",
        "scripts/run.sh",
        "workflows/a.yaml",
    ]


def test_the_same_content_has_the_same_hash_and_an_edit_another(project, store, tmp_path):
    first = snapshot(project, store, tmp_path / "cache")
    assert snapshot(project, store, tmp_path / "other-cache") == first
    (project / "workflows/a.yaml").write_text("seaway: 2")
    assert snapshot(project, store, tmp_path / "cache") != first


def test_an_unchanged_project_is_not_read_again(project, store, tmp_path, monkeypatch):
    for place in project.rglob("*"):
        os.utime(place, (1_000_000_000, 1_000_000_000))
    first = snapshot(project, store, tmp_path / "cache")
    monkeypatch.setattr(bundle, "_read", None)
    assert snapshot(project, store, tmp_path / "cache") == first


def test_a_file_just_written_is_read_again_as_it_may_change_within_its_time(project, store, tmp_path):
    snapshot(project, store, tmp_path / "cache")
    place = project / "seaway.toml"
    before = place.stat()
    place.write_text("name = 'y'")
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    ref = snapshot(project, store, tmp_path / "cache")
    assert (
        store.get_bytes(next(e.sha256 for e in read_bundle(store, ref) if e.path == "seaway.toml"))
        == b"name = 'y'"
    )


def test_a_damaged_cache_is_made_anew(project, store, tmp_path):
    first = snapshot(project, store, tmp_path / "cache")
    (tmp_path / "cache").write_bytes(b"garbage")
    assert snapshot(project, store, tmp_path / "cache") == first


def test_a_link_that_leads_out_of_the_project_is_refused(project, store, tmp_path):
    (tmp_path / "secret").write_text("x")
    (project / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(BadRequestError, match="`link` is a link that leads out") as caught:
        snapshot(project, store, tmp_path / "cache")
    assert ".seawayignore" in caught.value.hint


def test_a_link_inside_of_the_project_counts_as_its_file(project, store, tmp_path):
    (project / "alias.yaml").symlink_to("workflows/a.yaml")
    (project / "folder").symlink_to("workflows")
    found = {
        entry.path: entry.sha256 for entry in read_bundle(store, snapshot(project, store, tmp_path / "c"))
    }
    assert found["alias.yaml"] == found["workflows/a.yaml"]
    assert "folder" not in found


@pytest.mark.parametrize(("name", "value"), [("MAX_FILES", 3), ("MAX_BYTES", 10), ("MAX_FILE_BYTES", 8)])
def test_a_project_that_is_too_large_names_the_file(project, store, tmp_path, monkeypatch, name, value):
    monkeypatch.setattr(bundle, name, value)
    with pytest.raises(BadRequestError, match=r"`[\w./]+`") as caught:
        snapshot(project, store, tmp_path / "cache")
    assert ".seawayignore" in caught.value.hint


def test_a_file_that_never_holds_still_is_named(project, store, tmp_path, monkeypatch):
    put = store.put_file

    def put_while_it_grows(place):
        result = put(place)
        with place.open("a") as stream:
            stream.write("more")
        return result

    monkeypatch.setattr(store, "put_file", put_while_it_grows)
    with pytest.raises(BadRequestError, match="changes all the time"):
        snapshot(project, store, tmp_path / "cache")


def test_a_bundle_is_laid_out_read_only_and_once(project, store, tmp_path):
    ref = snapshot(project, store, tmp_path / "cache")
    folder = materialize(store, ref, tmp_path / "bundles")
    assert folder == materialize(store, ref, tmp_path / "bundles")
    assert (folder / "workflows/a.yaml").read_text() == "seaway: 1"
    assert (folder / "scripts/run.sh").stat().st_mode & 0o777 == 0o555
    assert (folder / "seaway.toml").stat().st_mode & 0o777 == 0o444
    assert [entry.name for entry in (tmp_path / "bundles").iterdir()] == [ref]


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", ""])
def test_a_bundle_with_a_path_that_leads_out_is_refused(store, tmp_path, path):
    import json

    content = store.put_bytes(b"x")
    ref = store.put_bytes(json.dumps({"version": 1, "files": [[path, content, 1, 0o644]]}).encode())
    with pytest.raises(DataError, match="no path inside a project"):
        materialize(store, ref, tmp_path / "bundles")
    assert list((tmp_path / "bundles").iterdir()) == []


def test_what_is_left_out_is_no_part_of_the_bundle(tmp_path):
    project = tmp_path / "project"
    (project / "bucket").mkdir(parents=True)
    (project / "bucket" / "a.csv").write_text("1")
    (project / "job.py").write_text("pass")
    artifacts = LocalArtifacts(tmp_path / "artifacts")
    bundle = snapshot(project, artifacts, tmp_path / "cache", leave_out=["/bucket"])
    assert [entry.path for entry in read_bundle(artifacts, bundle)] == ["job.py"]
