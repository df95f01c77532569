"""How far a task with files is, in bytes."""

import io
from typing import BinaryIO, cast

from seaway.integrations.storage.protocol import FileInfo, Storage
from seaway.sdk.context import Context


class Meter:
    """Tells the task's progress in bytes of `total_bytes`, while each file streams by; in files, of `count`,
    where all are empty."""

    def __init__(self, ctx: Context, *, total_bytes: int, count: int) -> None:
        self._ctx = ctx
        self._total_bytes = total_bytes
        self._count = count
        self._before_bytes = 0
        self._before = 0

    def open(self, storage: Storage, info: FileInfo, name: str = "") -> BinaryIO:
        """A stream of the file, whose bytes are told as they are read. `name` is what people are shown."""
        return cast("BinaryIO", _Metered(storage.open(info.path), self, name or info.path))

    def streamed(self, size_bytes: int, name: str) -> None:
        """So much of the present file."""
        if self._total_bytes:
            self._ctx.progress(
                min(self._before_bytes + size_bytes, self._total_bytes), self._total_bytes, name
            )

    def done(self, info: FileInfo, name: str = "") -> None:
        """The present file is through; the next one begins."""
        self._before_bytes += info.size_bytes
        self._before += 1
        if self._total_bytes:
            self.streamed(0, name or info.path)
        else:
            self._ctx.progress(self._before, self._count, name or info.path)


class _Metered(io.RawIOBase):
    def __init__(self, source: BinaryIO, meter: Meter, name: str) -> None:
        self._source = source
        self._meter = meter
        self._name = name
        self._size_bytes = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        piece = self._source.read(size)
        self._size_bytes += len(piece)
        self._meter.streamed(self._size_bytes, self._name)
        return piece

    def close(self) -> None:
        self._source.close()
        super().close()
