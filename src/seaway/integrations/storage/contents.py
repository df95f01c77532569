"""Reads a file once: checksum, size, rows, and signs that it was cut off."""

import io
import json
import zlib
from dataclasses import dataclass, field
from typing import BinaryIO

from seaway.integrations.storage.csv_records import read_records
from seaway.integrations.storage.streams import Hashing, Text, Unzipped


@dataclass(slots=True, kw_only=True)
class Facts:
    """`rows` is None where the format has none; a CSV's header is no row. `problems` complete a sentence on
    the file."""

    size_bytes: int
    sha256: str
    rows: int | None = None
    problems: list[str] = field(default_factory=list)


def facts_of(stream: BinaryIO, path: str, *, look_for_cuts: bool) -> Facts:
    """What `stream` holds; the format is told by the name. Memory is bounded by the longest line."""
    hashing = Hashing(stream)
    rows, problems = _read(hashing, path.lower().removesuffix(".gz"), zipped=path.lower().endswith(".gz"))
    hashing.finish()
    return Facts(
        size_bytes=hashing.size_bytes,
        sha256=hashing.digest.hexdigest(),
        rows=rows,
        problems=problems if look_for_cuts else [],
    )


def _read(stream: "Hashing", name: str, *, zipped: bool) -> tuple[int | None, list[str]]:
    source = Unzipped(stream) if zipped else stream
    try:
        rows, problems = _read_as(source, name)
    except (EOFError, zlib.error) as error:
        return None, [f"is cut off or damaged: {error}"]
    return rows, problems


def _read_as(stream: io.RawIOBase, name: str) -> tuple[int | None, list[str]]:
    suffix = name.rpartition(".")[2]
    match suffix:
        case "csv" | "tsv" | "tab":
            return _read_csv(stream)
        case "jsonl" | "ndjson":
            return _read_lines(Text(stream))
        case "json":
            return None, _read_json(stream)
        case "parquet":
            return None, _read_parquet(stream)
    while stream.read(1 << 20):
        pass
    return None, []


def _read_csv(stream: io.RawIOBase) -> tuple[int, list[str]]:
    """What is ragged in the middle is the data's own matter, not a sign of a cut."""
    found = read_records(stream)
    if found.is_endless:
        return max(found.count - 1, 0), ["has a record of more than 64 MiB: a quote is missing or too many"]
    problems = []
    if found.count and not found.ends_with_break:
        problems.append("has no line break at the end: it looks cut off")
    if found.count > 1 and len(found.last) < found.width:
        problems.append(f"has {len(found.last)} of {found.width} fields in its last line: it looks cut off")
    if found.is_open:
        problems.append("ends inside a quoted field: it looks cut off")
    return max(found.count - 1, 0), problems


def _read_lines(text: "Text") -> tuple[int, list[str]]:
    rows = sum(1 for line in text if line.strip())
    if rows and not _is_json(text.last_line):
        return rows, ["has a last line that is no valid JSON: it looks cut off"]
    return rows, []


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def _read_json(stream: io.RawIOBase) -> list[str]:
    """A document ends with the bracket that it began with; looking at both ends needs no memory."""
    closing = {b"{": b"}", b"[": b"]"}
    head, tail = b"", b""
    while piece := stream.read(1 << 20):
        head = head or piece.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        tail = (tail + piece)[-1024:]
    if head in closing and tail.rstrip()[-1:] != closing[head]:
        ends = f"begins with {head.decode()} but does not end with {closing[head].decode()}"
        return [f"{ends}: it looks cut off"]
    return []


def _read_parquet(stream: io.RawIOBase) -> list[str]:
    head, tail = b"", b""
    while piece := stream.read(1 << 20):
        head, tail = head or piece[:4], (tail + piece)[-4:]
    return [] if head == tail == b"PAR1" else ["has no Parquet footer: it is cut off or no Parquet file"]
