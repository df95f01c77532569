"""The storage protocol over SFTP. Folders are made as needed, and never removed: they are not ours."""

import stat as modes
import weakref
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar
from uuid import uuid4

from seaway.errors import ConflictError, NotFoundError, TaskError
from seaway.integrations.sftp.bridge import call, loop
from seaway.integrations.sftp.faults import to_task_error
from seaway.integrations.sftp.session import connect
from seaway.integrations.storage.protocol import FileInfo
from seaway.integrations.storage.remote import Pieces, buffered, client_module
from seaway.sdk.files import PARTIAL, is_partial

if TYPE_CHECKING:
    from seaway.integrations.sftp.connection import Sftp

T = TypeVar("T")
_READ_BYTES = 1 << 20


class SftpStorage:
    """A folder on the server. It connects at first use, and hangs up when nobody holds it any more."""

    def __init__(self, connection: "Sftp") -> None:
        client_module("asyncssh", "sftp", "SFTP")
        self._connection = connection
        self._root = connection.path.rstrip("/")
        self._session: Any = None

    def list(self, prefix: str) -> Iterator[FileInfo]:
        yield from self._walk(prefix.rpartition("/")[0], prefix)

    def stat(self, path: str) -> FileInfo | None:
        try:
            found = self._ask(lambda sftp: sftp.stat(self._place(path)), f"`{path}`")
        except NotFoundError:
            return None
        return _info(path, found) if modes.S_ISREG(found.permissions or 0) else None

    def open(self, path: str) -> BinaryIO:
        what = f"`{path}`"
        file = self._ask(lambda sftp: sftp.open(self._place(path), "rb"), what)

        def pieces() -> Iterator[bytes]:
            while piece := self._wait(file.read(_READ_BYTES), what):
                yield piece

        def close() -> None:
            with suppress(TaskError):
                self._wait(file.close(), what)

        return buffered(Pieces(pieces(), told=_as_it_is, close=close))

    def put(self, path: str, source: BinaryIO, *, overwrite: bool = True) -> FileInfo:
        if not overwrite and self.stat(path) is not None:
            raise _is_there(path)
        part = self._part_of(path)
        try:
            self._write(part, path, source)
            self._claim(part, path, overwrite=overwrite)
        except BaseException:
            with suppress(TaskError):
                self.delete(part)
            raise
        return self._known(path)

    def delete(self, path: str) -> None:
        with suppress(NotFoundError):
            self._ask(lambda sftp: sftp.remove(self._place(path)), f"`{path}`")

    def copy(self, path: str, to: str, *, overwrite: bool = True) -> FileInfo:
        """Through this machine: few servers can copy by themselves."""
        with self.open(path) as source:
            return self.put(to, source, overwrite=overwrite)

    def move(self, path: str, to: str, *, overwrite: bool = True) -> FileInfo:
        """A rename, so that the file is never in both places or in none."""
        self._make_folder_of(to)
        self._claim(path, to, overwrite=overwrite)
        return self._known(to)

    def see_folder(self) -> str:
        """The real path of the connection's folder."""
        where = self._root or "."
        self._ask(lambda sftp: sftp.stat(where), where)
        return str(self._ask(lambda sftp: sftp.realpath(where), where))

    def _walk(self, folder: str, prefix: str) -> Iterator[FileInfo]:
        for name, found in _entries(self._ask, self._place(folder), is_root=not folder):
            path = f"{folder}/{name}" if folder else name
            if modes.S_ISDIR(found.permissions or 0):
                if path.startswith(prefix) or f"{path}/".startswith(prefix) or prefix.startswith(f"{path}/"):
                    yield from self._walk(path, prefix)
            elif not path.startswith(prefix) or is_partial(name):
                continue
            elif modes.S_ISREG(found.permissions or 0):
                yield _info(path, found)
            elif modes.S_ISLNK(found.permissions or 0) and (info := self.stat(path)):
                yield info

    def _write(self, part: str, path: str, source: BinaryIO) -> None:
        self._make_folder_of(path)
        what = f"`{path}`"
        file = self._ask(lambda sftp: sftp.open(self._place(part), "wb"), what)
        try:
            while piece := source.read(_READ_BYTES):
                self._wait(file.write(piece), what)
        finally:
            self._wait(file.close(), what)

    def _claim(self, path: str, to: str, *, overwrite: bool) -> None:
        """A plain rename refuses what is there; the POSIX one replaces it in one step."""
        if not overwrite and self.stat(to) is not None:
            raise _is_there(to)
        places = self._place(path), self._place(to)
        if overwrite:
            self._ask(lambda sftp: _replace(sftp, *places), f"`{path}`")
            return
        try:
            self._ask(lambda sftp: sftp.rename(*places), f"`{path}`")
        except TaskError as error:
            if self.stat(to) is not None:
                raise _is_there(to) from error
            raise

    def _make_folder_of(self, path: str) -> None:
        folder = self._place(path).rpartition("/")[0]
        if folder:
            self._ask(lambda sftp: sftp.makedirs(folder, exist_ok=True), f"`{path}`")

    def _part_of(self, path: str) -> str:
        folder, slash, name = path.rpartition("/")
        return f"{folder}{slash}.{name[:40]}.{uuid4().hex[:12]}{PARTIAL}"

    def _known(self, path: str) -> FileInfo:
        info = self.stat(path)
        if info is None:
            raise ConflictError(
                f"`{path}` was taken away while it was written.", hint="See what else works in this folder."
            )
        return info

    def _place(self, path: str) -> str:
        return f"{self._root}/{path}" if self._connection.path else path

    def _ask(self, question: Callable[[Any], Awaitable[T]], what: str) -> T:
        if self._session is None:
            limit_s = 3 * self._connection.timeout_s
            link, self._session = call(connect(self._connection), timeout_s=limit_s)
            weakref.finalize(self, loop().call_soon_threadsafe, link.abort).atexit = False
        return self._wait(question(self._session), what)

    def _wait(self, answer: Awaitable[T], what: str) -> T:
        ssh = client_module("asyncssh", "sftp", "SFTP")

        async def wait() -> T:  # some of the client's answers can be awaited, and are no coroutines
            return await answer

        try:
            return call(wait(), timeout_s=self._connection.timeout_s)
        except (ssh.Error, OSError) as error:
            raise to_task_error(error, f"{what} on {self._connection.host}") from error


def _entries(
    ask: Callable[[Callable[[Any], Awaitable[Any]], str], Any], place: str, *, is_root: bool
) -> list[tuple[str, Any]]:
    """Names and attributes in a folder; none where a folder below the root is gone."""

    async def read(sftp: Any) -> list[tuple[str, Any]]:
        entries = [entry async for entry in sftp.scandir(place or ".")]
        return [(str(one.filename), one.attrs) for one in entries if one.filename not in {".", ".."}]

    try:
        return sorted(ask(read, f"`{place or '.'}`"), key=lambda entry: entry[0])
    except NotFoundError:
        if is_root:
            raise
        return []


async def _replace(sftp: Any, path: str, to: str) -> None:
    ssh = client_module("asyncssh", "sftp", "SFTP")
    try:
        await sftp.posix_rename(path, to)
    except ssh.SFTPOpUnsupported:
        if await sftp.exists(to):
            await sftp.remove(to)
        await sftp.rename(path, to)


def _info(path: str, found: Any) -> FileInfo:
    modified_s = found.mtime or 0
    return FileInfo(
        path=path,
        size_bytes=found.size or 0,
        modified_at=datetime.fromtimestamp(modified_s, UTC),
        version=f"{modified_s}-{found.size}",
    )


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield


def _is_there(path: str) -> ConflictError:
    return ConflictError(f"`{path}` is there already.", hint="Set `overwrite: true` to replace it.")
