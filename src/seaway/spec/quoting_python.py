"""Python: a value becomes a literal in code, and escaped text inside a literal.

What comes out is compared with the same script around plain values: both must have the same syntax tree.
So a value can't become code, even where this reader took a place for another.
"""

import ast
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from seaway.spec.markers import Marked, RefusedError
from seaway.spec.values import to_text

_STRING = re.compile(r"(?i:(?<![\w])(br|rb|fr|rf|[rbfu])?)('''|\"\"\"|'|\")")
_CODING_LINES = 2
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-./,")


@dataclass(slots=True)
class _Literal:
    """A string literal that the reader is inside of."""

    prefix: str
    quote: str
    depth: int = 0
    """Open braces of an f-string."""

    @property
    def is_raw(self) -> bool:
        return "r" in self.prefix

    @property
    def is_formatted(self) -> bool:
        return "f" in self.prefix


@dataclass(slots=True)
class _Reader:
    marked: Marked
    values: list[object]
    at: int = 0
    out: list[str] = field(default_factory=list)
    literal: _Literal | None = None

    def read(self) -> str:
        text, pattern = self.marked.text, self.marked.pattern
        while self.at < len(text):
            found = pattern.match(text, self.at)
            if found is not None:
                index = int(found.group(1))
                self.out.append(
                    self._in_literal(index) if self.literal else self._in_code(index, found.end())
                )
                self.at = found.end()
            elif self.literal is None:
                self._code(text)
            else:
                self._text(text, self.literal)
        return "".join(self.out)

    def _in_code(self, index: int, end: int) -> str:
        around = self.marked.text[self.at - 1 : self.at] + self.marked.text[end : end + 1]
        if any(char.isalnum() or char in "_'\"\x02" for char in around):
            # r{{ x }} would make a raw string of it, f{{ x }} code
            raise RefusedError(
                "An expression touches a name or a text.",
                index,
                "Put blanks around it, or build the text with `~`.",
            )
        return literal_of(self.values[index], index)

    def _in_literal(self, index: int) -> str:
        literal = self.literal
        assert literal is not None
        if literal.depth:
            hint = "Put it into a variable first."
            raise RefusedError("An expression stands between the braces of an f-string.", index, hint)
        before = self.marked.text[: self.at]
        if (len(before) - len(before.rstrip("\\"))) % 2:
            raise RefusedError("A backslash stands right before an expression.", index, "Take it away.")
        text = to_text(self.values[index])
        is_bytes = "b" in literal.prefix
        if not (literal.is_raw or literal.is_formatted):
            return _escaped(text, is_bytes)
        # adjacent literals are one text, so the value gets a literal of its own kind
        inner = f"{'b' if is_bytes else ''}'{_escaped(text, is_bytes)}'"
        return f"{literal.quote} {inner} {literal.prefix}{literal.quote}"

    def _code(self, text: str) -> None:
        if text[self.at] == "#":
            self._comment(text)
            return
        found = _STRING.match(text, self.at)
        if found is not None:
            self.literal = _Literal((found.group(1) or "").lower(), found.group(2))
            self._take(found.group())
        else:
            self._take(text[self.at])

    def _comment(self, text: str) -> None:
        end = text.find("\n", self.at)
        end = len(text) if end < 0 else end
        # the first lines may declare an encoding, which would change how all the rest is read
        is_declaring = text.count("\n", 0, self.at) < _CODING_LINES

        def shown(found: re.Match[str]) -> str:
            value = to_text(self.values[int(found.group(1))])
            return "(value)" if is_declaring else "".join(c if c in _PLAIN else "_" for c in value)

        self.out.append(self.marked.pattern.sub(shown, text[self.at : end]))
        self.at = end

    def _text(self, text: str, literal: _Literal) -> None:
        char = text[self.at]
        if char == "\\":
            is_marker = self.marked.pattern.match(text, self.at + 1) is not None
            self._take(text[self.at : self.at + (1 if is_marker else 2)])
        elif text.startswith(literal.quote, self.at):
            self._take(literal.quote)
            self.literal = None
        elif char == "\n" and len(literal.quote) == 1:
            self._take(char)
            self.literal = None
        elif literal.is_formatted and char in "{}":
            self._brace(text, literal, char)
        else:
            self._take(char)

    def _brace(self, text: str, literal: _Literal, char: str) -> None:
        if not literal.depth and text.startswith(char * 2, self.at):
            self._take(char * 2)
            return
        literal.depth = max(literal.depth + (1 if char == "{" else -1), 0)
        self._take(char)

    def _take(self, piece: str) -> None:
        self.out.append(piece)
        self.at += len(piece)


def literal_of(value: object, index: int) -> str:
    """A value as Python writes it; dates and what Python has no literal for are texts."""
    match value:
        case None | bool():
            return repr(value)
        case int():
            return f"({value})" if value < 0 else str(value)
        case float():
            return repr(value) if math.isfinite(value) and value >= 0 else _odd(value)
        case dict():
            pairs = (f"{literal_of(key, index)}: {literal_of(item, index)}" for key, item in value.items())
            return "{" + ", ".join(pairs) + "}"
        case list():
            return "[" + ", ".join(literal_of(item, index) for item in value) + "]"
        case _:
            return f"'{_escaped(to_text(value), is_bytes=False)}'"


def _odd(value: float) -> str:
    return f"({value!r})" if math.isfinite(value) else f"float('{value!r}')"


def _escaped(text: str, is_bytes: bool) -> str:
    """Text as it stands between any quotes."""
    if is_bytes:
        return "".join(chr(b) if chr(b) in _PLAIN else f"\\x{b:02x}" for b in text.encode("utf-8", "replace"))
    return "".join(char if char in _PLAIN else _escape(ord(char)) for char in text)


def _escape(code: int) -> str:
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def quote(marked: Marked) -> tuple[str, Mapping[str, str]]:
    """The script; nothing of it is in the environment.

    Raises:
        RefusedError: a value stands where it can't be made safe, or the script is no Python.
    """
    source = _Reader(marked, marked.values).read()
    plain = _Reader(marked, [_plain(value) for value in marked.values]).read()
    if _shape(source) != _shape(plain):
        hint = "Put the value into a variable first: `day = {{ … }}`."
        raise RefusedError("A value would change what the script does.", 0, hint)
    return source, {}


def _plain(value: object) -> object:
    """A harmless value of the same form."""
    match value:
        case dict():
            return {f"x{number}": _plain(item) for number, item in enumerate(value.values())}
        case list():
            return [_plain(item) for item in value]
        case None | bool() | int() | float():
            return value
        case date() | time() | _:
            return "x"


def _shape(source: str) -> list[str]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        where = f" at line {line}" if line else ""
        message = f"The script is no Python{where}: {getattr(error, 'msg', error)}."
        raise RefusedError(
            message, -1, "Braces that are no expression go between {% raw %} and {% endraw %}."
        ) from None
    return list(_described(tree))


def _described(tree: ast.AST) -> Iterator[str]:
    """Each node with what it names; the constants, which values may change, only as being there."""
    pending: list[tuple[ast.AST, bool]] = [(tree, False)]
    while pending:
        node, in_formatted = pending.pop()
        if isinstance(node, ast.Constant):
            if not in_formatted:
                yield "Constant"
            continue
        names = [
            f"{name}={value!r}"
            for name, value in ast.iter_fields(node)
            if isinstance(value, str | int | list) and not _has_nodes(value)
        ]
        yield f"{type(node).__name__} {names}"
        pending.extend((child, isinstance(node, ast.JoinedStr)) for child in ast.iter_child_nodes(node))


def _has_nodes(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(item, ast.AST) for item in value)
