"""Where values stand in a rendered text: each is a marker that no author and no value can write."""

import re
import secrets
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from jinja2 import pass_context

from seaway.spec import bounds
from seaway.spec.sandbox import ExpressionEnvironment, Missing
from seaway.spec.templates import compile_in
from seaway.spec.values import Identifier, Verbatim, to_data

MAX_VALUES = 2_000


class RefusedError(Exception):
    """A value can't stand where the template puts it; the text is for people.

    Args:
        index: which of the values.
    """

    def __init__(self, message: str, index: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.index = index
        self.hint = hint


@dataclass(slots=True)
class Marked:
    """A rendered template, its values still apart.

    Attributes:
        text: the text with a marker for each value.
        values: the values, in the order in which they were inserted.
        offsets: where in the template the expression of each begins.
    """

    nonce: str = field(default_factory=lambda: secrets.token_hex(16))
    text: str = ""
    values: list[object] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)

    @property
    def pattern(self) -> re.Pattern[str]:
        """Matches one marker; group 1 is the index of its value."""
        return re.compile(rf"\x02{self.nonce}:(\d+)\x03")

    def keep(self, value: object, offset: int) -> str:
        if len(self.values) >= MAX_VALUES:
            raise bounds.BoundError(f"more than {MAX_VALUES:,} values are inserted")
        if isinstance(value, str) and self.nonce in value:
            raise ValueError(
                "text of a macro or a `set` block with values can't be inserted; insert the values"
            )
        self.values.append(value)
        self.offsets.append(offset)
        return f"\x02{self.nonce}:{len(self.values) - 1}\x03"


_marked: ContextVar[Marked] = ContextVar("seaway_marked")


@pass_context
def _mark(_context: Any, located: Any) -> str:
    value = located.value
    if isinstance(value, Verbatim):
        return value.text
    if isinstance(value, Missing):
        str(value)
    bounds.charge(bounds.STEP_UNITS)
    kept = value if isinstance(value, Identifier) else to_data(value)
    return _marked.get().keep(kept, located.offset)


_ENVIRONMENT = ExpressionEnvironment(_mark, is_located=True)


def mark(source: str, context: Mapping[str, object]) -> Marked:
    """Render a template, but keep its values out of the text; only inside `failures_of()`."""
    marked = Marked()
    token = _marked.set(marked)
    try:
        with bounds.budget():
            marked.text = "".join(compile_in(_ENVIRONMENT, source).pieces(context))
    finally:
        _marked.reset(token)
    return marked
