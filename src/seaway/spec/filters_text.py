"""Filters on text, paths and SQL names."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote_plus

from seaway.spec import bounds
from seaway.spec.patterns import bounded_pattern
from seaway.spec.values import Identifier, Verbatim, to_text

_PERCENT = re.compile(r"%(?:%|[-#0 +]*(\d*)(?:\.(\d+))?[diouxXeEfFgGcrs])")
_MAX_NAME_CHARS = 255


def _text_filter(change: Callable[[str], str]) -> Callable[[Any], str]:
    def changed(value: Any) -> str:
        return change(to_text(value))

    return changed


def replace(value: Any, old: Any, new: Any, count: int = -1) -> str:
    """Replace a text by another, at most `count` times."""
    text, old, new = to_text(value), to_text(old), to_text(new)
    times = text.count(old) if count < 0 else min(count, text.count(old))
    bounds.check_text(len(text) + times * max(len(new) - len(old), 0))
    return text.replace(old, new, count)


def regex_replace(value: Any, pattern: str, replacement: str = "", ignore_case: bool = False) -> str:
    """Replace what a regular expression finds; `\\1` in the replacement is the first group."""
    text = to_text(value)
    compiled = bounded_pattern(pattern, len(text), ignore_case=ignore_case)
    bounds.check_text(len(text) + sum(1 for _ in compiled.finditer(text)) * len(replacement))

    def expanded(match: re.Match[str]) -> str:
        made = match.expand(replacement)
        bounds.charge(len(made))
        return made

    return compiled.sub(expanded, text)


def regex_search(value: Any, pattern: str, ignore_case: bool = False) -> str | None:
    """The first thing that a regular expression finds (its first group, if it has one), else null."""
    text = to_text(value)
    found = bounded_pattern(pattern, len(text), ignore_case=ignore_case).search(text)
    if found is None:
        return None
    return found.group(1) if found.re.groups else found.group()


def split(value: Any, separator: str | None = None, limit: int = -1) -> list[str]:
    """The parts of a text between separators; between white space where none is given."""
    return to_text(value).split(separator, limit)


def lines(value: Any) -> list[str]:
    """The lines of a text."""
    return to_text(value).splitlines()


def slug(value: Any, separator: str = "-") -> str:
    """Lower-case letters and digits with a separator between: fit for a file name or an address."""
    plain = unicodedata.normalize("NFKD", to_text(value)).encode("ascii", "ignore").decode()
    return separator.join(re.findall(r"[a-z0-9]+", plain.lower()))


def format_text(pattern: Any, *args: Any) -> str:
    """Fill in a pattern such as `"%02d"`; widths are bounded, names are not supported."""
    text = to_text(pattern)
    for width in _PERCENT.finditer(text):
        for digits in width.groups():
            bounds.check_width(int(digits[:9]) if digits else 0)
    if "%" in _PERCENT.sub("", text):
        raise ValueError("a pattern may hold %s, %d, %f and their like, with width and precision")
    return text % tuple(arg if isinstance(arg, int | float) else to_text(arg) for arg in args)


def pad(value: Any, width: int, fill: str = "0") -> str:
    """Fill a text on the left up to a width."""
    bounds.check_width(width)
    return to_text(value).rjust(width, fill)


def center(value: Any, width: int = 80) -> str:
    """Fill a text with blanks on both sides up to a width."""
    bounds.check_width(width)
    return to_text(value).center(width)


def indent(value: Any, width: int = 4, first: bool = False) -> str:
    """Indent each line but the first one."""
    bounds.check_width(width)
    rows = to_text(value).split("\n")
    blank = " " * width
    bounds.check_text(len(rows) * width)
    return (blank if first else "") + f"\n{blank}".join(rows)


def truncate(value: Any, length: int = 255, end: str = "…") -> str:
    """Cut a text to a length, the end mark included."""
    text = to_text(value)
    return text if len(text) <= length else text[: max(length - len(end), 0)] + end


def digest(value: Any, algorithm: str = "sha256") -> str:
    """The hexadecimal hash of a text: sha256, sha1 or md5."""
    if algorithm not in ("sha256", "sha1", "md5"):
        raise ValueError("hash knows sha256, sha1 and md5")
    return hashlib.new(algorithm, to_text(value).encode(), usedforsecurity=False).hexdigest()


def ident(value: Any) -> Identifier:
    """A name of SQL, to be quoted; a list is the parts of a dotted one."""
    parts = value if isinstance(value, list | tuple) else [value]
    names = tuple(to_text(part) for part in parts)
    for name in names:
        if not name or "\0" in name or len(name) > _MAX_NAME_CHARS:
            raise ValueError(f"a name in SQL has 1 to {_MAX_NAME_CHARS} characters and no NUL")
    if not names:
        raise ValueError("a name in SQL can't be an empty list")
    return Identifier(names)


def unquoted(value: Any) -> Verbatim:
    """Opt out of quoting: the text is pasted into the script or query as it is."""
    return Verbatim(to_text(value))


TEXT_FILTERS: Mapping[str, Callable[..., Any]] = {
    "string": _text_filter(str),
    "upper": _text_filter(str.upper),
    "lower": _text_filter(str.lower),
    "title": _text_filter(str.title),
    "capitalize": _text_filter(str.capitalize),
    "trim": lambda value, chars=None: to_text(value).strip(chars),
    "replace": replace,
    "regex_replace": regex_replace,
    "regex_search": regex_search,
    "split": split,
    "lines": lines,
    "slug": slug,
    "format": format_text,
    "pad": pad,
    "center": center,
    "indent": indent,
    "truncate": truncate,
    "urlencode": _text_filter(quote_plus),
    "hash": digest,
    "basename": _text_filter(lambda text: PurePosixPath(text).name),
    "dirname": _text_filter(lambda text: str(PurePosixPath(text).parent)),
    "stem": _text_filter(lambda text: PurePosixPath(text).stem),
    "suffix": _text_filter(lambda text: PurePosixPath(text).suffix),
    "ident": ident,
    "unquoted": unquoted,
}
