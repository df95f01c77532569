"""The directory that an attempt works in, and paths that can't leave it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from seaway.errors import InvalidInputError

PARTIAL = ".seaway-part"
"""How the names of unfinished files end."""


def path_within(folder: Path, path: str) -> Path:
    """The real place of `path` below `folder`; symbolic links are followed first.

    Raises:
        InvalidInputError: it is outside of the folder, or no path at all.
    """
    if "\0" in path:
        raise InvalidInputError("A path has a NUL byte in it.", hint="Check where the path comes from.")
    root = Path(os.path.realpath(folder))
    place = Path(os.path.realpath(root / path))
    if place != root and root not in place.parents:
        raise InvalidInputError(
            f"The path `{path}` is outside of the folder {folder}.",
            hint="Use a path relative to that folder, without `..` and without links that lead out of it.",
        )
    return place


@contextmanager
def atomic_write(place: Path, *, overwrite: bool = True) -> Iterator[BinaryIO]:
    """A file to write to, which takes the name `place` only when all is written and on disk; else nothing
    is left.

    Raises:
        FileExistsError: `place` exists by then, and `overwrite` is false.
    """
    import tempfile

    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{place.name[:40]}.", suffix=PARTIAL, dir=place.parent)
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        partial.chmod(0o666 & ~_umask())
        if overwrite:
            partial.replace(place)
        else:
            place.hardlink_to(partial)
    finally:
        partial.unlink(missing_ok=True)
    _sync_folder(place.parent)


def is_partial(name: str) -> bool:
    """Is this the name of a file that `atomic_write` has not finished?"""
    return name.startswith(".") and name.endswith(PARTIAL)


def copy_stream(source: BinaryIO, target: BinaryIO) -> int:
    """Copy all of `source` in pieces of a mebibyte; gives the number of bytes."""
    size_bytes = 0
    while piece := source.read(1 << 20):
        target.write(piece)
        size_bytes += len(piece)
    return size_bytes


class TaskFiles:
    """The task's directory. Upstream files are in it; what is written to it is handed on when the attempt
    succeeds."""

    __slots__ = ("folder",)

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """The place of the file `name`, which may not exist yet; refused outside of the directory."""
        return path_within(self.folder, name)

    def name_of(self, place: Path) -> str:
        """`place` relative to the directory, with forward slashes: how outputs name files."""
        return Path(os.path.realpath(place)).relative_to(os.path.realpath(self.folder)).as_posix()

    def glob(self, pattern: str) -> list[Path]:
        """Files that match, sorted by name; `**` crosses folders. Matches outside of the directory are
        refused."""
        if pattern.startswith("/"):
            raise InvalidInputError(
                f"The pattern `{pattern}` is absolute.", hint="Write it relative to the task's directory."
            )
        found = [place for place in self.folder.glob(pattern) if place.is_file()]
        return sorted(self.path(str(place.relative_to(self.folder))) for place in found)

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """A binary file that appears under `name` only when it is complete."""
        with atomic_write(self.path(name)) as stream:
            yield stream

    def write_text(self, name: str, text: str) -> Path:
        with self.writing(name) as stream:
            stream.write(text.encode())
        return self.path(name)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
