"""Where the lines of a log begin, so that any of a million is found at once.

An index grows with its file and reads each byte once. It keeps a place every 256 KiB, not every line: a log
of 100 MB costs a few kilobytes and a tenth of a second."""

import threading
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from seaway.blobs.log_levels import ERROR_NEEDLES, SAID_NEEDLES, is_error
from seaway.blobs.logs import HEAD_BYTES, LogLine, parse_line, read_window

BLOCK_BYTES = 256 * 1024
MOST_ERRORS = 1_000
MOST_LINES = 5_000


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line with its number, counted from 1."""

    n: int
    line: LogLine


class LogIndex:
    """Of one file. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        # For each block: where it begins, and how many lines come before it.
        self._offsets = [0]
        self._before = [0]
        self._size = 0
        self._total = 0
        self.errors: list[int] = []
        """Numbers of the first lines that tell of an error."""
        self.error_count = 0

    @property
    def total_lines(self) -> int:
        return self._total

    @property
    def size_bytes(self) -> int:
        """Up to the end of the last whole line."""
        return self._size

    def refresh(self) -> None:
        """Read what was written since the last time; all of it where the file is another one by now."""
        with self._lock:
            try:
                size = self._path.stat().st_size
            except FileNotFoundError:
                size = 0
            if size < self._size:
                self._forget()
            if size > self._size:
                self._read_on()

    def _read_on(self) -> None:
        with self._path.open("rb") as stream:
            stream.seek(self._size)
            left = b""
            while block := stream.read(BLOCK_BYTES):
                data = left + block
                cut = data.rfind(b"\n") + 1
                left = data[cut:]
                if cut:
                    self._take(data[:cut])

    def _take(self, data: bytes) -> None:
        """Add a piece of whole lines."""
        self._find_errors(data)
        self._total += data.count(b"\n")
        self._size += len(data)
        if self._size - self._offsets[-1] >= BLOCK_BYTES:
            self._offsets.append(self._size)
            self._before.append(self._total)

    def _find_errors(self, data: bytes) -> None:
        starts = sorted(
            {
                data.rfind(b"\n", 0, at) + 1
                for needle in (*ERROR_NEEDLES, *SAID_NEEDLES)
                for at in _places(data, needle)
            }
        )
        number, seen = self._total + 1, 0
        for start in starts:
            if not is_error(parse_line(data[start : data.find(b"\n", start)], 0)):
                continue
            self.error_count += 1
            if len(self.errors) < MOST_ERRORS:
                number += data.count(b"\n", seen, start)
                seen = start
                self.errors.append(number)

    def lines_from(self, n: int, count: int) -> list[Numbered]:
        """Up to `count` lines from line `n` on."""
        n = max(n, 1)
        if n > self._total:
            return []
        block = bisect_right(self._before, n - 1) - 1
        found: list[Numbered] = []
        for each in self._walk(block):
            if each.n >= n:
                found.append(each)
                if len(found) >= min(count, MOST_LINES):
                    break
        return found

    def lines_at(self, offset: int, limit_bytes: int) -> list[Numbered]:
        """The whole lines from byte `offset` on, where a line begins."""
        if offset >= self._size:
            return []
        first = self._number_at(offset)
        limit = min(limit_bytes, self._size - offset)
        lines = read_window(self._path, offset, limit)[:MOST_LINES]
        return [Numbered(first + at, line) for at, line in enumerate(lines)]

    def tail(self, count: int) -> list[Numbered]:
        return self.lines_from(self._total - min(count, MOST_LINES) + 1, count)

    def _number_at(self, offset: int) -> int:
        block = bisect_right(self._offsets, offset) - 1
        with self._path.open("rb") as stream:
            stream.seek(self._offsets[block])
            return self._before[block] + stream.read(offset - self._offsets[block]).count(b"\n") + 1

    def search(self, words: str, *, after: int = 0, limit: int = 200) -> list[Numbered]:
        """Lines after line `after` whose text holds `words`, in capitals or not."""
        needle = words.lower().encode(errors="replace")
        if not needle or after >= self._total:
            return []
        found: list[Numbered] = []
        for block in range(max(bisect_left(self._before, after + 1) - 1, 0), len(self._offsets)):
            found += [each for each in self._matches(block, needle) if each.n > after]
            if len(found) >= limit:
                return found[:limit]
        return found

    def _matches(self, block: int, needle: bytes) -> Iterator[Numbered]:
        data = self._bytes_of(block)
        lowered, number, seen, last = data.lower(), self._before[block] + 1, 0, -1
        for at in _places(lowered, needle):
            start = data.rfind(b"\n", 0, at) + 1
            if at < start + HEAD_BYTES or start == last:
                continue
            number += data.count(b"\n", seen, start)
            seen = last = start
            line = parse_line(data[start : data.find(b"\n", start)], self._offsets[block] + start)
            yield Numbered(number, line)

    def _walk(self, block: int) -> Iterator[Numbered]:
        number, offset = self._before[block] + 1, self._offsets[block]
        while offset < self._size and (lines := read_window(self._path, offset, BLOCK_BYTES)):
            for line in lines:
                yield Numbered(number, line)
                number += 1
            offset = lines[-1].end

    def _bytes_of(self, block: int) -> bytes:
        end = self._offsets[block + 1] if block + 1 < len(self._offsets) else self._size
        with self._path.open("rb") as stream:
            stream.seek(self._offsets[block])
            return stream.read(end - self._offsets[block])


class LogIndexes:
    """The indexes of the logs that were looked at last."""

    def __init__(self, most: int = 128) -> None:
        self._known: OrderedDict[Path, LogIndex] = OrderedDict()
        self._most = most
        self._lock = threading.Lock()

    def of(self, path: Path) -> LogIndex:
        """The index of a log, as far as the log is written now."""
        with self._lock:
            index = self._known.pop(path, None) or LogIndex(path)
            self._known[path] = index
            if len(self._known) > self._most:
                self._known.popitem(last=False)
        index.refresh()
        return index


def _places(data: bytes, needle: bytes) -> Iterator[int]:
    at = data.find(needle)
    while at >= 0:
        yield at
        at = data.find(needle, at + len(needle))
