"""Filters on numbers, lists and mappings."""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import wraps
from typing import Any

from jinja2 import filters as jinja
from jinja2 import pass_environment
from jinja2.runtime import Undefined

from seaway.spec import bounds
from seaway.spec.values import to_json, to_text

_MAX_DIGITS = 300
_SIZES = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB")


def to_int(value: Any, default: Any = None) -> Any:
    """A whole number from a number or its text; the default where it is none."""
    try:
        if isinstance(value, str):
            text = value.strip().replace("_", "")
            return int(text) if "." not in text and "e" not in text.lower() else int(float(text))
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return _or_default(value, default, "a whole number")


def to_float(value: Any, default: Any = None) -> Any:
    """A number with decimals from a number or its text; the default where it is none."""
    try:
        return float(value.strip().replace("_", "") if isinstance(value, str) else value)
    except (TypeError, ValueError, OverflowError):
        return _or_default(value, default, "a number")


def _or_default(value: Any, default: Any, what: str) -> Any:
    if default is None:
        raise ValueError(f"{to_text(value)[:60]!r} is not {what}")
    return default


def to_bool(value: Any) -> bool:
    """True for `true`, `yes`, `on` and `1` in any case, and for numbers other than 0."""
    if isinstance(value, str):
        return value.strip().lower() in ("true", "yes", "on", "1", "y", "t")
    return bool(value)


def round_number(value: Any, digits: int = 0, method: str = "half_up") -> Any:
    """Round to so many decimals: `half_up` (as people do), `half_even`, `ceil` or `floor`."""
    if abs(digits) > _MAX_DIGITS:
        raise ValueError(f"digits may be at most {_MAX_DIGITS}")
    if method not in _ROUNDING:
        raise ValueError(f"round knows {', '.join(_ROUNDING)}")
    number = value if isinstance(value, int | float | Decimal) else to_float(value)
    is_whole = isinstance(number, int) and digits >= 0
    if is_whole or (isinstance(number, float) and not math.isfinite(number)):
        return number
    step = Decimal(1).scaleb(-digits)
    exact = Decimal(str(number))
    rounded = (exact / step).to_integral_value(rounding=_ROUNDING[method]) * step
    if isinstance(number, Decimal):
        return rounded
    return int(rounded) if digits <= 0 else float(rounded)


_ROUNDING = {
    "half_up": "ROUND_HALF_UP",
    "half_even": "ROUND_HALF_EVEN",
    "ceil": "ROUND_CEILING",
    "floor": "ROUND_FLOOR",
}


def add_up(environment: Any, items: Any, attribute: str | None = None, start: Any = 0) -> Any:
    """The sum of numbers, or of one attribute of mappings."""
    total = start
    for number in _values(environment, items, attribute):
        if not isinstance(number, int | float | Decimal) or isinstance(total, str | list):
            raise ValueError("sum adds numbers only")
        total += number
    return total


def smallest(environment: Any, items: Any, attribute: str | None = None) -> Any:
    """The smallest item, or the item with the smallest attribute; null for none."""
    return min(items, key=_key(environment, attribute), default=None)


def largest(environment: Any, items: Any, attribute: str | None = None) -> Any:
    """The largest item, or the item with the largest attribute; null for none."""
    return max(items, key=_key(environment, attribute), default=None)


def sort(environment: Any, items: Any, attribute: str | None = None, reverse: bool = False) -> list[Any]:
    """The items in order, by an attribute where one is named."""
    return sorted(items, key=_key(environment, attribute), reverse=reverse)


def unique(environment: Any, items: Any, attribute: str | None = None) -> list[Any]:
    """The items without repetitions, in their order."""
    seen: set[str] = set()
    kept = []
    for item in items:
        mark = to_json(_key(environment, attribute)(item))
        if mark not in seen:
            seen.add(mark)
            kept.append(item)
    return kept


def join(environment: Any, items: Any, separator: Any = "", attribute: str | None = None) -> str:
    """The items as one text."""
    texts = [to_text(item) for item in _values(environment, items, attribute)]
    mark = to_text(separator)
    bounds.check_text(sum(map(len, texts)) + len(mark) * len(texts))
    return mark.join(texts)


def group_by(environment: Any, items: Any, attribute: str) -> list[list[Any]]:
    """Pairs of a value and the items that have it, in the order of the first of each."""
    groups: dict[str, list[Any]] = {}
    for item in items:
        value = _key(environment, attribute)(item)
        groups.setdefault(to_json(value), [value, []])[1].append(item)
    return list(groups.values())


def _values(environment: Any, items: Any, attribute: str | None) -> Iterable[Any]:
    key = _key(environment, attribute)
    return [key(item) for item in items]


def _key(environment: Any, attribute: str | None) -> Callable[[Any], Any]:
    if attribute is None:
        return lambda item: item
    return jinja.make_attrgetter(environment, attribute)


def from_json(value: Any) -> Any:
    """What a JSON text says."""
    try:
        return json.loads(to_text(value))
    except ValueError as error:
        raise ValueError(f"the text is no JSON: {error}") from None


def pairs(value: Any) -> list[list[Any]]:
    """The keys and values of a mapping, as a list of pairs."""
    if not isinstance(value, Mapping):
        raise ValueError("items is for mappings")
    return [list(pair) for pair in value.items()]


def pluck(environment: Any, items: Any, attribute: str, default: Any = None) -> list[Any]:
    """One attribute of each item; the default (null) where an item is null or has none."""
    key = _key(environment, attribute)
    found = [None if item is None else key(item) for item in items]
    return [default if value is None or isinstance(value, Undefined) else value for value in found]


def flatten(items: Any) -> list[Any]:
    """One list from a list of lists, one level deep."""
    made: list[Any] = []
    for item in items:
        made.extend(item if isinstance(item, list | tuple) else [item])
        bounds.check_items(len(made))
    return made


def zip_lists(first: Any, *others: Any) -> list[list[Any]]:
    """Lists of the n-th items of several lists, as long as the shortest."""
    return [list(row) for row in zip(first, *others, strict=False)]


def size_text(value: Any) -> str:
    """A number of bytes for people, such as `1.5 MiB`."""
    size = float(to_float(value))
    for unit in _SIZES:
        if abs(size) < 1024 or unit == _SIZES[-1]:
            break
        size /= 1024
    return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"


def _first(items: Any) -> Any:
    return next(iter(items), None)


def _last(items: Any) -> Any:
    return items[-1] if len(items) else None


def _with_environment(function: Callable[..., Any]) -> Callable[..., Any]:
    """Hand a filter the environment, and refuse a name that stands for nothing instead of iterating it."""

    @pass_environment
    @wraps(function)
    def called(environment: Any, items: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(items, Undefined):
            str(items)
        return function(environment, items, *args, **kwargs)

    return called


DATA_FILTERS: Mapping[str, Callable[..., Any]] = {
    "int": to_int,
    "float": to_float,
    "bool": to_bool,
    "round": round_number,
    "abs": abs,
    "sum": _with_environment(add_up),
    "min": _with_environment(smallest),
    "max": _with_environment(largest),
    "sort": _with_environment(sort),
    "unique": _with_environment(unique),
    "join": _with_environment(join),
    "pluck": _with_environment(pluck),
    "groupby": _with_environment(group_by),
    "length": len,
    "count": len,
    "first": _first,
    "last": _last,
    "list": list,
    "reverse": lambda value: value[::-1] if isinstance(value, str) else list(reversed(value)),
    "items": pairs,
    "keys": lambda value: list(value.keys()),
    "values": lambda value: list(value.values()),
    "flatten": flatten,
    "zip": zip_lists,
    "json": to_json,
    "tojson": to_json,
    "fromjson": from_json,
    "filesize": size_text,
}
