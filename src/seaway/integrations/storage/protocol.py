"""What the storage verbs ask of a place that holds files; a vendor implements these few methods and gets
every verb.

Paths are relative to the place, with forward slashes and without a leading one. Errors are those of
`seaway.errors`."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, ClassVar, Protocol

from seaway.sdk.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInfo:
    """`sha256` is what the system itself knows of the content, in hex; `stat` gives it where it is to be had.
    `version` changes with the content."""

    path: str
    size_bytes: int
    modified_at: datetime
    version: str = ""
    sha256: str = ""


class Storage(Protocol):
    """A place that holds files. All methods stream; none reads a file as a whole."""

    def list(self, prefix: str) -> Iterator[FileInfo]:
        """Every file whose path begins with `prefix`, in no particular order; asked for page by page."""
        ...

    def stat(self, path: str) -> FileInfo | None:
        """None where there is no such file."""
        ...

    def open(self, path: str) -> BinaryIO:
        """A stream of what the file holds now; the caller closes it.

        Raises:
            NotFoundError: there is no such file.
            ConflictError: while it is read, another content takes its place, and the old is not to be had.
        """
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

    category: ClassVar[str] = "Storage"
    verbs: ClassVar[str] = "storage"
    """The blueprints `storage.*` stand under the name of each type of the family too: `s3.download`."""
    lacks: ClassVar[frozenset[str]] = frozenset()
    """Verbs that make no sense for this system."""
    extra: ClassVar[str] = ""
    """The extra of Seaway that its client needs."""

    @abstractmethod
    def storage(self) -> Storage:
        """Access to the files."""
        raise NotImplementedError
