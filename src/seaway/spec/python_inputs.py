"""The parameters of a workflow function, as inputs of the workflow."""

import inspect
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import PurePath
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from seaway.spec.python_values import TraceError, to_plain

_SIMPLE: dict[object, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    datetime: "datetime",
    date: "date",
    timedelta: "duration",
    dict: "json",
    object: "json",
    Any: "json",
}
_LISTS = (list, tuple, set, frozenset, Sequence)
_MAPPINGS = (dict, Mapping)


def inputs_of(function: Callable[..., object], *, is_scheduled: bool) -> dict[str, Any]:
    """Inputs as YAML has them, one a parameter.

    Annotations give the type: `Literal` and `Enum` a select, `Annotated[int, "how many", {"min": 1}]` adds a
    description and further keys. Where there is a schedule, a date without a default is the logical date.

    Raises:
        TraceError: a parameter has no annotation that is a type of input.
    """
    hints = _hints(function)
    return {
        name: _input(name, parameter, hints, is_scheduled)
        for name, parameter in inspect.signature(function).parameters.items()
    }


def _hints(function: Callable[..., object]) -> dict[str, Any]:
    try:
        return typing.get_type_hints(function, include_extras=True)
    except NameError as error:
        raise _problem(function, f"An annotation names something that is not there: {error}.") from None


def _problem(function: Callable[..., object], message: str, hint: str = "") -> TraceError:
    code = inspect.unwrap(function).__code__
    return TraceError(message, hint, file=code.co_filename, line=code.co_firstlineno)


def _input(
    name: str, parameter: inspect.Parameter, hints: Mapping[str, Any], is_scheduled: bool
) -> dict[str, Any]:
    if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
        raise TraceError(f"`{parameter}` can't be an input.", "Name each input.")
    if name not in hints:
        raise TraceError(f"The input `{name}` has no type.", f"Annotate it, for example `{name}: str`.")
    made = _typed(name, hints[name])
    if parameter.default is not parameter.empty:
        if parameter.default is None:
            made["required"] = False
        else:
            made["default"] = to_plain(parameter.default, f"The default of `{name}`")
    elif is_scheduled and made["type"] in ("date", "datetime") and "required" not in made:
        made["default"] = "{{ run.logical_date }}"
    return made


def _typed(name: str, hint: Any) -> dict[str, Any]:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _typed(name, args[0]) | _annotated(args[1:])
    if origin is Literal:
        return {"type": "select", "options": [to_plain(arg, name) for arg in args]}
    if origin in (Union, types.UnionType):
        return _optional(name, args)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"type": "select", "options": [to_plain(member, name) for member in hint]}
    if (origin or hint) in _LISTS:
        return _list(name, args)
    if (origin or hint) in _MAPPINGS:
        return {"type": "json"}
    if isinstance(hint, type) and issubclass(hint, PurePath):
        return {"type": "file"}
    if hint in _SIMPLE:
        return {"type": _SIMPLE[hint]}
    raise TraceError(
        f"The input `{name}` has a type that no input has: {getattr(hint, '__name__', hint)}.",
        "Inputs are str, int, float, bool, date, datetime, timedelta, Path, list, dict, Literal or an Enum.",
    )


def _optional(name: str, args: tuple[Any, ...]) -> dict[str, Any]:
    kinds = [arg for arg in args if arg is not type(None)]
    made = _typed(name, kinds[0]) if len(kinds) == 1 else {"type": "json"}
    return made | ({"required": False} if len(kinds) < len(args) else {})


def _list(name: str, args: tuple[Any, ...]) -> dict[str, Any]:
    if not args:
        return {"type": "list"}
    item = _typed(name, args[0])
    if item["type"] == "select":
        return {"type": "multiselect", "options": item["options"]}
    kinds = {"string": {}, "list": {"items": "json"}, "file": {"items": "string"}}
    return {"type": "list", **kinds.get(item["type"], {"items": item["type"]})}


def _annotated(extras: tuple[Any, ...]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for extra in extras:
        if isinstance(extra, str):
            made["description"] = extra
        elif isinstance(extra, Mapping):
            made |= {str(key): to_plain(value, f"`{key}`") for key, value in extra.items()}
    return made
