"""Answers that are files."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from seaway.blobs.logs import read_log


def attachment(name: str, *, is_inline: bool = False) -> dict[str, str]:
    """Headers that name a file as it is, whatever letters it has, and let no page run what is in it."""
    plain = "".join(
        letter if letter.isascii() and letter.isprintable() and letter not in '"\\' else "_"
        for letter in name
    )
    kind = "inline" if is_inline else "attachment"
    return {
        "Content-Disposition": f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }


def plain_lines(path: Path, *, with_times: bool) -> Iterator[bytes]:
    """A log as text, some lines at a time."""
    waiting: list[str] = []
    for line in read_log(path):
        waiting.append(f"{line.at:%Y-%m-%dT%H:%M:%S.%fZ} {line.text}\n" if with_times else f"{line.text}\n")
        if len(waiting) >= 1_000:
            yield "".join(waiting).encode(errors="replace")
            waiting.clear()
    yield "".join(waiting).encode(errors="replace")
