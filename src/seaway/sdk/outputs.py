"""What a function returned, as JSON-able outputs."""

import dataclasses
import math
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from uuid import UUID

from seaway.errors import DataError

MAX_DEPTH = 64
_PLAIN = (str, bool, type(None))


def to_outputs(result: object) -> dict[str, object]:
    """A dict, dataclass or pydantic model gives its fields; anything else but None is one output called
    `result`.

    Raises:
        DataError: something in it can't be written as JSON; the message says where.
    """
    if result is None:
        return {}
    value = to_json(result)
    return value if isinstance(value, dict) else {"result": value}


def to_function_outputs(result: object) -> dict[str, object]:
    """Outputs of a user's function: what it returned as `result`, and each key of a dict besides.

    Raises:
        DataError: as in `to_outputs`.
    """
    value = to_json(result)
    keys = value if isinstance(value, dict) else {}
    return {**{key: item for key, item in keys.items() if key.isidentifier()}, "result": value}


def to_json(value: object, where: str = "the result", depth: int = 0) -> object:
    """`value` in JSON's types: dates as ISO text, decimals as text (exact), sets as sorted lists, NaN as
    null."""
    if isinstance(value, _PLAIN) and not isinstance(value, Enum):
        return value
    if depth > MAX_DEPTH:
        raise DataError(
            f"{where} is nested more than {MAX_DEPTH} levels deep.", hint="Return something flatter."
        )
    match value:
        case Enum():
            return to_json(value.value, where, depth + 1)
        case int():
            return _integer(value, where)
        case float():
            return value if math.isfinite(value) else None
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Decimal() | UUID() | PurePath():
            return str(value)
        case Mapping():
            return {_key(k, where): to_json(v, f"{where}[{k!r}]", depth + 1) for k, v in value.items()}
        case list() | tuple():
            return [to_json(item, f"{where}[{index}]", depth + 1) for index, item in enumerate(value)]
        case set() | frozenset():
            return sorted((to_json(item, where, depth + 1) for item in value), key=str)
    return _object(value, where, depth)


def _object(value: object, where: str, depth: int) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = (field.name for field in dataclasses.fields(value))
        return {name: to_json(getattr(value, name), f"{where}.{name}", depth + 1) for name in names}
    if callable(dump := getattr(value, "model_dump", None)):
        return to_json(dump(mode="json"), where, depth + 1)
    if callable(item := getattr(value, "item", None)) and getattr(value, "shape", None) == ():
        return to_json(item(), where, depth + 1)  # a NumPy scalar, told without importing NumPy
    raise DataError(
        f"{where} is a {type(value).__name__}, which can't be an output.",
        hint="Return numbers, text, lists and dicts; write data to a file and return its path.",
    )


def _integer(value: int, where: str) -> int:
    if not -(2**63) <= value < 2**63:
        raise DataError(f"{where} is an integer of more than 64 bits.", hint="Return it as text.")
    return value


def _key(key: object, where: str) -> str:
    if isinstance(key, str):
        return key
    if isinstance(key, int | float | date | Enum | Decimal | UUID):
        return str(to_json(key, where))
    raise DataError(f"{where} has a key of type {type(key).__name__}.", hint="Keys of outputs are text.")
