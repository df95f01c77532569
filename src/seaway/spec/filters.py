"""The filters, tests and methods that expressions have; each bounded, each charged."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import wraps
from typing import Any

from jinja2 import Environment
from jinja2 import filters as jinja
from jinja2 import tests as jinja_tests
from jinja2.runtime import Context, Undefined

from seaway.spec import bounds
from seaway.spec.filters_data import DATA_FILTERS
from seaway.spec.filters_text import TEXT_FILTERS
from seaway.spec.filters_time import TIME_FILTERS, format_time
from seaway.spec.values import describe

_FROM_JINJA = ["default", "d", "map", "select", "reject", "selectattr", "rejectattr"]
_TESTS = [
    "defined",
    "undefined",
    "none",
    "boolean",
    "true",
    "false",
    "integer",
    "float",
    "number",
    "string",
    "mapping",
    "sequence",
    "iterable",
    "odd",
    "even",
    "divisibleby",
    "upper",
    "lower",
    "in",
    "eq",
    "==",
    "equalto",
    "ne",
    "!=",
    "lt",
    "<",
    "lessthan",
    "le",
    "<=",
    "gt",
    ">",
    "greaterthan",
    "ge",
    ">=",
]

_NOT_DATA = (Undefined, Context, Environment)


def bounded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Charge a filter for what it reads and what it makes; a generator becomes a list."""

    @wraps(function)
    def filtered(*args: Any, **kwargs: Any) -> Any:
        data = [value for value in (*args, *kwargs.values()) if not isinstance(value, _NOT_DATA)]
        bounds.charge(bounds.STEP_UNITS + sum(map(bounds.measure, data)))
        try:
            made = function(*args, **kwargs)
            made = list(made) if hasattr(made, "__next__") else made
        except (TypeError, AttributeError):
            what = " and ".join(map(describe, data)) or "nothing"
            raise ValueError(f"`{name}` does not work on {what}") from None
        if isinstance(made, Undefined):
            return made
        return bounds.paid(made)

    return filtered


_UNBOUNDED: dict[str, Callable[..., Any]] = {
    **{name: jinja.FILTERS[name] for name in _FROM_JINJA},
    **TEXT_FILTERS,
    **DATA_FILTERS,
    **TIME_FILTERS,
}
FILTERS: Mapping[str, Callable[..., Any]] = {name: bounded(name, made) for name, made in _UNBOUNDED.items()}
_JINJA_TESTS: dict[str, Any] = dict(jinja_tests.TESTS)
TESTS: Mapping[str, Callable[..., Any]] = {name: bounded(name, _JINJA_TESTS[name]) for name in _TESTS}


def _method(name: str) -> Callable[..., Any]:
    def call(text: str, *args: Any) -> Any:
        return getattr(str, name)(text, *args)

    return call


def _filter(name: str) -> Callable[..., Any]:
    return FILTERS[name]


_SIMPLE = [
    "upper",
    "lower",
    "title",
    "capitalize",
    "casefold",
    "strip",
    "lstrip",
    "rstrip",
    "removeprefix",
    "removesuffix",
    "startswith",
    "endswith",
    "split",
    "rsplit",
    "splitlines",
    "partition",
    "rpartition",
    "find",
    "rfind",
    "index",
    "rindex",
    "count",
    "isdigit",
    "isalpha",
    "isalnum",
    "isnumeric",
    "isdecimal",
    "isspace",
    "isupper",
    "islower",
]

METHODS: tuple[tuple[type, Mapping[str, Callable[..., Any]]], ...] = (
    (
        str,
        {
            **{name: _method(name) for name in _SIMPLE},
            "replace": _filter("replace"),
            "join": lambda separator, items: FILTERS["join"](items, separator),
            "zfill": _filter("pad"),
        },
    ),
    (
        dict,
        {
            "keys": lambda mapping: list(mapping.keys()),
            "values": lambda mapping: list(mapping.values()),
            "items": lambda mapping: [list(pair) for pair in mapping.items()],
            "get": lambda mapping, key, default=None: mapping.get(key, default),
        },
    ),
    (
        list,
        {
            "index": lambda items, item: items.index(item),
            "count": lambda items, item: items.count(item),
        },
    ),
    (
        datetime,
        {
            "date": datetime.date,
            "time": datetime.time,
            "timestamp": datetime.timestamp,
            "isoformat": datetime.isoformat,
            "strftime": format_time,
            "weekday": datetime.weekday,
            "isoweekday": datetime.isoweekday,
        },
    ),
    (
        date,
        {
            "isoformat": date.isoformat,
            "strftime": format_time,
            "weekday": date.weekday,
            "isoweekday": date.isoweekday,
        },
    ),
    (time, {"isoformat": time.isoformat, "strftime": format_time}),
    (timedelta, {"total_seconds": timedelta.total_seconds}),
)
