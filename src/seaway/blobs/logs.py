"""The log of an attempt: how its file is laid out, and how it is read, by window, from its end or as it
grows.

A file is lines of `<micros> <stream> <level> <text>`: 16 digits of unix time in microseconds, one letter
each, so that every line has a head of 21 bytes. Streams: `o` stdout, `e` stderr, `l` logging, `s` Seaway
itself. Levels: `D I W E C` for `l` and `s`, `-` for output, `+` for the rest of an output line that was
longer than 64 KiB. The text is the bytes the user wrote, secrets masked, colours kept."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

HEAD_BYTES = 21
WINDOW_BYTES = 256 * 1024
TAIL_SUFFIXES = (".tail1", ".tail2")
"""Files beside a log over its limit whose worker died before it put them together; older first."""


class Stream(StrEnum):
    STDOUT = "o"
    STDERR = "e"
    LOGGING = "l"
    SYSTEM = "s"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """`offset` is where the line begins in the file, `end` where the next one does: a link to a line, a
    place to go on from."""

    at: datetime
    stream: Stream
    level: str
    text: str
    offset: int
    end: int

    @property
    def is_continued(self) -> bool:
        """The rest of the line before, which was too long for one."""
        return self.level == "+"


def head(unix_ns: int, stream: str, level: str) -> bytes:
    """What stands before the text of a line."""
    return b"%016d %s %s " % (unix_ns // 1000, stream.encode(), level.encode())


def parse_line(raw: bytes, offset: int) -> LogLine:
    """One line without its newline. Bytes that are no text are replaced; a line that is none of ours is
    shown as output."""
    end = offset + len(raw) + 1
    try:
        at = datetime.fromtimestamp(int(raw[:16]) / 1e6, UTC)
        stream, level, text = Stream(raw[17:18].decode()), raw[19:20].decode(), raw[HEAD_BYTES:]
    except (ValueError, OverflowError):
        at, stream, level, text = datetime.fromtimestamp(0, UTC), Stream.STDOUT, "-", raw
    return LogLine(
        at=at, stream=stream, level=level, text=text.decode(errors="replace"), offset=offset, end=end
    )


def read_window(path: Path, start: int = 0, limit_bytes: int = WINDOW_BYTES) -> list[LogLine]:
    """The whole lines from byte `start` on, at least one where there is one, else at most `limit_bytes` of
    them.

    A log that does not exist has no lines: nothing was written."""
    try:
        with path.open("rb") as stream:
            return _lines_from(stream, start, limit_bytes)
    except FileNotFoundError:
        return []


def read_log(path: Path, start: int = 0) -> Iterator[LogLine]:
    """All lines from byte `start` on, in flat memory."""
    for part in (path, *(path.with_name(path.name + suffix) for suffix in TAIL_SUFFIXES)):
        while lines := read_window(part, start):
            yield from lines
            start = lines[-1].end
        start = 0


def tail_log(path: Path, lines: int) -> list[LogLine]:
    """The last `lines` lines."""
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return []
    span = max(WINDOW_BYTES, lines * 200)
    while True:
        start = _line_start(path, max(0, size - span))
        found = read_window(path, start, size)
        if len(found) >= lines or start == 0:
            return found[-lines:] if lines else []
        span *= 4


def follow_log(
    path: Path,
    is_over: Callable[[], bool],
    *,
    start: int = 0,
    poll_s: float = 0.1,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[LogLine]:
    """Lines as they come, until `is_over` says that the attempt has ended and all of it was read."""
    while True:
        was_over = is_over()
        lines = read_window(path, start)
        yield from lines
        if lines:
            start = lines[-1].end
        elif was_over:
            return
        else:
            start = _clamped(path, start)
            sleep(poll_s)


def append_line(path: Path, text: str, *, level: str = "E", unix_ns: int | None = None) -> None:
    """Add a line of Seaway's own to a log whose worker can't any more; makes the file where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    start = head(unix_ns if unix_ns is not None else time.time_ns(), Stream.SYSTEM, level)
    data = b"".join(start + line.encode(errors="replace") + b"\n" for line in text.split("\n"))
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        os.write(fd, data)
    finally:
        os.close(fd)


def _lines_from(stream: BinaryIO, start: int, limit_bytes: int) -> list[LogLine]:
    stream.seek(start)
    data = stream.read(limit_bytes)
    cut = data.rfind(b"\n")
    while cut < 0 and (more := stream.read(limit_bytes)):
        data += more
        cut = data.rfind(b"\n")
    lines = []
    for raw in data[: cut + 1].split(b"\n")[:-1]:
        lines.append(parse_line(raw, start))
        start += len(raw) + 1
    return lines


def _line_start(path: Path, offset: int) -> int:
    """The first place at or after `offset` where a line begins."""
    if offset == 0:
        return 0
    with path.open("rb") as stream:
        stream.seek(offset - 1)
        return offset - 1 + len(stream.readline())


def _clamped(path: Path, start: int) -> int:
    """A log over its limit gets shorter at the end: nothing that was read comes again."""
    try:
        return min(start, path.stat().st_size)
    except FileNotFoundError:
        return start
