"""Writes the log of one attempt: made at the first byte, masked, bounded, one `write` a chunk. Layout:
`blobs.logs`."""

import errno
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from seaway.blobs.logs import TAIL_SUFFIXES, Stream, head
from seaway.worker.masking import Masker

MAX_LINE_BYTES = 64 * 1024
HEAD_LIMIT_BYTES = 50 * 10**6
TAIL_PART_BYTES = 25 * 10**6
"""The end of a log over its limit is kept in two files that take turns: between one and two of them are
left."""


class AttemptLog:
    """Where an attempt's lines go. Not safe for threads by itself: `capture.Capture` holds a lock around it.

    A full disk ends the log, not the attempt: `trouble` says so afterwards."""

    def __init__(
        self,
        path: str,
        secret_values: Iterable[str] = (),
        *,
        head_limit_bytes: int = HEAD_LIMIT_BYTES,
        tail_part_bytes: int = TAIL_PART_BYTES,
    ) -> None:
        self._path = path
        self._secret_values = secret_values
        self._masker: Masker | None = None
        self._fd = -1
        self._size = 0
        self._partial: dict[Stream, bytes] = {}
        self._continued: set[Stream] = set()
        self._tail: _Tail | None = None
        self._head_limit_bytes = head_limit_bytes
        self._tail_part_bytes = tail_part_bytes
        self.trouble = ""

    @property
    def masker(self) -> Masker:
        """Made when it is first needed: most attempts print nothing."""
        if self._masker is None:
            self._masker = Masker(self._secret_values)
        return self._masker

    def mask(self, values: Iterable[str]) -> None:
        self.masker.add(values)

    def feed(self, stream: Stream, data: bytes) -> None:
        """Add a chunk of output; what follows its last newline waits for the rest of its line."""
        if before := self._partial.pop(stream, b""):
            data = before + data
        cut = data.rfind(b"\n")
        if cut >= 0:
            self._emit(stream, data[:cut])
            data = data[cut + 1 :]
        if len(data) > MAX_LINE_BYTES:
            data = self._split(stream, data)
        if data:
            self._partial[stream] = data

    def line(self, stream: Stream, level: str, text: str) -> None:
        """Add a message, which may have several lines."""
        self._write(stream, level, self.masker.mask(text.encode(errors="replace")))

    def system(self, text: str, level: str = "I") -> None:
        """Say something in Seaway's own name."""
        self.line(Stream.SYSTEM, level, text)

    def close(self) -> None:
        """Write what waits for a newline, put a long log together, close the file."""
        for stream in list(self._partial):
            self._emit(stream, self._partial.pop(stream))
        if self._tail is not None:
            self._guarded(self._join_tail)
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _emit(self, stream: Stream, text: bytes) -> None:
        text = self.masker.mask(text)
        level = "-"
        if stream in self._continued:
            self._continued.discard(stream)
            level = "+"
        if level == "-" and not _has_long_line(text):
            self._write(stream, level, text)
            return
        for line in text.split(b"\n"):
            for start in range(0, len(line) or 1, MAX_LINE_BYTES):
                self._write(stream, "+" if start else level, line[start : start + MAX_LINE_BYTES])
            level = "-"

    def _split(self, stream: Stream, data: bytes) -> bytes:
        """Write most of an endless line; keep as much as a secret could reach over the cut."""
        data = self.masker.mask(data)
        keep = min(self.masker.longest, MAX_LINE_BYTES)
        for start in range(0, len(data) - keep, MAX_LINE_BYTES):
            level = "+" if stream in self._continued else "-"
            self._write(stream, level, data[start : min(start + MAX_LINE_BYTES, len(data) - keep)])
            self._continued.add(stream)
        return data[len(data) - keep :]

    def _write(self, stream: Stream, level: str, text: bytes) -> None:
        start = head(time.time_ns(), stream, level)
        self._guarded(lambda: self._append(start + text.replace(b"\n", b"\n" + start) + b"\n"))

    def _guarded(self, write: Callable[[], None]) -> None:
        """A log that can't be written stops; what it tells about must not."""
        if self.trouble:
            return
        try:
            write()
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            what = "no space left on the disk" if full else os.strerror(error.errno or 0)
            self.trouble = f"The log stops here: {what}."

    def _append(self, data: bytes) -> None:
        if self._tail is not None:
            self._tail.write(data)
            return
        if self._fd < 0:
            self._open()
            self._size = os.fstat(self._fd).st_size  # a look at a job elsewhere goes on in the attempt's log
        _write_all(self._fd, data)
        self._size += len(data)
        if self._size > self._head_limit_bytes:
            megabytes = self._head_limit_bytes // 10**6
            notice = f"The log is over {megabytes} MB: only its end is kept, put here when the attempt ends."
            _write_all(self._fd, head(time.time_ns(), Stream.SYSTEM, "W") + notice.encode() + b"\n")
            self._tail = _Tail(self._path, self._tail_part_bytes)

    def _open(self) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        try:
            self._fd = os.open(self._path, flags, 0o600)
        except FileNotFoundError:
            Path(self._path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._fd = os.open(self._path, flags, 0o600)

    def _join_tail(self) -> None:
        tail, self._tail = self._tail, None
        if tail is None:
            return
        if dropped := tail.dropped_bytes:
            notice = f"{dropped} bytes of output are left out here."
            _write_all(self._fd, head(time.time_ns(), Stream.SYSTEM, "W") + notice.encode() + b"\n")
        for chunk in tail.chunks():
            _write_all(self._fd, chunk)
        tail.remove()


def _has_long_line(text: bytes) -> bool:
    return len(text) > MAX_LINE_BYTES and max(map(len, text.split(b"\n"))) > MAX_LINE_BYTES


class _Tail:
    """The end of an endless stream of lines, in two files: when the second is full, it replaces the first."""

    def __init__(self, path: str, part_bytes: int) -> None:
        self._older, self._newer = (Path(path + suffix) for suffix in TAIL_SUFFIXES)
        self._part_bytes = part_bytes
        self._stream = self._newer.open("wb", buffering=0)
        self._size = 0
        self._older_size = 0
        self.dropped_bytes = 0

    def write(self, data: bytes) -> None:
        _write_all(self._stream.fileno(), data)
        self._size += len(data)
        if self._size >= self._part_bytes:
            self._stream.close()
            self._newer.replace(self._older)
            self.dropped_bytes += self._older_size
            self._older_size, self._size = self._size, 0
            self._stream = self._newer.open("wb", buffering=0)

    def chunks(self) -> Iterable[bytes]:
        for part in (self._older, self._newer):
            if part.exists():
                with part.open("rb") as stream:
                    while chunk := stream.read(1 << 20):
                        yield chunk

    def remove(self) -> None:
        self._stream.close()
        self._older.unlink(missing_ok=True)
        self._newer.unlink(missing_ok=True)


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]
