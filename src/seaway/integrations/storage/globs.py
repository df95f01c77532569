"""Choosing files: exact paths, patterns (`*`, `?`, `[a-z]`, `**` across folders), and whole folders
(`raw/`)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from seaway.errors import InvalidInputError, NotFoundError
from seaway.integrations.storage.protocol import FileInfo, Storage

_WILD = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """`files` once each, in the order of the patterns, then by name; `missing` are the patterns that
    matched none."""

    files: tuple[FileInfo, ...]
    missing: tuple[str, ...]


def select(storage: Storage, patterns: Iterable[str]) -> Selection:
    """The files that `patterns` mean."""
    chosen: dict[str, FileInfo] = {}
    missing = []
    for pattern in patterns:
        found = sorted(_matches(storage, clean(pattern)), key=lambda info: info.path)
        chosen |= {info.path: info for info in found}
        if not found:
            missing.append(pattern)
    return Selection(files=tuple(chosen.values()), missing=tuple(missing))


def select_some(storage: Storage, patterns: Iterable[str], where: str, *, if_missing: str) -> Selection:
    """As `select`.

    Raises:
        NotFoundError: a pattern matches nothing, and `if_missing` is `fail`.
    """
    selection = select(storage, patterns)
    if selection.missing and if_missing == "fail":
        names = ", ".join(f"`{pattern}`" for pattern in selection.missing[:10])
        raise NotFoundError(
            f"There is no file for {names} in {where}.",
            hint="Check the path and the day in it, or set `if_missing: skip`.",
        )
    return selection


def clean(pattern: str) -> str:
    """Without `./` and a leading slash; a pattern that goes up a folder is refused."""
    text = re.sub(r"^(\./)+", "", pattern.strip())
    if not text or "\0" in text or ".." in text.split("/") or text.startswith("/"):
        raise InvalidInputError(
            f"`{pattern}` is not a path inside the connection.",
            hint="Write it relative to the connection's folder, without `..` and without a slash in front.",
        )
    return "" if text == "." else text


def is_pattern(text: str) -> bool:
    return bool(_WILD.search(text)) or text.endswith("/") or text in ("", ".")


@lru_cache(maxsize=256)
def to_regex(pattern: str) -> re.Pattern[str]:
    """A pattern as a regular expression over whole paths."""
    if pattern == "" or pattern.endswith("/"):
        return re.compile(re.escape(pattern) + ".+", re.DOTALL)
    token = re.compile(r"\*\*/|\*\*|\*|\?|\[!?[^\]/]+\]|.", re.DOTALL)
    return re.compile("".join(_piece(part) for part in token.findall(pattern)), re.DOTALL)


def _piece(part: str) -> str:
    match part:
        case "**/":
            return "(?:.*/)?"
        case "**":
            return ".*"
        case "*":
            return "[^/]*"
        case "?":
            return "[^/]"
    if len(part) > 1:
        inner = part[1:-1].replace("\\", "\\\\").replace("^", "\\^").replace("[", "\\[")
        return f"[^{inner[1:]}]" if inner.startswith("!") else f"[{inner}]"
    return re.escape(part)


def _matches(storage: Storage, pattern: str) -> Iterator[FileInfo]:
    if not is_pattern(pattern):
        info = storage.stat(pattern)
        if info is not None:
            yield info
        return
    wild = _WILD.search(pattern)
    prefix = pattern[: wild.start()] if wild else pattern
    regex = to_regex(pattern)
    yield from (info for info in storage.list(prefix) if regex.fullmatch(info.path))
