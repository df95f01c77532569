"""The short way for templates that hold nothing but dotted names, as most do: no parser, no compiler.

`raw/{{ inputs.day }}/x.csv` is such a template. It means exactly what Jinja would make of it; whatever is
not that simple, or fails, goes the long way.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from seaway.spec.bounds import MAX_TEMPLATE_CHARS

_NAME = re.compile(r"\{\{\s*([A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*)\s*\}\}", re.ASCII)
_OPENING = re.compile(r"\{[{%#]|\r")
_WORDS = """
    true false none True False None not and or if else in is for
    loop range dict namespace self caller varargs kwargs
"""
_RESERVED = frozenset(_WORDS.split())
NOT_THERE = object()


@dataclass(frozen=True, slots=True)
class PlainName:
    """A dotted name and the offset at which it begins in the template."""

    words: tuple[str, ...]
    offset: int

    def offsets(self) -> tuple[int, ...]:
        """Where each word begins."""
        found = [self.offset]
        for word in self.words[:-1]:
            found.append(found[-1] + len(word) + 1)
        return tuple(found)

    def look_up(self, context: Mapping[str, object]) -> object:
        """Its value, or `NOT_THERE` where mappings alone don't lead to one."""
        value: object = context
        for word in self.words:
            if not isinstance(value, Mapping) or word not in value:
                return NOT_THERE
            value = value[word]
        return value


@dataclass(frozen=True, slots=True)
class Plain:
    """A template in parts: text and names."""

    parts: tuple[str | PlainName, ...]

    @property
    def names(self) -> tuple[PlainName, ...]:
        return tuple(part for part in self.parts if isinstance(part, PlainName))

    @property
    def whole(self) -> PlainName | None:
        """The name, where the template is one whole expression; line breaks after it don't count."""
        match self.parts:
            case [PlainName() as name]:
                return name
            case [PlainName() as name, str() as rest] if not rest.strip("\n"):
                return name
            case _:
                return None


@lru_cache(maxsize=4096)
def plain(template: str) -> Plain | None:
    """The parts of a template, or None where it holds more than dotted names."""
    if len(template) > MAX_TEMPLATE_CHARS:
        return None
    parts: list[str | PlainName] = []
    at = 0
    for found in _NAME.finditer(template):
        words = tuple(found.group(1).split("."))
        if words[0] in _RESERVED:
            return None
        parts += [template[at : found.start()], PlainName(words, found.start(1))]
        at = found.end()
    parts.append(template[at:])
    if any(isinstance(part, str) and _OPENING.search(part) for part in parts):
        return None
    return Plain(tuple(part for part in parts if part != ""))
