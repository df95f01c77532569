"""What the storage verbs ask of a place that holds files; a vendor implements these few methods and gets
every verb.

Paths are relative to the place, with forward slashes and without a leading one. Errors are those of
`seaway.errors`."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from seaway.sdk.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInfo:
    path: str
    size_bytes: int
    modified_at: datetime


class Storage(Protocol):
    """A place that holds files. All methods stream; none reads a file as a whole."""

    def list(self, prefix: str) -> Iterator[FileInfo]:
        """Every file whose path begins with `prefix`, in no particular order."""
        ...

    def stat(self, path: str) -> FileInfo | None:
        """None where there is no such file."""
        ...

    def open(self, path: str) -> BinaryIO:
        """Raises NotFoundError."""
        ...

    def put(self, path: str, source: BinaryIO, *, overwrite: bool = True) -> FileInfo:
        """Write all of `source`; the file appears complete or not at all. Raises ConflictError without
        `overwrite`."""
        ...

    def delete(self, path: str) -> None:
        """No error where it is gone already."""
        ...

    def copy(self, path: str, to: str, *, overwrite: bool = True) -> FileInfo: ...

    def move(self, path: str, to: str, *, overwrite: bool = True) -> FileInfo: ...


class StorageConnection(Connection):
    """The family of connections that hold files; an input of this type takes any of them."""

    @abstractmethod
    def storage(self) -> Storage:
        """Access to the files."""
        raise NotImplementedError
