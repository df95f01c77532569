"""Where the keys of a TOML text stand: the standard library reads TOML but tells no places."""

import re
from collections.abc import Iterator
from typing import Any

from seaway.spec.document import Document, Node, NodeKind, Span

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*\[(\[?)\s*({_DOTTED})\s*\]\]?\s*(?:#.*)?$")
_PAIR = re.compile(rf"\s*({_DOTTED})\s*=\s*")
_PART = re.compile(_KEY)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')

_Place = tuple[Span, Span]
"""Of a key, and of its value's first line."""


def place(text: str, data: dict[str, Any], *, file: str) -> Document:
    """A document for data that was read from the text; what has no place has that of its parent."""
    places = dict(_places(text))
    start = Span(1, 1, 1, 1, 0, 0)
    return Document(file=file, text=text, root=_node(data, (), start, places))


def _node(value: Any, path: tuple[str, ...], around: Span, places: dict[tuple[str, ...], _Place]) -> Node:
    span = places[path][1] if path in places else around
    if isinstance(value, dict):
        entries = {}
        for key, inner in value.items():
            own = (*path, key)
            key_span = places[own][0] if own in places else span
            entries[key] = (key_span, _node(inner, own, key_span, places))
        return Node(NodeKind.MAP, span, entries=entries)
    if isinstance(value, list):
        items = [_node(item, (*path, str(at)), span, places) for at, item in enumerate(value)]
        return Node(NodeKind.LIST, span, items=items)
    return Node(NodeKind.SCALAR, span, value)


def _places(text: str) -> Iterator[tuple[tuple[str, ...], _Place]]:
    """Walk the lines; those inside of a long text or an open bracket hold no keys."""
    table: tuple[str, ...] = ()
    tables_of: dict[tuple[str, ...], int] = {}
    start, quote, depth = 0, "", 0
    for number, line in enumerate(text.split("\n"), start=1):
        if not quote and depth <= 0:
            depth = 0
            if header := _HEADER.match(line):
                table = _parts(header[2])
                if header[1]:
                    tables_of[table] = tables_of.get(table, -1) + 1
                    table = (*table, str(tables_of[table]))
                span = _span(number, start, header.start(2), header.end(2))
                yield table, (span, span)
            elif pair := _PAIR.match(line):
                value_end = max(pair.end(), len(line.split(" #")[0].rstrip()))
                key = _span(number, start, pair.start(1), pair.end(1))
                yield (*table, *_parts(pair[1])), (key, _span(number, start, pair.end(), value_end))
        quote, depth = _state_after(line, quote, depth)
        start += len(line) + 1


def _state_after(line: str, quote: str, depth: int) -> tuple[str, int]:
    """Whether a text of three quotes is open after this line, and how many brackets are."""
    if quote:
        _, found, line = line.partition(quote)
        if not found:
            return quote, depth
    first = min((mark for mark in ('"""', "'''") if mark in line), key=line.index, default="")
    if first:
        before, _, after = line.partition(first)
        if first in after:
            return _state_after(before + after.partition(first)[2], "", depth)
        return first, depth + _open_brackets(before)
    return "", depth + _open_brackets(line)


def _open_brackets(line: str) -> int:
    if _HEADER.match(line):
        return 0
    plain = _QUOTED.sub("", line).split("#")[0]
    return sum(plain.count(sign) for sign in "[{") - sum(plain.count(sign) for sign in "]}")


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def _span(line: int, offset: int, start: int, end: int) -> Span:
    return Span(line, start + 1, line, end + 1, offset + start, offset + end)
