"""The reading half of the storage protocol over HTTP."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn
from urllib.parse import quote

from seaway.errors import DataError, InvalidInputError, NotFoundError, UnavailableError
from seaway.integrations.http.answers import error_of
from seaway.integrations.http.connection import Http
from seaway.integrations.http.sending import Request, send, shown
from seaway.integrations.storage.globs import clean
from seaway.integrations.storage.protocol import FileInfo
from seaway.integrations.storage.remote import Pieces, buffered

if TYPE_CHECKING:
    import httpx

_INDEX_BYTES = 16 * 2**20
_AS_STORED = {"Accept-Encoding": "identity"}
"""So that sizes are those of the file, not of what goes over the wire."""


class HttpStorage:
    """What stands below the connection's address."""

    def __init__(self, connection: Http, index: str) -> None:
        self._connection = connection
        self._index = index

    def list(self, prefix: str) -> Iterator[FileInfo]:
        if not self._index:
            raise InvalidInputError(
                f"{shown(self._connection.base_url)} can't be listed, so that patterns and folders mean "
                "nothing here.",
                hint="Name the files one by one, or set the connection's `index` to a list of its files.",
            )
        for path in _listed(self, self._index):
            if path.startswith(prefix):
                info = self.stat(path)
                if info is None:
                    raise DataError(
                        f"`{path}` stands in {self._index}, but is not there.", hint="Is the list old?"
                    )
                yield info

    def stat(self, path: str) -> FileInfo | None:
        with self._answer("HEAD", path) as response:
            status, headers = response.status_code, response.headers
        if status in (404, 410):
            return None
        if status >= 400 or "content-length" not in headers:
            return self._measured(path)
        return _info(path, int(headers["content-length"]), headers)

    def open(self, path: str) -> BinaryIO:
        stack = ExitStack()
        try:
            response = stack.enter_context(self._answer("GET", path))
            if response.status_code in (404, 410):
                raise NotFoundError(f"There is no file `{path}` at {self._shown}.", hint="Check the path.")
            self._see(response, path)
        except BaseException:
            stack.close()
            raise
        return buffered(Pieces(_body(response, self._shown, path), told=self._told(path), close=stack.close))

    def put(self, path: str, source: BinaryIO, *, overwrite: bool = True) -> FileInfo:
        self._refuse("written to")

    def delete(self, path: str) -> None:
        self._refuse("deleted from")

    def copy(self, path: str, to: str, *, overwrite: bool = True) -> FileInfo:
        self._refuse("written to")

    def move(self, path: str, to: str, *, overwrite: bool = True) -> FileInfo:
        self._refuse("written to")

    @property
    def _shown(self) -> str:
        return shown(self._connection.base_url)

    def _refuse(self, verb: str) -> NoReturn:
        raise InvalidInputError(
            f"{self._shown} can't be {verb}: files over HTTP are only read.",
            hint="Use `http.request` where the server takes files, or a connection of another type.",
        )

    def _answer(self, method: str, path: str) -> Any:
        request = Request(method=method, url=quote(path, safe="/"), headers=_AS_STORED)
        return send(request, self._connection)

    def _see(self, response: "httpx.Response", path: str) -> None:
        if response.status_code >= 400:
            response.read()
            where = f"{self._shown.rstrip('/')}/{path}"
            raise error_of(response.status_code, "GET", where, response.headers, response.text[:300])

    def _measured(self, path: str) -> FileInfo | None:
        """Where HEAD is not answered as it should be, the file is read to know its size."""
        try:
            with self._answer("GET", path) as response:
                if response.status_code in (404, 410):
                    return None
                self._see(response, path)
                size = int(response.headers.get("content-length", -1))
                if size < 0:
                    size = sum(len(piece) for piece in _body(response, self._shown, path))
                return _info(path, size, response.headers)
        except NotFoundError:
            return None

    def _told(self, path: str) -> Any:
        @contextmanager
        def told() -> Iterator[None]:
            import httpx

            try:
                yield
            except (httpx.HTTPError, httpx.StreamError) as error:
                raise _broke(self._shown, path, error) from error

        return told


def _listed(storage: HttpStorage, index: str) -> list[str]:
    with storage.open(clean(index)) as stream:
        content = stream.read(_INDEX_BYTES + 1)
    if len(content) > _INDEX_BYTES:
        raise DataError(f"The list of files {index} is larger than 16 MiB.", hint="Is it the right file?")
    text = content.decode("utf-8-sig", errors="replace")
    if not text.lstrip().startswith("["):
        return [clean(line) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        found = json.loads(text)
    except ValueError as error:
        raise DataError(f"The list of files {index} is no valid JSON: {error}.") from error
    if not all(isinstance(each, str) for each in found):
        raise DataError(f"The list of files {index} is no list of paths.", hint='Like ["a.csv", "b.csv"].')
    return [clean(path) for path in found]


def _body(response: "httpx.Response", where: str, path: str) -> Iterator[bytes]:
    """Raises UnavailableError where the server stops before the length that it said."""
    import httpx

    try:
        yield from response.iter_raw(1 << 20)
    except httpx.HTTPError as error:
        raise _broke(where, path, error) from error


def _broke(where: str, path: str, error: Exception) -> UnavailableError:
    return UnavailableError(
        f"GET {where.rstrip('/')}/{path}: the connection broke: {str(error) or type(error).__name__}.",
        hint="The other side has trouble; `retry` helps.",
    )


def _info(path: str, size_bytes: int, headers: Mapping[str, str]) -> FileInfo:
    """A server that does not say when a file was changed counts it as changed now."""
    try:
        modified_at = parsedate_to_datetime(headers["last-modified"])
    except (KeyError, ValueError):
        modified_at = datetime.now(UTC)
    if modified_at.tzinfo is None:
        modified_at = modified_at.replace(tzinfo=UTC)
    return FileInfo(
        path=path, size_bytes=size_bytes, modified_at=modified_at, version=headers.get("etag", "").strip('"')
    )
