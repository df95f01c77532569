"""The storage protocol over obstore.

Its paths know no empty segment and no `..`: a container that holds such a name can't be listed with it, and
the error says so. Where a Data Lake keeps its folders as empty blobs, they are left out."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO
from uuid import uuid4

from seaway.errors import ConflictError, NotFoundError, PermissionDeniedError, TaskError
from seaway.integrations.azure.faults import told
from seaway.integrations.storage.protocol import FileInfo
from seaway.integrations.storage.remote import PIECE_BYTES, Pieces, buffered, full_read, pieces_of
from seaway.sdk.files import PARTIAL

_AT_ONCE = 4


class AzureStorage:
    """One container."""

    def __init__(self, store: Any, container: str) -> None:
        self._store = store
        self._name = container

    def list(self, prefix: str) -> Iterator[FileInfo]:
        """The client can ask for whole folders only, so that the rest of a prefix is looked at here."""
        folder = prefix.rpartition("/")[0]
        found = (info for info in self._pages(folder) if info.path.startswith(prefix))
        return (info for info in _without_folders(found) if PARTIAL not in info.path)

    def stat(self, path: str) -> FileInfo | None:
        import obstore

        try:
            with told(f"`{path}` in {self._name}"):
                return _info(obstore.head(self._store, path))
        except NotFoundError:
            self._see_container()
            return None
        except PermissionDeniedError:
            self._see_container()
            raise

    def open(self, path: str) -> BinaryIO:
        import obstore

        what = f"`{path}` in {self._name}"
        with told(what):
            found = obstore.get(self._store, path)
            stream = iter(found.stream(min_chunk_size=1 << 20))
        return buffered(Pieces((bytes(piece) for piece in stream), told=lambda: told(what)))

    def put(self, path: str, source: BinaryIO, *, overwrite: bool = True) -> FileInfo:
        first = full_read(source, PIECE_BYTES)
        if len(first) < PIECE_BYTES:
            self._put_small(path, first, overwrite=overwrite)
        elif overwrite:
            self._put_large(path, first, source)
        else:
            self._put_then_claim(path, first, source)
        return self._known(path)

    def delete(self, path: str) -> None:
        import obstore

        try:
            with told(f"`{path}` in {self._name}"):
                obstore.delete(self._store, path)
        except NotFoundError:
            self._see_container()

    def copy(self, path: str, to: str, *, overwrite: bool = True) -> FileInfo:
        """On Azure's side."""
        import obstore

        try:
            with told(f"`{path}` in {self._name}"):
                obstore.copy(self._store, path, to, overwrite=overwrite)
        except ConflictError as error:
            raise _is_there(to) from error
        return self._known(to)

    def move(self, path: str, to: str, *, overwrite: bool = True) -> FileInfo:
        info = self.copy(path, to, overwrite=overwrite)
        self.delete(path)
        return info

    def _pages(self, folder: str) -> Iterator[FileInfo]:
        import obstore

        with told(f"the container {self._name}"):
            pages = iter(obstore.list(self._store, folder or None, chunk_size=1000))
        while True:
            with told(f"the container {self._name}"):
                page = next(pages, None)
            if page is None:
                return
            yield from map(_info, page)

    def _put_small(self, path: str, content: bytes, *, overwrite: bool) -> None:
        import obstore

        try:
            with told(f"`{path}` in {self._name}"):
                obstore.put(self._store, path, content, mode="overwrite" if overwrite else "create")
        except ConflictError as error:
            raise _is_there(path) from error

    def _put_large(self, path: str, first: bytes, source: BinaryIO) -> None:
        """Blocks side by side; the last step makes the blob of them."""
        import obstore

        def pieces() -> Iterator[bytes]:
            yield first
            yield from pieces_of(source)

        with told(f"`{path}` in {self._name}"):
            obstore.put(self._store, path, pieces(), chunk_size=PIECE_BYTES, max_concurrency=_AT_ONCE)

    def _put_then_claim(self, path: str, first: bytes, source: BinaryIO) -> None:
        """Blocks know no condition in this client, but a copy does: so the name is claimed by one."""
        partial = f"{path}.{uuid4().hex}{PARTIAL}"
        try:
            self._put_large(partial, first, source)
            self.copy(partial, path, overwrite=False)
        except ConflictError as error:
            raise _is_there(path) from error
        finally:
            with suppress(TaskError):
                self.delete(partial)

    def _known(self, path: str) -> FileInfo:
        info = self.stat(path)
        if info is None:
            raise ConflictError(
                f"`{path}` was removed while it was written.", hint="See what else works in this container."
            )
        return info

    def _see_container(self) -> None:
        """An answer to HEAD has no body: it can't say which of the two is missing, or what was refused."""
        next(self._pages(""), None)


def _without_folders(found: Iterator[FileInfo]) -> Iterator[FileInfo]:
    """An empty blob below whose name there are others is a Data Lake's folder. Names come in order, so that
    few are held back."""
    held: list[FileInfo] = []
    for info in found:
        for each in [
            one for one in held if info.path >= f"{one.path}0"
        ]:  # `0` follows `/`: nothing is below it
            held.remove(each)
            yield each
        held = [one for one in held if not info.path.startswith(f"{one.path}/")]
        if info.size_bytes == 0:
            held.append(info)
        else:
            yield info
    yield from held


def _info(found: Any) -> FileInfo:
    return FileInfo(
        path=found["path"],
        size_bytes=found["size"],
        modified_at=found["last_modified"],
        version=(found["e_tag"] or "").strip('"'),
    )


def _is_there(path: str) -> ConflictError:
    return ConflictError(f"`{path}` is there already.", hint="Set `overwrite: true` to replace it.")
