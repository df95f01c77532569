"""How a YAML text is laid out: what stands where and in which style, aliases and anchors kept apart.

`document` knows what a text means; this knows what an edit has to leave alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from seaway.spec.problems import Path
from seaway.spec.scalars import ScalarError, resolve

BLOCK, FLOW = "block", "flow"
_GAP = re.compile(r"(?:\s|(?:(?<=\s)|^)#[^\r\n]*)*")
_TRAILING_BREAKS = re.compile(r"(?:\r?\n[ \t]*)*\Z")
_PROPERTY = re.compile(r"[&!][^\s,\[\]{}]*")


class Kind(Enum):
    SCALAR = auto()
    LIST = auto()
    MAP = auto()
    ALIAS = auto()


@dataclass(slots=True, eq=False)
class Piece:
    """A value as it is written. Offsets are of the text; `end` is that of the content, without what is beside
    or below it.

    Attributes:
        start: where it begins, with its anchor and tag.
        body: where it begins without them.
        style: of a scalar `""`, `'`, `"`, `|` or `>`; of a list or map `block` or `flow`.
        entries: of a map, merges (`<<`) and doubled keys included.
        target: of an alias.
    """

    kind: Kind
    start: int
    body: int
    end: int
    style: str = ""
    anchor: str | None = None
    value: object = None
    entries: "list[tuple[Piece, Piece]]" = field(default_factory=list)
    items: "list[Piece]" = field(default_factory=list)
    target: "Piece | None" = None

    @property
    def is_flow(self) -> bool:
        return self.style == FLOW

    @property
    def is_block(self) -> bool:
        return self.style == BLOCK

    def entry(self, key: str) -> "tuple[Piece, Piece] | None":
        """The first entry of its own with this key."""
        return next((pair for pair in self.entries if pair[0].value == key and not is_merge(pair[0])), None)

    def walk(self) -> "Iterator[Piece]":
        yield self
        for key, value in self.entries:
            yield key
            yield from value.walk()
        for item in self.items:
            yield from item.walk()


def is_merge(key: Piece) -> bool:
    return key.value == "<<" and key.style == ""


@dataclass(frozen=True, slots=True)
class Layout:
    """A text that holds one document."""

    text: str
    root: Piece
    newline: str

    def line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        """Behind the line break of the line in which something ended at `at`."""
        if at and self.text[at - 1] == "\n":
            return at
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found + 1

    def column(self, at: int) -> int:
        return at - self.line_start(at)

    def line(self, at: int) -> int:
        """Counted from 1."""
        return self.text.count("\n", 0, at) + 1

    def skip_gap(self, at: int) -> int:
        """Past white space and comments."""
        found = _GAP.match(self.text, at)
        return found.end() if found else at

    def data(self) -> Any:
        return to_data(self.root)

    def aliases_of(self, piece: Piece) -> list[Piece]:
        return [each for each in self.root.walk() if each.kind is Kind.ALIAS and each.target is piece]


def read_layout(text: str) -> Layout:
    """The layout of a text that `yaml.load` reads without stopping.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    reader = _Reader(text)
    newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    return Layout(text, reader.read(), newline)


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._parser: Any = yaml.CSafeLoader(text)
        self._anchors: dict[str, Piece] = {}

    def read(self) -> Piece:
        self._parser.get_event()
        self._parser.get_event()
        root = self._piece(self._parser.get_event())
        self._parser.get_event()
        if not isinstance(self._parser.get_event(), StreamEndEvent):
            raise yaml.YAMLError("more than one document")
        return root

    def _piece(self, event: Any) -> Piece:
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, AliasEvent):
            return Piece(Kind.ALIAS, start, start, end, target=self._anchors[str(event.anchor)])
        body = self._body(event, start)
        if isinstance(event, ScalarEvent):
            piece = Piece(Kind.SCALAR, start, body, end, style=event.style or "", value=_value(event))
            if piece.style in ("|", ">"):
                piece.end = self._end_of_block_scalar(body, end)
        elif isinstance(event, SequenceStartEvent):
            piece = Piece(Kind.LIST, start, body, end, style=FLOW if event.flow_style else BLOCK)
            while not isinstance(inner := self._parser.get_event(), SequenceEndEvent):
                piece.items.append(self._piece(inner))
            self._close(piece, inner, piece.items[-1:])
        else:
            piece = Piece(Kind.MAP, start, body, end, style=FLOW if event.flow_style else BLOCK)
            while not isinstance(inner := self._parser.get_event(), MappingEndEvent):
                piece.entries.append((self._piece(inner), self._piece(self._parser.get_event())))
            self._close(piece, inner, [value for _, value in piece.entries[-1:]])
        if event.anchor is not None:
            piece.anchor = event.anchor
            self._anchors[event.anchor] = piece
        return piece

    def _body(self, event: Any, start: int) -> int:
        """Past the anchor and the tag."""
        at, end = start, event.end_mark.index
        if event.anchor is None and event.tag is None:
            return at
        while found := _PROPERTY.match(self._text, at):
            gap = _GAP.match(self._text, found.end())
            at = gap.end() if gap else found.end()
        return min(at, end) if isinstance(event, ScalarEvent) else at

    def _close(self, piece: Piece, event: Any, last: list[Piece]) -> None:
        piece.end = event.end_mark.index if piece.is_flow else last[0].end if last else piece.body

    def _end_of_block_scalar(self, body: int, end: int) -> int:
        header = self._text[body : body + 4].split("\n")[0]
        if "+" in header.split(" ")[0]:
            return end
        found = _TRAILING_BREAKS.search(self._text, body, end)
        return found.start() if found else end


def _value(event: ScalarEvent) -> object:
    try:
        return resolve(event.value, tag=event.tag, is_plain=not event.style)
    except ScalarError:
        return event.value


def to_data(piece: Piece) -> Any:
    """The value as plain Python, as `yaml.to_data` gives it; keys are always text."""
    match piece.kind:
        case Kind.SCALAR:
            return piece.value
        case Kind.LIST:
            return [to_data(item) for item in piece.items]
        case Kind.ALIAS:
            return to_data(piece.target) if piece.target else None
        case Kind.MAP:
            return _map_data(piece)


def _map_data(piece: Piece) -> dict[str, Any]:
    own: dict[str, Any] = {}
    merged: list[Any] = []
    for key, value in piece.entries:
        if is_merge(key):
            data = to_data(value)
            merged.extend(data if isinstance(data, list) else [data])
        else:
            own.setdefault(str(key.value), to_data(value))
    for source in merged:
        if isinstance(source, dict):
            for name, data in source.items():
                own.setdefault(name, data)
    return own


def at_path(root: Piece, path: Path) -> Piece | None:
    """The piece at a path, aliases followed and merges looked into."""
    piece: Piece | None = root
    for step in path:
        piece = _child(piece, step)
    return piece


def _child(piece: Piece | None, step: str | int) -> Piece | None:
    if piece is not None and piece.kind is Kind.ALIAS:
        piece = piece.target
    if piece is None:
        return None
    if isinstance(step, int):
        return piece.items[step] if 0 <= step < len(piece.items) else None
    own = piece.entry(step)
    if own:
        return own[1]
    for key, value in piece.entries:
        if is_merge(key):
            sources = value.items if value.kind is Kind.LIST else [value]
            for source in sources:
                found = _child(source, step)
                if found is not None:
                    return found
    return None
