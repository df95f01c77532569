"""The composer: events of libyaml become nodes that know their place; depth and aliases are bounded."""

from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from seaway.spec.document import Document, Node, NodeKind, Span
from seaway.spec.problems import Problem, did_you_mean
from seaway.spec.scalars import ScalarError, resolve
from seaway.spec.yaml_errors import explain

MAX_BYTES = 10 * 1024 * 1024
TOO_LARGE_HINT = "A workflow describes work; keep data in files that its tasks read."
MAX_DEPTH = 60
MAX_ALIASED = 100_000
"""How many nodes aliases may add to a document."""


class StoppedError(Exception):
    """The text can't be read any further."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(slots=True)
class Composer:
    """Makes nodes of libyaml's events. What can be told without stopping is in `problems`."""

    document: Document
    problems: list[Problem] = field(default_factory=list)
    _parser: Any = None
    _anchors: dict[str, Node] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)
    _aliased: int = 0

    def compose(self) -> Node:
        """Read the one document of the text; raises StoppedError."""
        self._refuse_bytes_yaml_has_not()
        try:
            self._parser = yaml.CSafeLoader(self.document.text)
            self._next()
            if isinstance(self._next(), StreamEndEvent):
                self._stop(_TOP, "empty", "The file is empty.", hint="A workflow begins with `seaway: 1`.")
            root = self._node(self._next(), depth=0)
            self._next()
            event = self._next()
            if not isinstance(event, StreamEndEvent):
                hint = "Remove the line `---` and what follows, or move it to a file of its own."
                self._stop(
                    _span(event),
                    "two_documents",
                    "A file holds one document; here begins another.",
                    hint=hint,
                )
        except yaml.YAMLError as error:
            raise StoppedError(explain(error, self.document)) from None
        return root

    def _refuse_bytes_yaml_has_not(self) -> None:
        text = self.document.text
        if len(text) > MAX_BYTES:
            self._stop(_TOP, "too_large", "The file is larger than 10 MiB.", hint=TOO_LARGE_HINT)
        at = text.find("\0")
        if at >= 0:
            span = self.document.span_of(at, at + 1)
            self._stop(span, "bad_character", "There is a NUL byte here.", hint="Is this a text file?")
        try:
            text.encode()
        except UnicodeEncodeError as error:
            span = self.document.span_of(error.start, error.start + 1)
            self._stop(span, "bad_character", "There is half of a surrogate pair here.")

    def _next(self) -> Any:
        return self._parser.get_event()

    def _node(self, event: Any, *, depth: int) -> Node:
        if isinstance(event, AliasEvent):
            return self._alias(event)
        if depth > MAX_DEPTH:
            self._stop(_span(event), "too_deep", f"Blocks are nested more than {MAX_DEPTH} deep.")
        if event.anchor is not None:
            self._open.add(event.anchor)
        if isinstance(event, ScalarEvent):
            node = self._scalar(event)
        elif isinstance(event, SequenceStartEvent):
            node = self._list(event, depth)
        else:
            node = self._map(event, depth)
        if event.anchor is not None:
            self._open.discard(event.anchor)
            self._anchors[event.anchor] = node
        return node

    def _scalar(self, event: ScalarEvent) -> Node:
        span = _span(event)
        try:
            value = resolve(event.value, tag=event.tag, is_plain=not event.style)
        except ScalarError as error:
            self._report(span, "bad_scalar", str(error), hint=error.hint)
            value = event.value
        weight = 1 + len(event.value) // 100
        return Node(NodeKind.SCALAR, span, value, weight=weight)

    def _list(self, start: Any, depth: int) -> Node:
        self._check_tag(start, "tag:yaml.org,2002:seq")
        items = []
        while not isinstance(event := self._next(), SequenceEndEvent):
            items.append(self._node(event, depth=depth + 1))
        weight = 1 + sum(item.weight for item in items)
        return Node(NodeKind.LIST, _span(start, event), items=items, weight=weight)

    def _map(self, start: Any, depth: int) -> Node:
        self._check_tag(start, "tag:yaml.org,2002:map")
        entries: dict[str, tuple[Span, Node]] = {}
        merged: list[Node] = []
        while not isinstance(event := self._next(), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                self._stop_at_key(event)
            value = self._node(self._next(), depth=depth + 1)
            if event.value == "<<" and not event.style:
                merged.extend(self._to_merge(event, value))
            elif event.value in entries:
                self._report_twice(event, entries[event.value][0])
            else:
                entries[event.value] = (_span(event), value)
        for source in merged:
            for key, entry in source.entries.items():
                entries.setdefault(key, entry)
        weight = 1 + sum(1 + value.weight for _, value in entries.values())
        return Node(NodeKind.MAP, _span(start, event), entries=entries, weight=weight)

    def _alias(self, event: Any) -> Node:
        node = self._anchors.get(event.anchor)
        if event.anchor in self._open:
            self._stop(_span(event), "alias_of_itself", f"`*{event.anchor}` stands inside of what it names.")
        if node is None:
            message = f"There is no anchor `&{event.anchor}` before this."
            hint = did_you_mean(event.anchor, self._anchors) or "A `*` makes it an alias: quote what is text."
            problem = self.document.problem(_span(event), code="unknown_alias", message=message, hint=hint)
            raise StoppedError(problem)
        self._aliased += node.weight
        if self._aliased > MAX_ALIASED:
            message = f"Aliases make this file too large: more than {MAX_ALIASED:,} values, written out."
            self._stop(_span(event), "alias_bomb", message)
        return node

    def _to_merge(self, key: ScalarEvent, value: Node) -> list[Node]:
        sources = value.items if value.kind is NodeKind.LIST else [value]
        if all(source.kind is NodeKind.MAP for source in sources):
            return sources
        self._report(
            _span(key), "bad_merge", "`<<` takes a map, or a list of maps.", hint="Write `<<: *name`."
        )
        return []

    def _report_twice(self, event: ScalarEvent, first: Span) -> None:
        message = f"The key `{event.value}` stands here a second time; the first is in line {first.line}."
        self._report(_span(event), "duplicate_key", message, hint="Remove one of the two.")

    def _check_tag(self, event: Any, own: str) -> None:
        if event.tag not in (None, "!", own):
            self._report(
                _span(event), "bad_tag", f"The tag `{event.tag}` has no meaning here.", hint="Remove it."
            )

    def _stop_at_key(self, event: Any) -> NoReturn:
        at = event.start_mark.index - 1
        if isinstance(event, MappingStartEvent) and self.document.text.startswith("{{", at):
            span = self.document.span_of(at, at + 2)
            message = "An expression at the beginning of a value must be in quotes."
            self._stop(span, "unquoted_expression", message, hint='Write "{{ … }}".')
        self._stop(_span(event), "bad_key", "A key must be text.")

    def _report(self, span: Span, code: str, message: str, *, hint: str = "") -> None:
        self.problems.append(self.document.problem(span, code=code, message=message, hint=hint))

    def _stop(self, span: Span, code: str, message: str, *, hint: str = "") -> NoReturn:
        raise StoppedError(self.document.problem(span, code=code, message=message, hint=hint))


_TOP = Span(1, 1, 1, 1, 0, 0)


def _span(first: Any, last: Any = None) -> Span:
    start, end = first.start_mark, (last or first).end_mark
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1, start.index, end.index)
