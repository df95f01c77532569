"""The kinds of value that the keys of a workflow hold, and how a wrong one is told."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    Strict,
    model_validator,
)
from pydantic_core import PydanticCustomError

from seaway.spec.durations import (
    DURATION_FORM,
    SIZE_FORM,
    format_duration,
    format_size,
    parse_duration,
    parse_size,
)

NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
WORKFLOW_ID = re.compile(r"[a-z0-9][a-z0-9_-]*", re.ASCII)
NAME_RULE = "lower-case letters, digits and underscores, beginning with a letter"


def wrong(
    message: str,
    *,
    expected: str = "",
    hint: str = "",
    at: Sequence[str | int] = (),
    code: str = "wrong_value",
) -> PydanticCustomError:
    """The error a validator raises; `at` continues the path where the value itself is not the culprit."""
    context = {"message": message, "expected": expected, "hint": hint, "at": tuple(at)}
    return PydanticCustomError(code, "{message}", context)


class Spec(BaseModel):
    """A block of a workflow with a fixed set of keys. Unknown keys are errors, `x-` keys are left out."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _leave_out_extensions(cls, data: Any) -> Any:
        if isinstance(data, dict) and any(isinstance(key, str) and key[:2] == "x-" for key in data):
            return {key: value for key, value in data.items() if not str(key).startswith("x-")}
        return data


def is_template(value: object) -> bool:
    """Whether the text holds an expression or a Jinja statement."""
    return isinstance(value, str) and ("{{" in value or "{%" in value)


def _to_duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    if is_template(value):
        raise wrong(
            "This must be known before the run starts, so it can't be an expression.", expected=DURATION_FORM
        )
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise wrong(
            f"{value} has no unit.", expected=DURATION_FORM, hint=f'Write "{value}s" for {value} seconds.'
        )
    if not isinstance(value, str):
        raise wrong("This is not a duration.", expected=DURATION_FORM)
    try:
        return parse_duration(value)
    except ValueError as error:
        raise wrong(f"`{value[:64]}` is not a duration: {error}.", expected=DURATION_FORM) from None


def _to_size(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if not isinstance(value, str):
        raise wrong("This is not a size.", expected=SIZE_FORM)
    try:
        return parse_size(value)
    except ValueError as error:
        raise wrong(f"`{value[:64]}` is not a size: {error}.", expected=SIZE_FORM) from None


def _to_text(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def _to_many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _checked_names(value: object) -> object:
    if isinstance(value, Mapping):
        for key in value:
            check_name(key)
    return value


def check_name(name: object) -> None:
    """Refuse a task, input, trigger or output id that expressions could not write."""
    if isinstance(name, str) and NAME.fullmatch(name):
        return
    fixed = re.sub(r"[^a-z0-9_]+", "_", str(name).lower()).strip("_")
    hint = f"Call it `{fixed}`." if NAME.fullmatch(fixed) else ""
    raise wrong(
        f"`{name}` is not a valid name.", expected=NAME_RULE, hint=hint, at=(str(name),), code="bad_name"
    )


T = TypeVar("T")

_DURATION_PATTERN = r"^\s*(\d+(\.\d+)?\s*(ms|s|m|h|d|w)\s*)+$"
_DurationText = Annotated[str, Field(pattern=_DURATION_PATTERN, examples=["30s", "10m", "1h30m"])]
Template = Annotated[str, Field(pattern=r"\{\{|\{%")]
"""Text with an expression, in a place where other text has no meaning."""

Flag = Annotated[bool, Strict()]
Count = Annotated[int, Strict(), Field(ge=1)]
Integer = Annotated[int, Strict()]
Duration = Annotated[
    timedelta,
    PlainValidator(_to_duration, json_schema_input_type=_DurationText),
    PlainSerializer(format_duration, return_type=str),
]
Size = Annotated[
    int,
    PlainValidator(_to_size, json_schema_input_type=int | str),
    PlainSerializer(format_size, return_type=str),
]
Text = Annotated[str, BeforeValidator(_to_text, json_schema_input_type=str | int | float | bool)]
"""A string; a number or a boolean is taken as it is spelt."""
Names = Annotated[tuple[str, ...], BeforeValidator(_to_many, json_schema_input_type=str | list[str])]
"""One string, or a list of them."""
Named = Annotated[dict[str, T], BeforeValidator(_checked_names)]
"""A map whose keys are ids."""


def shorthand(expand: Callable[[Any], Any], *, written_as: Any) -> BeforeValidator:
    """A validator that turns a short spelling into the long one; the JSON Schema shows `written_as`."""
    return BeforeValidator(expand, json_schema_input_type=written_as)
