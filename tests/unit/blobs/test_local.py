import pytest

from seaway.blobs.local import LocalArtifacts
from seaway.errors import NotFoundError


@pytest.fixture
def store(tmp_path):
    return LocalArtifacts(tmp_path / "store")


def test_the_same_content_is_kept_once_and_read_only(store, tmp_path):
    (tmp_path / "a").write_bytes(b"hello")
    ref = store.put_bytes(b"hello")
    assert store.put_file(tmp_path / "a") == (ref, 5)
    assert store.get_bytes(ref) == b"hello"
    assert store.path(ref).stat().st_mode & 0o777 == 0o444
    assert list((tmp_path / "store" / "incoming").iterdir()) == []


def test_writing_to_the_source_afterwards_changes_nothing(store, tmp_path):
    source = tmp_path / "a"
    source.write_bytes(b"before")
    ref, _ = store.put_file(source)
    with source.open("r+b") as stream:
        stream.write(b"AFTER!")
    assert store.get_bytes(ref) == b"before"


def test_a_fetched_file_is_a_private_copy(store, tmp_path):
    ref = store.put_bytes(b"shared")
    store.fetch(ref, tmp_path / "copy", mode=0o644)
    (tmp_path / "copy").write_bytes(b"mine")
    assert store.get_bytes(ref) == b"shared"
    assert (tmp_path / "copy").stat().st_nlink == 1
    with pytest.raises(FileExistsError):
        store.fetch(ref, tmp_path / "copy")


def test_a_file_may_be_taken_without_a_copy(store, tmp_path):
    source = tmp_path / "large"
    source.write_bytes(b"x" * 1000)
    inode = source.stat().st_ino
    ref, size = store.put_file(source, may_move=True)
    assert size == 1000
    assert not source.exists()
    assert store.path(ref).stat().st_ino == inode


def test_what_is_not_kept_any_more_is_said_plainly(store, tmp_path):
    ref = store.put_bytes(b"x")
    store.delete(ref)
    store.delete(ref)
    with pytest.raises(NotFoundError, match="not in the store any more"):
        store.get_bytes(ref)
    with pytest.raises(NotFoundError, match="not in the store any more"):
        store.fetch(ref, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize("ref", ["", "..", "../../etc/passwd", "a" * 63, "/" * 64, "." * 64])
def test_what_is_no_hash_never_becomes_a_path(store, ref):
    with pytest.raises(NotFoundError, match="no reference"):
        store.open(ref)


def test_a_sweep_deletes_what_is_old_and_not_kept(store):
    kept, old = store.put_bytes(b"kept"), store.put_bytes(b"old!")
    assert store.sweep({kept}, older_than_s=3600) == 0
    assert store.sweep({kept}, older_than_s=-1) == 4
    assert store.exists(kept)
    assert not store.exists(old)
