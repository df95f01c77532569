"""What the clients of remote systems share: streams in pieces, and what a missing client means."""

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any, BinaryIO, cast

from seaway.errors import InvalidInputError

PIECE_BYTES = 8 * 2**20
"""What is in memory at once, for each part that is under way."""


def client_module(name: str, extra: str, system: str) -> Any:
    """The module of a vendor's client.

    Raises:
        InvalidInputError: it is not installed; says how to have it.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise InvalidInputError(
            f"{system} needs a package that is not installed: {error.name or name}.",
            hint=f'Install it with `pip install "seaway[{extra}]"`, or name the system in `uses`, such as '
            "`s3.download` for `storage.download`: that brings the package along.",
        ) from error


def brief(error: BaseException) -> str:
    """What a client's error says, in one line of at most 300 letters."""
    return " ".join(str(error).split()).rstrip(".")[:300] or type(error).__name__


def http_address(url: str, system: str) -> str:
    """`url`, once its host may be reached.

    Raises:
        InvalidInputError: it is no address.
        PermissionDeniedError: it leads to where a workflow may not go.
    """
    from seaway.integrations.http.guard import checked_url

    if not url.lower().startswith(("http://", "https://")):
        raise InvalidInputError(
            f"`{url}` is no address of {system}.", hint="It begins with https:// or http://."
        )
    return checked_url(url)


def pieces_of(source: BinaryIO, size_bytes: int = PIECE_BYTES) -> Iterator[bytes]:
    """All of `source` in pieces of just this size, the last one shorter; none where it is empty."""
    while piece := full_read(source, size_bytes):
        yield piece


def full_read(source: BinaryIO, size_bytes: int) -> bytes:
    """A stream may give less than it is asked for; this asks until there is enough, or no more."""
    parts: list[bytes] = []
    missing = size_bytes
    while missing and (part := source.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts) if len(parts) != 1 else parts[0]


class Pieces(io.RawIOBase):
    """A stream over an iterator of bytes, whose errors are told in the words of `told`."""

    def __init__(
        self,
        pieces: Iterator[bytes],
        *,
        told: Callable[[], AbstractContextManager[None]],
        close: Callable[[], object] = lambda: None,
    ) -> None:
        self._pieces = pieces
        self._told = told
        self._close = close
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            with self._told():
                piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count

    def close(self) -> None:
        if not self.closed:
            self._close()
        super().close()


def buffered(pieces: Pieces) -> BinaryIO:
    """With the reads of small sizes that readers of text want."""
    return cast("BinaryIO", io.BufferedReader(pieces, 1 << 20))
