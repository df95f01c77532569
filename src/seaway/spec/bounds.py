"""How much one expression may compute: a sandbox keeps it from reaching out, these bounds keep it small.

Every operator, call, filter and loop charges the budget of the rendering in progress, before it does the
work where the size can be known before. So time and memory stay within a small multiple of the budget.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain
from typing import Any, TypeVar

_T = TypeVar("_T")

MAX_TEMPLATE_CHARS = 256 * 1024
MAX_TEXT_CHARS = 1024 * 1024
MAX_ITEMS = 100_000
MAX_VALUE_UNITS = 20_000_000
MAX_INTEGER_BITS = 4096
MAX_DEPTH = 64
MAX_WIDTH = 10_000

BUDGET_UNITS = 20_000_000
STEP_UNITS = 20
CALL_UNITS = 200
NODE_UNITS = 4
CONTAINER_UNITS = 24
_CONTAINERS = (list, tuple, dict, set, frozenset, Mapping)


class BoundError(Exception):
    """An expression asked for more than it may have; the text is for people."""


class Budget:
    """What is left for one rendering, in units of about one character or a few nanoseconds."""

    __slots__ = ("left",)

    def __init__(self, units: int = BUDGET_UNITS) -> None:
        self.left = units

    def charge(self, units: int) -> None:
        self.left -= units
        if self.left < 0:
            raise BoundError("the expression computes too much")


_current: ContextVar[Budget | None] = ContextVar("seaway_expression_budget", default=None)


@contextmanager
def budget(units: int = BUDGET_UNITS) -> Iterator[Budget]:
    """Bound everything that is computed inside; one inside another shares the outer budget."""
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    token = _current.set(Budget(units))
    try:
        yield _current.get() or Budget(units)
    finally:
        _current.reset(token)


def charge(units: int) -> None:
    """Charge the rendering in progress; free outside of one."""
    current = _current.get()
    if current is not None:
        current.charge(units)


def measure(value: object) -> int:
    """Size of a value in units, containers counted as if nothing in them were shared.

    Raises:
        BoundError: it is too large, too long or too deep.
    """
    if isinstance(value, str):
        return _text_units(value)
    if not isinstance(value, _CONTAINERS):
        return NODE_UNITS
    return _measure_container(value)


def _measure_container(value: Any) -> int:
    units = 0
    stack: list[tuple[Any, int]] = [(value, 0)]
    while stack:
        current, depth = stack.pop()
        _check_container(len(current), depth)
        units += CONTAINER_UNITS + NODE_UNITS * len(current)
        parts = chain(current, current.values()) if isinstance(current, Mapping) else current
        for part in parts:
            kind = type(part)
            if kind is str:
                units += len(part)
            elif kind is not int and isinstance(part, _CONTAINERS):
                stack.append((part, depth + 1))
            elif isinstance(part, str):
                units += len(part)
        if units > MAX_VALUE_UNITS:
            raise BoundError("the value is too large")
    return units


def _check_container(length: int, depth: int) -> None:
    check_items(length)
    if depth > MAX_DEPTH:
        raise BoundError(f"the value is nested more than {MAX_DEPTH} levels deep")


def _text_units(text: str) -> int:
    check_text(len(text))
    return NODE_UNITS + len(text)


def check_text(length: int) -> None:
    """Refuse a text of that many characters before it is made."""
    if length > MAX_TEXT_CHARS:
        raise BoundError(f"the text would have more than {MAX_TEXT_CHARS:,} characters")


def check_items(length: int) -> None:
    """Refuse a list of that many items before it is made."""
    if length > MAX_ITEMS:
        raise BoundError(f"the list would have more than {MAX_ITEMS:,} items")


def check_width(width: int) -> None:
    """Refuse a padding or indent that wide."""
    if abs(width) > MAX_WIDTH:
        raise BoundError(f"a width may be at most {MAX_WIDTH:,}")


def check_integer(value: int) -> None:
    """Refuse a number with too many digits."""
    if value.bit_length() > MAX_INTEGER_BITS:
        raise BoundError(f"the number would have more than {MAX_INTEGER_BITS:,} bits")


def paid(value: _T) -> _T:
    """Charge for a value that was just made, and hand it on.

    Raises:
        BoundError: it is too large, or the budget is used up.
    """
    if isinstance(value, int):
        check_integer(value)
    charge(measure(value))
    return value
