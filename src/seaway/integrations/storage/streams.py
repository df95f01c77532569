"""Streams that remember what went through them."""

import hashlib
import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO


class Hashing(io.RawIOBase):
    """A stream that remembers what went through it."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.digest = hashlib.sha256()
        self.size_bytes = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        piece = self._source.read(size)
        self.digest.update(piece)
        self.size_bytes += len(piece)
        return piece

    def finish(self) -> None:
        """Take in what the reader of the format left."""
        while self.read(1 << 20):
            pass


class Unzipped(io.RawIOBase):
    """The content of a gzip stream; raises EOFError where it ends too early."""

    def __init__(self, source: io.RawIOBase) -> None:
        self._source = source
        self._inflate = zlib.decompressobj(wbits=31)
        self._left = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = 1 << 20) -> bytes:
        while True:
            piece = self._left or self._source.read(1 << 16) or b""
            if not piece:
                if self._inflate.eof:
                    return b""
                raise EOFError("the gzip stream ends too early")
            if self._inflate.eof:
                self._inflate = zlib.decompressobj(wbits=31)
            content = self._inflate.decompress(piece, size)
            self._left = self._inflate.unconsumed_tail or self._inflate.unused_data
            if content:
                return content


class Text:
    """The lines of a stream of text, and the last one of them."""

    def __init__(self, stream: io.RawIOBase) -> None:
        self._stream = stream
        self.last_line = ""

    def __iter__(self) -> Iterator[str]:
        buffered = io.BufferedReader(_Readinto(self._stream), 1 << 18)
        for line in io.TextIOWrapper(buffered, encoding="utf-8-sig", errors="replace", newline=""):
            self.last_line = line
            yield line


class _Readinto(io.RawIOBase):
    """Lets a stream that only has `read` be buffered."""

    def __init__(self, source: io.RawIOBase) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        piece = self._source.read(len(buffer)) or b""
        buffer[: len(piece)] = piece
        return len(piece)
