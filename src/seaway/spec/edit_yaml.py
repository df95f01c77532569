"""Writing new pieces of YAML: as plain as it can be, quoted only where it must be."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from seaway.spec.scalars import resolve

MAX_DIGITS = 300
WIDTH = 100
"""Lists and short maps stay in one line up to here."""
COMMANDS = frozenset({"run", "when"})
"""Keys whose value people write without quotes though it holds an expression."""
SHORT_MAPS = frozenset(
    [
        "retry",
        "foreach",
        "outputs",
        "concurrency",
        "deadline",
        "resources",
        "files",
        "needs",
        "quiet_hours",
        "values",
        "range",
        "row_count",
        "freshness",
        "regex",
        "relation",
    ]
)
"""Keys whose maps people write in one line."""

_ODD = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]"
)
_PLAIN_START = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]")
_NOT_PLAIN = re.compile(r":(?:\s|$)|\s#|\s$|[\t\n]")
_NOT_PLAIN_IN_FLOW = re.compile(r"[,\[\]{}]")
_PLAIN_KEY = re.compile(r"[\w][\w./ -]*(?<! )")
_OTHER_YAML = re.compile(r"(?i:yes|no|on|off)|\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?")
"""What YAML 1.1 would not take for text: quoted, for the other tools that read the file."""


class WriteError(ValueError):
    """A value that YAML has no form for; the text is for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a file is written."""

    step: int = 2
    """Columns a nested block is indented by."""
    indents_lists: bool = True
    """Whether `-` stands deeper than its key."""


def scalar(value: object, *, in_flow: bool = False, like: str = "", is_bare: bool = False) -> str:
    """One line.

    Args:
        like: the style of what it replaces; quotes are kept.
        is_bare: it may hold an expression without quotes.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            if abs(value) >= 10**MAX_DIGITS:
                raise WriteError("a number has too many digits")
            return str(value)
        case float():
            if not math.isfinite(value):
                raise WriteError(f"{value} is not a finite number")
            return repr(value)
        case str():
            return _text(value, in_flow=in_flow, like=like, is_bare=is_bare)
        case _:
            raise WriteError(f"a {type(value).__name__} can't be written to YAML")


def key(name: str) -> str:
    return name if _PLAIN_KEY.fullmatch(name) and name != "<<" else _quoted(name)


def flow(value: object) -> str:
    """A value in one line, whatever it is."""
    match value:
        case Mapping():
            return "{" + ", ".join(f"{key(str(name))}: {flow(inner)}" for name, inner in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(flow(inner) for inner in value) + "]"
        case _:
            return scalar(value, in_flow=True)


def is_block_text(value: object) -> bool:
    """Whether a text is written as a literal block: it has several lines that YAML can hold as they are."""
    if not isinstance(value, str) or "\n" not in value or value.endswith("\n\n"):
        return False  # whose last empty lines would take in those that follow
    return bool(value.strip("\n")) and not _ODD.search(value)


def literal(text: str, indent: int, step: int) -> tuple[str, list[str]]:
    """The header of a literal block and its lines."""
    chomp = "" if text.endswith("\n") else "-"
    first = text.lstrip("\n")
    depth = str(step) if text[0] == "\n" or first.startswith((" ", "\t")) else ""
    lines = text.removesuffix("\n").split("\n")
    return f"|{depth}{chomp}", [" " * indent + line if line else "" for line in lines]


def is_short(name: str, value: object, indent: int) -> bool:
    """Whether a collection is written in one line, by what it is and how long it gets."""
    match value:
        case list() | tuple():
            plain = all(not isinstance(item, Mapping | list | tuple) for item in value)
        case Mapping():
            plain = not value or (name in SHORT_MAPS and all(_is_simple(inner) for inner in value.values()))
        case _:
            return True
    has_lines = any(is_block_text(item) for item in (value.values() if isinstance(value, Mapping) else value))
    return plain and not has_lines and indent + len(name) + 2 + len(flow(value)) <= WIDTH


def _is_simple(value: object) -> bool:
    inner = value if isinstance(value, list | tuple) else ()
    return not isinstance(value, Mapping) and all(not isinstance(i, Mapping | list | tuple) for i in inner)


def value_after(
    name: str,
    value: object,
    indent: int,
    manner: Manner,
    *,
    is_flow: bool = False,
    like: str = "",
    is_bare: bool = False,
) -> tuple[str, list[str]]:
    """What stands behind a key in column `indent`: the rest of its line, and the lines below it."""
    if is_block_text(value):
        return literal(str(value), indent + manner.step, manner.step)
    if not isinstance(value, Mapping | list | tuple):
        return scalar(value, like=like, is_bare=is_bare or name in COMMANDS), []
    if not value or is_short(name, value, indent) or (is_flow and _fits(value, name, indent)):
        return flow(value), []
    if isinstance(value, Mapping):
        return "", block(value, indent + manner.step, manner)
    return "", block(value, indent + (manner.step if manner.indents_lists else 0), manner)


def _fits(value: object, name: str, indent: int) -> bool:
    return indent + len(name) + 2 + len(flow(value)) <= WIDTH and "\\n" not in flow(value)


def entry(name: str, value: object, indent: int, manner: Manner, *, is_flow: bool = False) -> list[str]:
    """The lines of a key with its value, in column `indent`."""
    rest, below = value_after(name, value, indent, manner, is_flow=is_flow)
    head = f"{' ' * indent}{key(name)}:"
    return [f"{head} {rest}" if rest else head, *below]


def item(value: object, indent: int, manner: Manner) -> list[str]:
    """The lines of an item whose `-` stands in column `indent`."""
    dash = " " * indent + "- "
    if is_block_text(value):
        header, lines = literal(str(value), indent + 2, 2)
        return [dash + header, *lines]
    if not isinstance(value, Mapping | list | tuple) or not value or is_short("", value, indent):
        return [dash + (flow(value) if isinstance(value, Mapping | list | tuple) else scalar(value))]
    first, *rest = block(value, indent + 2, manner)
    return [dash + first[indent + 2 :], *rest]


def block(value: object, indent: int, manner: Manner) -> list[str]:
    """The lines of a collection in block style."""
    if isinstance(value, Mapping):
        return [line for name, inner in value.items() for line in entry(str(name), inner, indent, manner)]
    if isinstance(value, list | tuple):
        return [line for inner in value for line in item(inner, indent, manner)]
    raise WriteError(f"a {type(value).__name__} is no block")


def _text(text: str, *, in_flow: bool, like: str, is_bare: bool) -> str:
    if like in ("'", '"') and not _ODD.search(text) and "\n" not in text:
        return _single(text) if like == "'" else _double(text)
    if _is_plain(text, in_flow=in_flow) and (is_bare or "{{" not in text):
        return text
    return _quoted(text)


def _is_plain(text: str, *, in_flow: bool) -> bool:
    if not text or _ODD.search(text) or not _PLAIN_START.match(text) or _NOT_PLAIN.search(text):
        return False
    if in_flow and _NOT_PLAIN_IN_FLOW.search(text):
        return False
    return _OTHER_YAML.fullmatch(text) is None and _is_read_as_text(text)


def _is_read_as_text(text: str) -> bool:
    try:
        return resolve(text, tag=None, is_plain=True) == text
    except ValueError:
        return False


def _quoted(text: str) -> str:
    has_escapes = '"' in text or "\\" in text
    return _single(text) if has_escapes and not _ODD.search(text) and "\n" not in text else _double(text)


def _single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _double(text: str) -> str:
    written = json.dumps(text, ensure_ascii=False)
    return _ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
