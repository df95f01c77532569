import io
from pathlib import Path

import pytest

from seaway.errors import ConflictError, InvalidInputError, NotFoundError, PermissionDeniedError
from seaway.integrations.storage.local import LocalFolder, LocalStorage
from tests.support.contexts import write


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    (tmp_path / "root").mkdir()
    return LocalStorage(tmp_path / "root")


def test_what_is_put_can_be_read_listed_and_told_of(storage: LocalStorage) -> None:
    storage.put("a/b.txt", io.BytesIO(b"hello"))
    with storage.open("a/b.txt") as stream:
        assert stream.read() == b"hello"
    (info,) = storage.list("a/")
    assert (info.path, info.size_bytes) == ("a/b.txt", 5)
    assert storage.stat("a/b.txt") == info
    assert storage.stat("a") is None


def test_a_half_written_file_is_not_seen(storage: LocalStorage, tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            assert [info.path for info in storage.list("")] == []
            raise ConnectionError

    with pytest.raises(Exception, match="can't be read or written"):
        storage.put("a.txt", Broken())
    assert list((tmp_path / "root").iterdir()) == []


def test_a_file_that_is_there_is_kept_without_overwrite(storage: LocalStorage) -> None:
    storage.put("a", io.BytesIO(b"old"))
    storage.put("b", io.BytesIO(b"new"))
    for attempt in (
        lambda: storage.put("a", io.BytesIO(b"new"), overwrite=False),
        lambda: storage.move("b", "a", overwrite=False),
        lambda: storage.copy("b", "a", overwrite=False),
    ):
        with pytest.raises(ConflictError, match="there already"):
            attempt()
    with storage.open("a") as stream:
        assert stream.read() == b"old"


def test_a_folder_goes_with_its_last_file(storage: LocalStorage, tmp_path: Path) -> None:
    storage.put("a/b/c", io.BytesIO(b""))
    storage.put("a/d", io.BytesIO(b""))
    storage.delete("a/b/c")
    assert not (tmp_path / "root/a/b").exists()
    storage.move("a/d", "e")
    assert [place.name for place in (tmp_path / "root").iterdir()] == ["e"]


def test_deleting_what_is_gone_is_no_error(storage: LocalStorage) -> None:
    storage.delete("nothing/here")


def test_a_missing_file_is_named(storage: LocalStorage) -> None:
    with pytest.raises(NotFoundError, match="no file `x/y`"):
        storage.open("x/y")


@pytest.mark.parametrize("path", ["../secret", "link/secret", "/etc/passwd"])
def test_nothing_outside_of_the_folder_can_be_reached(
    storage: LocalStorage, tmp_path: Path, path: str
) -> None:
    (tmp_path / "secret").write_text("s")
    (tmp_path / "root/link").symlink_to(tmp_path)
    (tmp_path / "root/leak").symlink_to(tmp_path / "secret")
    for attempt in (storage.open, storage.stat, storage.delete, lambda p: storage.put(p, io.BytesIO())):
        with pytest.raises(InvalidInputError, match="outside of the folder"):
            attempt(path)
    assert list(storage.list("")) == []
    assert (tmp_path / "secret").read_text() == "s"


def test_the_check_says_what_is_wrong(tmp_path: Path) -> None:
    assert "can be read and written" in LocalFolder(path=str(tmp_path)).check()
    with pytest.raises(NotFoundError, match="no folder"):
        LocalFolder(path=str(tmp_path / "x")).check()


def test_a_file_below_a_file_is_refused_in_words(storage: LocalStorage) -> None:
    storage.put("a", io.BytesIO(b""))
    with pytest.raises((NotFoundError, ConflictError, PermissionDeniedError)) as caught:
        storage.put("a/b", io.BytesIO(b""))
    assert "a" in caught.value.message


def test_a_folder_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    write(tmp_path, {"x": ""})
    assert list(LocalStorage(tmp_path / "later").list("")) == []
