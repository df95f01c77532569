"""The records of a CSV file, counted in bounded memory; most of them without being taken apart."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

_DELIMITERS = (",", ";", "\t", "|")
_PIECE = 1 << 20
_MOST = 64 << 20
_AFTER = "\x01after the last line\x01"


@dataclass(slots=True, kw_only=True)
class Records:
    """count: with the header, without empty lines. width: fields of the first one. last: the last one.
    ends_with_break: the file's last character is a line break. is_open: it ends inside of a quoted field.
    is_endless: a record has more than 64 MiB; what follows was not looked at.
    """

    count: int = 0
    width: int = 0
    last: list[str] = field(default_factory=list)
    ends_with_break: bool = True
    is_open: bool = False
    is_endless: bool = False


def read_records(stream: io.RawIOBase) -> Records:
    """A record may span lines."""
    found, left, delimiter = Records(), b"", ""
    while piece := stream.read(max(_PIECE, len(left))):
        found.ends_with_break = piece.endswith((b"\n", b"\r"))
        whole, left = _whole_lines(left + piece)
        delimiter = delimiter or _delimiter_of(whole)
        if whole and not _take(found, whole, delimiter):
            left = whole + left
        if len(left) > _MOST:
            found.is_endless = True
            return found
    if left:
        found.is_open = not _take(found, left, delimiter or _delimiter_of(left), is_all=True)
    return found


def _whole_lines(content: bytes) -> tuple[bytes, bytes]:
    """Up to the last line break, and the rest. A return at the very end may be the half of one."""
    cut = max(content.rfind(b"\n"), content.rfind(b"\r", 0, -1)) + 1
    return content[:cut], content[cut:]


def _delimiter_of(content: bytes) -> str:
    first = _text(content[: 1 << 16]).splitlines()[:1] or [""]
    return max(_DELIMITERS, key=first[0].count)


def _take(found: Records, content: bytes, delimiter: str, *, is_all: bool = False) -> bool:
    """Count the records of whole lines; False, and nothing is counted, where the last one goes on.

    is_all: nothing follows, so that it is counted all the same."""
    if found.count and _is_plain(content):
        lines = content.replace(b"\r", b"").split(b"\n")
        found.count += len(lines) - lines.count(b"")
        last = next((line for line in reversed(lines) if line), None)
        found.last = found.last if last is None else next(_records(_text(last), delimiter))
        return True
    records = [record for record in _records(_text(content), delimiter, _AFTER) if record]
    is_closed = records[-1] == [_AFTER]
    if not is_closed and not is_all:
        return False
    if is_closed:
        records.pop()
    if records:
        found.count, found.last = found.count + len(records), records[-1]
        found.width = found.width or len(records[0])
    return is_closed


def _is_plain(content: bytes) -> bool:
    """Each line is a record."""
    return b'"' not in content and content.count(b"\r") == content.count(b"\r\n")


def _records(text: str, delimiter: str, *after: str) -> Iterator[list[str]]:
    csv.field_size_limit(2**31 - 1)
    return csv.reader(chain(io.StringIO(text, newline=""), after), delimiter=delimiter)


def _text(content: bytes) -> str:
    return content.decode("utf-8", errors="replace").removeprefix("\ufeff").replace("\0", "")
