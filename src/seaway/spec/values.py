"""What goes in and out of expressions: plain data, and how it reads as text."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any
from uuid import UUID

from seaway.spec.bounds import MAX_DEPTH, BoundError, check_integer, check_items, check_text, measure

MOMENTS = (date, time, datetime)
SCALARS = (str, int, float, bool, Decimal, timedelta, UUID, PurePath, Enum, *MOMENTS)

_PLAIN = frozenset({str, int, float, bool, type(None)})


class NotDataError(Exception):
    """A value is a function, a namespace or another thing that has no place in a workflow's data."""


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text that opted out of quoting with `| unquoted`."""

    text: str


@dataclass(frozen=True, slots=True)
class Identifier:
    """A name for SQL, in parts: schema, table, column."""

    parts: tuple[str, ...]

    def quoted(self, mark: str = '"') -> str:
        """The name as SQL writes it, marks inside it doubled."""
        return ".".join(f"{mark}{part.replace(mark, mark * 2)}{mark}" for part in self.parts)


def to_text(value: object) -> str:
    """The text that a value has inside other text.

    True and false are lower case, null is empty, dates are ISO 8601, lists and mappings are JSON.

    Raises:
        BoundError: the text would be too long.
        NotDataError: the value is no data.
    """
    match value:
        case str() if not isinstance(value, Enum):
            text = str(value)
        case None:
            text = ""
        case bool():
            text = "true" if value else "false"
        case Enum():
            return to_text(value.value)
        case int():
            check_integer(value)
            text = str(value)
        case date() | time():
            text = value.isoformat()
        case Verbatim(text=inner):
            text = inner
        case Identifier():
            text = value.quoted()
        case float() | Decimal() | timedelta() | UUID() | PurePath():
            text = str(value)
        case _:
            text = to_json(value)
    check_text(len(text))
    return text


def to_json(value: object, indent: int | None = None) -> str:
    """The value as JSON; what JSON doesn't know becomes its text."""
    plain = to_data(value)
    measure(plain)
    text = json.dumps(plain, default=to_text, ensure_ascii=False, indent=indent)
    check_text(len(text))
    return text


def to_data(value: object) -> object:
    """The value as plain data: scalars, lists, and mappings with text keys.

    Raises:
        BoundError: it is too large or too deep.
        NotDataError: part of it is no data.
    """
    measure(value)
    return _to_data(value, 0)


def _to_data(value: Any, depth: int) -> object:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if depth > MAX_DEPTH:
        raise BoundError("the value is nested too deep")
    if kind is dict:
        return {_to_key(key): _to_data(item, depth + 1) for key, item in value.items()}
    if kind is list:
        return [_to_data(item, depth + 1) for item in value]
    match value:
        case Enum():
            return _to_data(value.value, depth)
        case Verbatim() | Identifier():
            return to_text(value)
        case str():
            return str(value)
        case Mapping():
            return {_to_key(key): _to_data(item, depth + 1) for key, item in value.items()}
        case _ if isinstance(value, SCALARS):
            return value
        case _ if isinstance(value, Iterable) and not isinstance(value, bytes | bytearray):
            return [_to_data(item, depth + 1) for item in _taken(value)]
        case _:
            raise NotDataError(f"the value is {describe(value)}, which is not data")


def _to_key(key: object) -> object:
    return key if type(key) in _PLAIN else to_text(key)


def _taken(items: Iterable[object]) -> list[object]:
    taken: list[object] = []
    for item in items:
        taken.append(item)
        check_items(len(taken))
    return taken


def describe(value: object) -> str:
    """What kind of thing a value is, in words of the format, not of Python."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case str():
            return "a text"
        case int() | float() | Decimal():
            return "a number"
        case datetime():
            return "a date with time"
        case date():
            return "a date"
        case Mapping():
            return "a mapping"
        case list() | tuple() | range():
            return "a list"
        case _ if callable(value):
            return "a function"
        case _:
            return f"a {type(value).__name__}"
