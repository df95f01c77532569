"""What lies in a working directory before an attempt, and what is different after it."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from seaway.blobs.manifest import FileEntry
from seaway.errors import DataError

LAID_AT_NS = 946_684_800 * 10**9
"""The modification time of all that is laid out: whatever has another one was touched since. 2000-01-01."""


@dataclass(slots=True)
class Laid:
    """A file as it was laid out. `entry` is None for a file of the bundle, which is never handed on."""

    stamp: tuple[int, int, int]
    sha256: str
    entry: FileEntry | None


@dataclass(slots=True)
class Inventory:
    """All files and folders of a directory, by path relative to it."""

    root: Path
    files: dict[str, Laid] = field(default_factory=dict)
    folders: set[str] = field(default_factory=lambda: {""})

    def settle(self) -> None:
        """Give the folders their time, after the last file was laid into them."""
        for folder in self.folders:
            os.utime(self.root / folder, ns=(LAID_AT_NS, LAID_AT_NS))

    def record(self, path: str, sha256: str, entry: FileEntry | None) -> None:
        """Remember a file that was just laid out, and its folders."""
        place = self.root / path
        os.utime(place, ns=(LAID_AT_NS, LAID_AT_NS))
        self.files[path] = Laid(stamp_of(place.stat()), sha256, entry)
        parts = path.split("/")
        self.folders.update("/".join(parts[:count]) for count in range(1, len(parts)))

    def is_untouched(self) -> bool:
        """Nothing was added, removed or written: a `stat` for each folder and file."""
        root = f"{self.root}/"
        try:
            if any(os.stat(root + folder).st_mtime_ns != LAID_AT_NS for folder in self.folders):  # noqa: PTH116 - hot
                return False
            return all(stamp_of(os.lstat(root + path)) == laid.stamp for path, laid in self.files.items())
        except FileNotFoundError:
            return False

    def found(self) -> Iterator[tuple[str, os.stat_result]]:
        """Every file that lies there now, links and sockets too."""
        folders = [""]
        while folders:
            folder = folders.pop()
            if not folder and not self.root.exists():
                return  # the attempt deleted its own directory
            with os.scandir(self.root / folder) as entries:
                for item in entries:
                    path = f"{folder}/{item.name}" if folder else item.name
                    if item.is_dir(follow_symlinks=False):
                        folders.append(path)
                    else:
                        yield path, item.stat(follow_symlinks=False)


def stamp_of(status: os.stat_result) -> tuple[int, int, int]:
    """Different after any write: the change time can't be set back."""
    return status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def checked_path(path: str, source: str) -> str:
    """`path`, if it stays below the directory it is relative to.

    Raises:
        DataError: it does not; a manifest that says so was not made by us.
    """
    parts = path.split("/")
    if not path or "\0" in path or path.startswith("/") or any(part in ("", ".", "..") for part in parts):
        raise DataError(f"`{path}` from `{source}` is no path inside the task's directory.")
    return path


def kind_of(mode: int) -> str:
    """What a person calls a file that is none."""
    names = ((stat.S_ISSOCK, "a socket"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISLNK, "a link"))
    return next((name for test, name in names if test(mode)), "a device")
