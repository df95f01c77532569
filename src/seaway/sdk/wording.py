"""Says what a value should have been, in words; pydantic's own stay inside."""

from collections.abc import Iterable, Mapping
from typing import Any

_EXPECTED = {
    "missing": "a value",
    "extra_forbidden": "no such key",
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "dict_type": "a map of names to values",
    "mapping_type": "a map of names to values",
    "model_type": "a map of names to values",
    "dataclass_type": "a map of names to values",
    "none_required": "nothing",
    "bytes_type": "bytes",
    "date_type": "a date such as 2026-01-31",
    "date_parsing": "a date such as 2026-01-31",
    "date_from_datetime_parsing": "a date such as 2026-01-31",
    "date_from_datetime_inexact": "a date without a time",
    "datetime_type": "a time such as 2026-01-31T06:00:00Z",
    "datetime_parsing": "a time such as 2026-01-31T06:00:00Z",
    "datetime_from_date_parsing": "a time such as 2026-01-31T06:00:00Z",
    "timezone_aware": "a time with its zone, such as 2026-01-31T06:00:00Z",
    "time_type": "a time of the day such as 06:00",
    "time_parsing": "a time of the day such as 06:00",
    "time_delta_type": "a duration",
    "time_delta_parsing": "a duration",
    "path_type": "a path",
    "url_type": "an address such as https://example.com",
    "url_parsing": "an address such as https://example.com",
    "url_scheme": "an address that begins with https:// or http://",
    "uuid_parsing": "a UUID",
    "json_invalid": "JSON",
}
_BOUNDS = {
    "greater_than": ("gt", "more than {}"),
    "greater_than_equal": ("ge", "at least {}"),
    "less_than": ("lt", "less than {}"),
    "less_than_equal": ("le", "at most {}"),
    "multiple_of": ("multiple_of", "a multiple of {}"),
    "string_too_short": ("min_length", "text of at least {} characters"),
    "string_too_long": ("max_length", "text of at most {} characters"),
    "too_short": ("min_length", "at least {} entries"),
    "too_long": ("max_length", "at most {} entries"),
    "string_pattern_mismatch": ("pattern", "text that matches {}"),
    "literal_error": ("expected", "one of {}"),
    "enum": ("expected", "one of {}"),
}


def to_problems(details: Iterable[Mapping[str, Any]]) -> list[str]:
    """The entries of a ValidationError as `` `field`: expected …, got … ``; the options of a union are one
    problem. What a validator says of several fields together stands for itself."""
    wanted: dict[str, list[str]] = {}
    got: dict[str, str] = {}
    together: list[str] = []
    for detail in details:
        if not detail["loc"] and detail["type"] == "value_error":
            together.append(str(detail["ctx"]["error"]))
            continue
        first, *rest = detail["loc"] or ("value",)
        field = ".".join([str(first), *(str(part) for part in rest if not _is_inner(part))])
        got.setdefault(field, "" if detail["type"] == "missing" else f", got {shown(detail['input'])}")
        if (words := expected(detail)) not in wanted.setdefault(field, []):
            wanted[field].append(words)
    apart = [f"`{field}`: expected {' or '.join(words)}{got[field]}" for field, words in wanted.items()]
    return apart + together


def expected(detail: Mapping[str, Any]) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _EXPECTED:
        return _EXPECTED[kind]
    if kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        return words.format(context.get(name, ""))
    if kind == "value_error":
        return str(context["error"]).removeprefix("expected ")
    return "another value"


def shown(value: object) -> str:
    """The offending value, short enough for a message."""
    text = repr(value)
    return f"`{text[:80]}…`" if len(text) > 80 else f"`{text}`"


def _is_inner(part: object) -> bool:
    """Parts that pydantic adds to a location: the option of a union, a validator's name."""
    return isinstance(part, str) and (not part.isidentifier() or part in _TYPE_NAMES)


_TYPE_NAMES = frozenset({"str", "int", "float", "bool", "date", "datetime", "none", "dict", "list"})
