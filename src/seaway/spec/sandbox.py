"""The environment that expressions run in: Jinja's sandbox, bounds, and a list of what data can do."""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial
from typing import Any

from jinja2 import StrictUndefined
from jinja2.exceptions import SecurityError
from jinja2.lexer import Lexer, TokenStream
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace, missing

from seaway.spec import bounds
from seaway.spec.filters import FILTERS, METHODS, TESTS
from seaway.spec.token_places import locate_tokens
from seaway.spec.values import describe, to_text

_LOOP = frozenset(
    [
        "index",
        "index0",
        "revindex",
        "revindex0",
        "first",
        "last",
        "length",
        "depth",
        "depth0",
        "previtem",
        "nextitem",
        "cycle",
        "changed",
    ]
)
_ATTRIBUTES: tuple[tuple[type, frozenset[str]], ...] = (
    (datetime, frozenset(["year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo"])),
    (date, frozenset(["year", "month", "day"])),
    (time, frozenset(["hour", "minute", "second", "microsecond"])),
    (timedelta, frozenset(["days", "seconds", "microseconds"])),
    (LoopContext, _LOOP),
)


class Missing(StrictUndefined):
    """A name that stands for nothing: `default()` and `is defined` may ask, everything else is an error."""

    __slots__ = ()

    @property
    def owner(self) -> object:
        """The value that has no such part; None for a name of the expression itself."""
        return None if self._undefined_obj is missing else self._undefined_obj


@dataclass(frozen=True, slots=True)
class Located:
    """A value on its way to the output, with the place of its expression in the template."""

    value: Any
    offset: int


class ExpressionEnvironment(ImmutableSandboxedEnvironment):
    """Sandbox in which positions of nodes are offsets: `lineno` is the offset in the template plus one.

    Args:
        finalize: makes text of a value that goes to the output.
        is_located: `finalize` gets each value as a `Located`.
    """

    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "%", "**"])
    intercepted_unops = frozenset(["-", "+"])

    def __init__(self, finalize: Callable[..., Any], *, is_located: bool = False) -> None:
        super().__init__(
            undefined=Missing,
            finalize=finalize,
            optimized=False,
            autoescape=False,
            keep_trailing_newline=True,
        )
        self.is_located = is_located
        self.globals = {"range": _range, "dict": _dict, "namespace": Namespace}
        self.filters = dict(FILTERS)
        self.tests = dict(TESTS)

    @cached_property
    def lexer(self) -> Lexer:
        """Jinja's lexer, but `${#array[@]}` in a script does not open a comment."""
        lexer = Lexer(self)
        first, *rest = lexer.rules["root"]
        pattern = first.pattern.pattern.replace(r"\{\#", r"(?<!\$)\{\#")
        root = first._replace(pattern=re.compile(pattern, first.pattern.flags))
        lexer.rules = {**lexer.rules, "root": [root, *rest]}
        return lexer

    def _tokenize(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> TokenStream:
        located = locate_tokens(self.lexer, source, state)
        return TokenStream(self.lexer.wrap(located, name, filename), name, filename)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`a.b`: the key of a mapping first, else one of the few methods and attributes of plain data."""
        if isinstance(obj, Missing):
            return obj
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, Namespace):
            names = _names_of(obj)
            return names[attribute] if attribute in names else self.undefined(obj=obj, name=attribute)
        found = self._allowed(obj, attribute)
        if found is not missing:
            return found
        return self._not_there(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """`a[b]`: a key, an index or a slice; never an attribute."""
        if isinstance(obj, Missing):
            return obj
        if isinstance(argument, Missing):
            str(argument)
        try:
            found = obj[argument] if isinstance(obj, Mapping | str | list | tuple) else missing
        except (LookupError, TypeError):
            found = missing
        if found is not missing:
            return bounds.paid(found) if isinstance(argument, slice) else found
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        return self._not_there(obj, argument)

    def _allowed(self, obj: Any, attribute: str) -> Any:
        for kind, methods in METHODS:
            if isinstance(obj, kind) and attribute in methods:
                return partial(methods[attribute], obj)
        for kind, names in _ATTRIBUTES:
            if isinstance(obj, kind) and attribute in names:
                return getattr(obj, attribute)
        if isinstance(obj, tuple) and attribute in getattr(obj, "_fields", ()):
            return getattr(obj, attribute)
        return missing

    def _not_there(self, obj: Any, attribute: Any) -> Any:
        if isinstance(attribute, str) and not isinstance(obj, Mapping) and hasattr(type(obj), attribute):
            raise SecurityError(f"{describe(obj)} has no `{attribute}` in expressions")
        return self.undefined(obj=obj, name=attribute)

    def call(self, context: Any, obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Call what an expression may call: our functions, methods of plain data, its own macros."""
        bounds.charge(bounds.CALL_UNITS)
        # the compiler hands these over inside of loops, for functions that ask for the context
        for name in ("_loop_vars", "_block_vars"):
            kwargs.pop(name, None)
        if isinstance(obj, Missing):
            return obj._fail_with_undefined_error()
        if not (isinstance(obj, partial | Macro | LoopContext) or obj is Namespace or _is_plain(obj)):
            raise SecurityError(f"{describe(obj)} can't be called")
        for value in (*args, *kwargs.values()):
            bounds.charge(bounds.measure(value))
        try:
            made = obj(*args, **kwargs)
        except TypeError as error:
            raise ValueError(f"wrong arguments in a call: {error}") from None
        return made if isinstance(made, Namespace) else bounds.paid(made)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        bounds.charge(bounds.STEP_UNITS)
        if isinstance(left, Missing) or isinstance(right, Missing):
            str(left), str(right)
        _check_operands(operator, left, right)
        try:
            return bounds.paid(self.binop_table[operator](left, right))
        except TypeError:
            pair = f"{describe(left)} and {describe(right)}"
            raise ValueError(f"`{operator}` does not work on {pair}") from None

    def call_unop(self, context: Any, operator: str, arg: Any) -> Any:
        bounds.charge(bounds.STEP_UNITS)
        return bounds.paid(self.unop_table[operator](arg))

    # What the compiler puts in the place of constructs that Jinja has no hook for; see `templates.py`.

    def each(self, items: Any, body_chars: int) -> Any:
        """The items of a loop, charged before the first turn."""
        if isinstance(items, Missing):
            str(items)
        taken = items if isinstance(items, list | tuple | str) else list(items)
        bounds.check_items(len(taken))
        bounds.charge(len(taken) * (bounds.STEP_UNITS + body_chars))
        return taken

    def build(self, value: Any) -> Any:
        """A list, tuple or mapping that was written out."""
        return bounds.paid(value)

    def locate(self, value: Any, offset: int) -> Located:
        """A value that goes to the output."""
        return Located(value, offset)

    def join_texts(self, *parts: Any) -> str:
        """`a ~ b`."""
        texts = [to_text(part) for part in parts]
        bounds.check_text(sum(map(len, texts)))
        return bounds.paid("".join(texts))

    def compare(self, left: Any, *rest: Any) -> bool:
        """`a < b <= c`, with the operators between the operands."""
        for name, right in zip(rest[::2], rest[1::2], strict=True):
            bounds.charge(bounds.measure(left) + bounds.measure(right))
            try:
                holds = _COMPARE[name](left, right)
            except TypeError:
                raise ValueError(f"{describe(left)} can't be compared with {describe(right)}") from None
            if not holds:
                return False
            left = right
        return True


_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
    "in": lambda item, items: item in items,
    "notin": lambda item, items: item not in items,
}


def _check_operands(symbol: str, left: Any, right: Any) -> None:
    match symbol, left, right:
        case ("%", str() | bytes(), _):
            raise SecurityError("`%` does not format text here; use `| format(…)`")
        case ("*", int(), str() | list() | tuple()):
            _check_operands(symbol, right, left)
        case ("*", str() | list() | tuple(), int()):
            if right > 0:
                bounds.check_items(len(left) * right) if not isinstance(left, str) else None
                bounds.check_text(bounds.measure(left) * right)
        case ("+", str(), str()):
            bounds.check_text(len(left) + len(right))
        case ("**", int(), int()):
            if right > 0 and max(left.bit_length(), 1) * right > bounds.MAX_INTEGER_BITS:
                raise bounds.BoundError(f"the number would have more than {bounds.MAX_INTEGER_BITS:,} bits")
        case (_, int(), int()):
            bounds.check_integer(left)
            bounds.check_integer(right)
        case _:
            bounds.charge(bounds.measure(left) + bounds.measure(right))


def _range(*args: int) -> list[int]:
    for value in args:
        bounds.check_integer(value)
    made = range(*args)
    # len() fails on a range that does not fit into 64 bits
    if made and abs((made[-1] - made[0]) // made.step) >= bounds.MAX_ITEMS:
        raise bounds.BoundError(f"a range has at most {bounds.MAX_ITEMS:,} numbers")
    return list(made)


def _dict(*args: Any, **kwargs: Any) -> dict[Any, Any]:
    return dict(*args, **kwargs)


def _names_of(namespace: Namespace) -> Mapping[str, Any]:
    found: Mapping[str, Any] = object.__getattribute__(namespace, "_Namespace__attrs")
    return found


def _is_plain(obj: Any) -> bool:
    """A function of ours (`range`, `secret`): classes and methods of foreign objects are not."""
    return (
        callable(obj) and type(obj).__name__ in ("function", "method") and not hasattr(obj, "unsafe_callable")
    )
