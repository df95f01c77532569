"""Files in a folder of this machine."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, ClassVar

from seaway.errors import ConflictError, NotFoundError, PermissionDeniedError, TaskError, UnavailableError
from seaway.integrations.storage.protocol import FileInfo, Storage, StorageConnection
from seaway.sdk.connection import ProjectPath
from seaway.sdk.files import atomic_write, copy_stream, is_partial, path_within


class LocalFolder(StorageConnection):
    """A folder of the machine that runs the task. Nothing outside of it can be reached through it."""

    type_name: ClassVar[str] = "local"
    title: ClassVar[str] = "Local folder"

    path: ProjectPath
    """A relative path starts from the project's folder."""

    def storage(self) -> Storage:
        return LocalStorage(Path(self.path))

    def check(self) -> str:
        """The folder exists, and can be read and written."""
        folder = Path(self.path)
        if not folder.is_dir():
            raise NotFoundError(f"There is no folder {folder}.", hint="Create it, or correct the path.")
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionDeniedError(
                f"The folder {folder} can't be read and written.", hint="Check its owner and mode."
            )
        return f"The folder {folder} can be read and written."


class LocalStorage:
    """The storage protocol over a folder. A folder in it exists only as long as it holds a file, as in an
    object store."""

    def __init__(self, root: Path) -> None:
        self._root = Path(os.path.realpath(root))

    def list(self, prefix: str) -> Iterator[FileInfo]:
        start = self._place(prefix.rpartition("/")[0])
        for folder, _, names in os.walk(start, onerror=_refuse_unreadable):
            for name in names:
                place = Path(folder, name)
                path = place.relative_to(self._root).as_posix()
                if path.startswith(prefix) and not is_partial(name) and (info := self._info(place, path)):
                    yield info

    def stat(self, path: str) -> FileInfo | None:
        return self._info(self._place(path), path)

    def open(self, path: str) -> BinaryIO:
        with _told(path):
            return self._place(path).open("rb")

    def put(self, path: str, source: BinaryIO, *, overwrite: bool = True) -> FileInfo:
        place = self._place(path)
        with _told(path), atomic_write(place, overwrite=overwrite) as stream:
            copy_stream(source, stream)
        return self._known(path)

    def delete(self, path: str) -> None:
        place = self._place(path)
        with _told(path):
            place.unlink(missing_ok=True)
        self._remove_empty(place.parent)

    def copy(self, path: str, to: str, *, overwrite: bool = True) -> FileInfo:
        with self.open(path) as source:
            return self.put(to, source, overwrite=overwrite)

    def move(self, path: str, to: str, *, overwrite: bool = True) -> FileInfo:
        """A rename, so that the file is never in both places or in none."""
        place, target = self._place(path), self._place(to)
        target.parent.mkdir(parents=True, exist_ok=True)
        with _told(path):
            if not place.exists():
                raise FileNotFoundError(place)
            if overwrite:
                place.replace(target)
            else:
                with _told(to):
                    target.hardlink_to(place)
                place.unlink()
        self._remove_empty(place.parent)
        return self._known(to)

    def _place(self, path: str) -> Path:
        return path_within(self._root, path)

    def _info(self, place: Path, path: str) -> FileInfo | None:
        """None for what is no file, or a link that leads out of the folder."""
        try:
            real = Path(os.path.realpath(place))
            if self._root not in real.parents or not real.is_file():
                return None
            found = real.stat()
        except OSError:
            return None
        modified_at = datetime.fromtimestamp(found.st_mtime, UTC)
        return FileInfo(path=path, size_bytes=found.st_size, modified_at=modified_at)

    def _known(self, path: str) -> FileInfo:
        info = self.stat(path)
        if info is None:
            raise ConflictError(
                f"`{path}` was removed while it was written.", hint="See what else works in this folder."
            )
        return info

    def _remove_empty(self, folder: Path) -> None:
        while folder != self._root and self._root in folder.parents:
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent


class _told:  # noqa: N801 - reads as a word of a sentence: `with _told(path):`
    """Turns what the file system says about `path` into task errors."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise to_task_error(error, self._path) from error


def to_task_error(error: OSError, path: str) -> TaskError:
    """What an OSError means to a person."""
    match error:
        case FileNotFoundError():
            return NotFoundError(f"There is no file `{path}`.", hint="Check the path.")
        case FileExistsError():
            return ConflictError(f"`{path}` is there already.", hint="Set `overwrite: true` to replace it.")
        case IsADirectoryError() | NotADirectoryError():
            return NotFoundError(
                f"`{path}` is a folder where a file is needed, or lies below a file.", hint="Check the path."
            )
        case PermissionError():
            return PermissionDeniedError(
                f"`{path}` may not be touched: {error.strerror}.", hint="Check its owner and mode."
            )
    return UnavailableError(
        f"`{path}` can't be read or written: {error.strerror or error}.", hint="Is the disk full?"
    )


def _refuse_unreadable(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        raise to_task_error(error, str(error.filename)) from error
