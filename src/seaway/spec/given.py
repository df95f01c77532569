"""The inputs of a run: what was given, as text from a shell or as JSON, becomes values of the declared types.

Values stay JSON-able: dates and times are ISO text, durations are text such as `1h30m`.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, Protocol

from seaway.spec.durations import DURATION_FORM, format_duration, parse_duration, parse_size
from seaway.spec.fields import is_template
from seaway.spec.inputs import Input, InputType
from seaway.spec.problems import Problem, did_you_mean, list_words


class HasInputs(Protocol):
    """A workflow, or its terms."""

    @property
    def inputs(self) -> Mapping[str, Input]: ...


class Misgiven(NamedTuple):
    """Why a value is not taken."""

    message: str
    expected: str = ""


class _WrongError(Exception):
    def __init__(self, message: str, expected: str = "") -> None:
        super().__init__(message)
        self.reason = Misgiven(message, expected)


def check_inputs(workflow: HasInputs, given: Mapping[str, object]) -> tuple[dict[str, Any], list[Problem]]:
    """Convert what was given to the declared types, and fill in the defaults.

    A default that is an expression stays one, for the engine to render. A given value is data: what looks
    like an expression in it is text.
    """
    values: dict[str, Any] = {}
    problems = [_unknown(workflow, name) for name in given if name not in workflow.inputs]
    for name, declared in workflow.inputs.items():
        if name in given:
            try:
                values[name] = convert(declared, given[name])
            except _WrongError as error:
                problems.append(
                    _problem(name, "wrong_value", f"Input `{name}`: {error}", error.reason.expected)
                )
        elif declared.has_default:
            default = declared.default
            values[name] = default if is_template(default) or default is None else _default(declared)
        elif declared.is_required:
            message = f"The input `{name}` is missing."
            problems.append(
                _problem(name, "missing_input", message, _form(declared), f"Give it with `-i {name}=…`.")
            )
        else:
            values[name] = None
    return values, problems


def check_value(declared: Input, value: object) -> Misgiven | None:
    """Why a written-out value does not fit its input; None if it does."""
    try:
        convert(declared, value)
    except _WrongError as error:
        return error.reason
    return None


def convert(declared: Input, value: object) -> Any:
    """The value in its declared type; raises with the reason where it can't be."""
    if value is None or (value == "" and declared.type not in _TEXTS):
        if declared.is_required:
            raise _WrongError("It is empty.", _form(declared))
        return None
    converted = _CONVERT[declared.type](declared, value)
    _check_limits(declared, converted)
    return converted


def _default(declared: Input) -> Any:
    try:
        return convert(declared, declared.default)
    except _WrongError:
        return declared.default


def _unknown(workflow: HasInputs, name: str) -> Problem:
    hint = did_you_mean(name, workflow.inputs)
    known = list_words(workflow.inputs)
    expected = "" if hint else f"one of {known}" if known else "none: this workflow has no inputs"
    return _problem(name, "unknown_input", f"There is no input `{name}`.", expected, hint)


def _problem(name: str, code: str, message: str, expected: str = "", hint: str = "") -> Problem:
    return Problem(code=code, message=message, expected=expected, hint=hint, path=("inputs", name))


def _to_string(_: Input, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise _WrongError("It is not text.", "text")


def _to_integer(_: Input, value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"\s*[-+]?\d{1,30}\s*", value, re.ASCII):
        return int(value)
    raise _WrongError(f"`{value}` is not a whole number.", "a whole number")


def _to_number(_: Input, value: object) -> int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(
        r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?\s*", value, re.ASCII
    ):
        number = float(value)
        if number not in (float("inf"), float("-inf")):
            return int(value) if re.fullmatch(r"\s*[-+]?\d{1,15}\s*", value) else number
    raise _WrongError(f"`{value}` is not a number.", "a number such as 3 or 2.5")


def _to_boolean(_: Input, value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in ("true", "yes", "on", "1"):
        return True
    if word in ("false", "no", "off", "0"):
        return False
    raise _WrongError(f"`{value}` is neither true nor false.", "true or false")


def _to_date(_: Input, value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value.strip()):
            return date.fromisoformat(value.strip()).isoformat()
    except ValueError:
        pass
    raise _WrongError(f"`{value}` is not a date.", "a date such as 2026-01-31")


def _to_datetime(_: Input, value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    try:
        if isinstance(value, str):
            return datetime.fromisoformat(value.strip()).isoformat()
    except ValueError:
        pass
    raise _WrongError(f"`{value}` is not a date with a time.", "2026-01-31T06:00 or 2026-01-31T06:00+01:00")


def _to_duration(_: Input, value: object) -> str:
    if isinstance(value, timedelta):
        return format_duration(value)
    try:
        return format_duration(parse_duration(str(value)))
    except ValueError as error:
        raise _WrongError(f"`{value}` is not a duration: {error}.", DURATION_FORM) from None


def _to_choice(declared: Input, value: object) -> Any:
    for option in declared.options:
        if value == option.value and isinstance(value, bool) == isinstance(option.value, bool):
            return option.value
    for option in declared.options:
        if str(value) == str(option.value):
            return option.value
    words = [str(option.value) for option in declared.options]
    close = did_you_mean(str(value), words)
    raise _WrongError(f"`{value}` is not one of the choices. {close}".strip(), f"one of {list_words(words)}")


def _to_choices(declared: Input, value: object) -> list[Any]:
    chosen = [_to_choice(declared, entry) for entry in _entries(value)]
    return list(dict.fromkeys(chosen))


def _to_list(declared: Input, value: object) -> list[Any]:
    kind = declared.items or InputType.STRING
    item = Input(type=kind)
    result = []
    for at, entry in enumerate(_entries(value), start=1):
        try:
            result.append(_CONVERT[kind](item, entry))
        except _WrongError as error:
            raise _WrongError(f"Entry {at}: {error}", error.reason.expected) from None
    return result


def _entries(value: object) -> list[Any]:
    """A list; or text that is a JSON list, or has commas or lines between its entries."""
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("["):
            parsed = _parse_json(text)
            if isinstance(parsed, list):
                return parsed
        return [entry.strip() for entry in re.split(r"[,\n]", text) if entry.strip()]
    raise _WrongError("It is not a list.", "a list, or text such as a,b,c")


def _to_json(_: Input, value: object) -> Any:
    return _parse_json(value) if isinstance(value, str) else value


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        place = f" at column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise _WrongError(
            f"It is not valid JSON{place}.", 'JSON such as {"a": 1}, or "text" in quotes'
        ) from None


def _refuse_constant(word: str) -> Any:
    raise ValueError(word)


def _to_name(declared: Input, value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value
    raise _WrongError(f"`{value}` is not the name of a {declared.type}.", f"the name of a {declared.type}")


def _to_file(declared: Input, value: object) -> str:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise _WrongError("It is not the path of a file.", "a path")
    patterns = [pattern for pattern in declared.accept if "*" in pattern or pattern.startswith(".")]
    suffixes = tuple(pattern.lstrip("*").lower() for pattern in patterns)
    if suffixes and not value.lower().endswith(suffixes):
        raise _WrongError(f"`{value}` is not a file of the right kind.", " or ".join(patterns))
    return value


_TEXTS = frozenset({InputType.STRING, InputType.TEXT})
_CONVERT: dict[InputType, Callable[[Input, object], Any]] = {
    InputType.STRING: _to_string,
    InputType.TEXT: _to_string,
    InputType.INTEGER: _to_integer,
    InputType.NUMBER: _to_number,
    InputType.BOOLEAN: _to_boolean,
    InputType.DATE: _to_date,
    InputType.DATETIME: _to_datetime,
    InputType.DURATION: _to_duration,
    InputType.SELECT: _to_choice,
    InputType.MULTISELECT: _to_choices,
    InputType.JSON: _to_json,
    InputType.FILE: _to_file,
    InputType.LIST: _to_list,
    InputType.CONNECTION: _to_name,
    InputType.SECRET: _to_name,
}


def _check_limits(declared: Input, value: Any) -> None:
    for name, is_out, word in (("min", _is_less, "at least"), ("max", _is_more, "at most")):
        limit = getattr(declared, name)
        if limit is not None and is_out(declared, value, limit):
            raise _WrongError(f"`{value}` is out of bounds.", f"{word} {limit}")
    if declared.min_length is not None and len(value) < declared.min_length:
        raise _WrongError("It is too short.", f"at least {declared.min_length}")
    if declared.max_length is not None and len(value) > declared.max_length:
        raise _WrongError("It is too long.", f"at most {declared.max_length}")
    if declared.pattern is not None and isinstance(value, str) and not re.fullmatch(declared.pattern, value):
        raise _WrongError(
            f"`{value}` does not have the right form.", f"text that matches `{declared.pattern}`"
        )


def _is_less(declared: Input, value: object, limit: object) -> bool:
    left, right = _comparable(declared, value), _comparable(declared, limit)
    return type(left) is type(right) and left < right


def _is_more(declared: Input, value: object, limit: object) -> bool:
    left, right = _comparable(declared, value), _comparable(declared, limit)
    return type(left) is type(right) and left > right


def _comparable(declared: Input, value: object) -> Any:
    """A value of a type with an order; a moment without a zone is taken as it is written."""
    match declared.type:
        case InputType.DURATION:
            return parse_duration(str(value))
        case InputType.DATETIME:
            return datetime.fromisoformat(str(value)).replace(tzinfo=None)
        case InputType.DATE:
            return str(value)
        case _:
            return float(value) if isinstance(value, int | float) else value


def limits_problem(declared: Input) -> str:
    """What is wrong with the limits of an input themselves; empty if nothing is."""
    for name in ("min", "max"):
        limit = getattr(declared, name)
        if limit is not None:
            try:
                _CONVERT[declared.type](declared, limit)
            except _WrongError as error:
                return f"`{name}`: {error}"
    if declared.pattern is not None:
        try:
            re.compile(declared.pattern)
        except re.error as error:
            return f"`pattern` is not a regular expression: {error}."
    if declared.max_size is not None:
        try:
            parse_size(str(declared.max_size))
        except ValueError as error:
            return f"`max_size` is not a size: {error}."
    return ""


def _form(declared: Input) -> str:
    """What a person may give, in a word."""
    match declared.type:
        case InputType.SELECT | InputType.MULTISELECT:
            return f"one of {list_words(str(option.value) for option in declared.options)}"
        case InputType.DATE:
            return "a date such as 2026-01-31"
        case InputType.DURATION:
            return DURATION_FORM
        case _:
            return f"a value of type {declared.type}"
