"""Checks written-out values against the part of JSON Schema that blueprints' forms are made of.

What holds an expression is known only later, so it fits everything.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from seaway.spec.durations import DURATION_FORM, parse_duration
from seaway.spec.fields import is_template
from seaway.spec.problems import Path, did_you_mean, list_words

_NAMES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a map",
    "null": "nothing",
}


class Misfit(NamedTuple):
    """A value that does not fit. `path` is the way to it from the value that was checked."""

    path: Path
    code: str
    message: str
    expected: str = ""
    hint: str = ""
    at_key: bool = False


def misfits(
    value: object, schema: Mapping[str, Any], root: Mapping[str, Any], path: Path = ()
) -> Iterator[Misfit]:
    """All that does not fit; `root` holds the `$defs`."""
    schema = resolve(schema, root)
    if is_template(value) or not schema:
        return
    options = schema.get("anyOf") or schema.get("oneOf")
    if options:
        yield from _misfits_of_union(value, options, root, path)
        return
    wrong = _wrong_scalar(value, schema, path)
    if wrong is not None:
        yield wrong
    elif isinstance(value, dict):
        yield from _misfits_in_map(value, schema, root, path)
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        for at, item in enumerate(value):
            yield from misfits(item, schema["items"], root, (*path, at))


def resolve(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow `$ref` into the `$defs` of the root, keeping what stands beside it."""
    for _ in range(20):
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            return schema
        target = root.get("$defs", {}).get(reference.rpartition("/")[2], {})
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    return {}


def _misfits_of_union(
    value: object, options: list[Mapping[str, Any]], root: Mapping[str, Any], path: Path
) -> Iterator[Misfit]:
    tries = [list(misfits(value, option, root, path)) for option in options]
    if any(not found for found in tries):
        return
    inner = [found for found in tries if any(len(misfit.path) > len(path) for misfit in found)]
    if inner:  # the right kind of value, with something wrong inside
        yield from min(inner, key=len)
        return
    expected = " or ".join(dict.fromkeys(found[0].expected for found in tries if found[0].expected))
    first = tries[0][0]
    yield first._replace(expected=expected)


def _misfits_in_map(
    value: dict[str, Any], schema: Mapping[str, Any], root: Mapping[str, Any], path: Path
) -> Iterator[Misfit]:
    known = schema.get("properties", {})
    rest = schema.get("additionalProperties", True)
    for key, inner in value.items():
        if key in known:
            yield from misfits(inner, known[key], root, (*path, key))
        elif rest is False:
            hint = did_you_mean(key, known)
            expected = "" if hint else f"one of {list_words(known)}" if known else ""
            yield Misfit(
                (*path, key), "unknown_input", f"There is no input `{key}`.", expected, hint, at_key=True
            )
        elif isinstance(rest, dict):
            yield from misfits(inner, rest, root, (*path, key))
    for key in schema.get("required", ()):
        if key not in value:
            yield Misfit((*path, key), "missing_input", f"The input `{key}` is missing.", at_key=True)


def _wrong_scalar(value: object, schema: Mapping[str, Any], path: Path) -> Misfit | None:
    kinds = schema.get("type")
    allowed = [kinds] if isinstance(kinds, str) else list(kinds or ())
    if allowed and not any(_is_kind(value, kind) for kind in allowed):
        expected = " or ".join(_NAMES.get(kind, kind) for kind in allowed)
        return Misfit(path, "wrong_type", f"{_quote(value)} does not fit here.", expected)
    choices = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
    if choices and value not in choices:
        words = [str(choice) for choice in choices]
        hint = did_you_mean(str(value), words)
        return Misfit(
            path,
            "wrong_value",
            f"{_quote(value)} is not one of the choices.",
            f"one of {list_words(words)}",
            hint,
        )
    return _out_of_bounds(value, schema, path) or _wrong_format(value, schema, path)


def _is_kind(value: object, kind: str) -> bool:
    match kind:
        case "string":
            return isinstance(value, str)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "boolean":
            return isinstance(value, bool)
        case "array":
            return isinstance(value, list | tuple)
        case "object":
            return isinstance(value, dict)
        case _:
            return value is None


def _out_of_bounds(value: object, schema: Mapping[str, Any], path: Path) -> Misfit | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        low, high, unit = schema.get("minimum"), schema.get("maximum"), ""
        size: float = value
    elif isinstance(value, list):
        low, high, unit, size = schema.get("minItems"), schema.get("maxItems"), " entries", len(value)
    elif isinstance(value, str):
        low, high, unit, size = schema.get("minLength"), schema.get("maxLength"), " characters", len(value)
    else:
        return None
    if low is not None and size < low:
        return Misfit(path, "wrong_value", f"{_quote(value)} is too small.", f"at least {low}{unit}")
    if high is not None and size > high:
        return Misfit(path, "wrong_value", f"{_quote(value)} is too large.", f"at most {high}{unit}")
    return None


def _wrong_format(value: object, schema: Mapping[str, Any], path: Path) -> Misfit | None:
    if not isinstance(value, str):
        return None
    if schema.get("format") == "duration":
        try:
            parse_duration(value)
        except ValueError as error:
            return Misfit(path, "wrong_value", f"`{value}` is not a duration: {error}.", DURATION_FORM)
    pattern = schema.get("pattern")
    if isinstance(pattern, str) and not re.search(pattern, value):
        return Misfit(
            path,
            "wrong_value",
            f"{_quote(value)} does not have the right form.",
            f"text that matches `{pattern}`",
        )
    return None


def _quote(value: object) -> str:
    match value:
        case None:
            return "An empty value"
        case bool():
            return f"`{str(value).lower()}`"
        case list() | tuple():
            return "A list"
        case dict():
            return "A map"
        case _:
            text = str(value)
            return f"`{text[:60]}`"
