"""A folder of a storage as a storage of its own."""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from seaway.integrations.storage.globs import clean
from seaway.integrations.storage.protocol import FileInfo, Storage


def below(storage: Storage, folder: str) -> Storage:
    """`storage` itself where `folder` is empty."""
    prefix = clean(folder).strip("/") if folder.strip("/ ") else ""
    return Below(storage, f"{prefix}/") if prefix else storage


class Below:
    """Paths start from `prefix`, and nothing outside of it can be reached."""

    def __init__(self, storage: Storage, prefix: str) -> None:
        self._storage = storage
        self._prefix = prefix

    def list(self, prefix: str) -> Iterator[FileInfo]:
        return map(self._shown, self._storage.list(self._prefix + prefix))

    def stat(self, path: str) -> FileInfo | None:
        info = self._storage.stat(self._prefix + path)
        return None if info is None else self._shown(info)

    def open(self, path: str) -> BinaryIO:
        return self._storage.open(self._prefix + path)

    def put(self, path: str, source: BinaryIO, *, overwrite: bool = True) -> FileInfo:
        return self._shown(self._storage.put(self._prefix + path, source, overwrite=overwrite))

    def delete(self, path: str) -> None:
        self._storage.delete(self._prefix + path)

    def copy(self, path: str, to: str, *, overwrite: bool = True) -> FileInfo:
        return self._shown(self._storage.copy(self._prefix + path, self._prefix + to, overwrite=overwrite))

    def move(self, path: str, to: str, *, overwrite: bool = True) -> FileInfo:
        return self._shown(self._storage.move(self._prefix + path, self._prefix + to, overwrite=overwrite))

    def _shown(self, info: FileInfo) -> FileInfo:
        return replace(info, path=info.path.removeprefix(self._prefix))
