"""A document that remembers where each of its keys and values stood."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple

from seaway.spec.problems import Path, Problem, Severity


class Span(NamedTuple):
    """A piece of the text. Lines and columns count from 1, offsets from 0; the end is exclusive.

    A tuple, as there is one for each key and each value of a file.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int


class NodeKind(Enum):
    SCALAR = auto()
    LIST = auto()
    MAP = auto()


@dataclass(slots=True, eq=False)
class Node:
    """A value of the document. An alias is the very node it names."""

    kind: NodeKind
    span: Span
    value: object = None
    items: "list[Node]" = field(default_factory=list)
    entries: "dict[str, tuple[Span, Node]]" = field(default_factory=dict)
    """Of a map: the key's span and the value."""
    weight: int = 1
    """How many nodes it is, aliases written out."""


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file and the tree found in it. `root` is None where there is no tree."""

    file: str
    text: str
    root: Node | None

    def node(self, path: Path) -> Node | None:
        """The value at a path; None where nothing stands there."""
        node = self.root
        for step in path:
            node = _child(node, step)
            if node is None:
                return None
        return node

    def value_span(self, path: Path) -> Span:
        """Where a value stands; if it is not in the text, the closest thing around it that is."""
        node = self.root
        for depth, step in enumerate(path):
            inner = _child(node, step)
            if inner is None:
                return self.key_span(path[:depth])
            node = inner
        return node.span if node else _NOWHERE

    def key_span(self, path: Path) -> Span:
        """Where the key of an entry stands; a list's item has none, there it is the value."""
        parent = self.node(path[:-1]) if path else None
        if parent is not None and isinstance(path[-1], str) and path[-1] in parent.entries:
            return parent.entries[path[-1]][0]
        return self.value_span(path) if self.node(path) or not path else self.key_span(path[:-1])

    def within(self, path: Path, word: str, offset: int) -> Span:
        """Where `word`, found at `offset` of the text value at `path`, stands in the file.

        The value may have been folded, indented or escaped, so the word is found again by counting.
        """
        node = self.node(path)
        if node is None or not isinstance(node.value, str) or not word:
            return self.value_span(path)
        count = _count(node.value[: offset + len(word) - 1], word)
        at = node.span.start - 1
        for _ in range(count + 1):
            at = self.text.find(word, at + 1, node.span.end)
            if at < 0:
                return node.span
        return self.span_of(at, at + len(word))

    def span_of(self, start: int, end: int) -> Span:
        """The span between two offsets of the text."""
        line = self.text.count("\n", 0, start) + 1
        end_line = line + self.text.count("\n", start, end)
        column = start - (self.text.rfind("\n", 0, start) + 1) + 1
        end_column = end - (self.text.rfind("\n", 0, end) + 1) + 1
        return Span(line, column, end_line, end_column, start, end)

    def problem(
        self,
        span: Span,
        *,
        code: str,
        message: str,
        path: Path = (),
        expected: str = "",
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """A problem at a place of this document, quoting what stands there."""
        first_line = self.text[span.start : span.end].split("\n", 1)[0].strip()
        return Problem(
            code=code,
            message=message,
            severity=severity,
            file=self.file,
            line=span.line,
            column=span.column,
            end_line=span.end_line,
            end_column=span.end_column,
            text=first_line if len(first_line) <= 120 else first_line[:119] + "…",
            expected=expected,
            hint=hint,
            path=path,
        )


_NOWHERE = Span(1, 1, 1, 1, 0, 0)


def _child(node: Node | None, step: str | int) -> Node | None:
    if node is None:
        return None
    if isinstance(step, int) and node.kind is NodeKind.LIST:
        return node.items[step] if step < len(node.items) else None
    entry = node.entries.get(str(step))
    return entry[1] if entry else None


def _count(text: str, word: str) -> int:
    """How often `word` begins in `text`, overlaps included."""
    count, at = 0, text.find(word)
    while at >= 0:
        count, at = count + 1, text.find(word, at + 1)
    return count
