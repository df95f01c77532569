"""Hints for the form of a blueprint, given as `Annotated[type, Form(...)]`. They change how an input is
shown, not what it is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How one input is shown.

    editor: language of a code editor (`sql`, `json`, `yaml`, `text`).
    picker: what to choose from (`file`, `folder`, `table`).
    show_if: other inputs and the value they must have for this one to be shown.
    advanced: folded away at first.
    placeholder: shown in the empty field.
    group: a heading that it stands under.
    secret: of a connection's field that is no `SecretStr`: sealed and never shown all the same.
    """

    title: str = ""
    editor: str = ""
    picker: str = ""
    show_if: dict[str, object] | None = None
    advanced: bool = False
    placeholder: str = ""
    group: str = ""
    secret: bool = False

    def to_json(self) -> dict[str, object]:
        """The hints that were given; they stand under `x-form` in the JSON Schema."""
        names = ("editor", "picker", "show_if", "advanced", "placeholder", "group", "secret")
        return {name: value for name in names if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True)
class Sql:
    """A statement: its `{{ }}` are left alone by the worker, so that `ctx.render_sql` can make them bound
    parameters."""

    def to_json(self) -> dict[str, object]:
        return {"editor": "sql", "raw": True}


@dataclass(frozen=True, slots=True)
class DurationText:
    """Makes a float of seconds from `30s`, `10m`, `1h30m` or a number of seconds."""

    def to_json(self) -> dict[str, object]:
        return {"kind": "duration"}

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(_seconds)

    def __get_pydantic_json_schema__(
        self, schema: "CoreSchema", handler: "GetJsonSchemaHandler"
    ) -> dict[str, object]:
        return {"anyOf": [{"type": "string"}, {"type": "number", "minimum": 0}]}


@dataclass(frozen=True, slots=True)
class SizeText:
    """Makes a number of bytes from `10MB`, `64KiB` or a number of bytes."""

    def to_json(self) -> dict[str, object]:
        return {"kind": "size"}

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(_size_bytes)

    def __get_pydantic_json_schema__(
        self, schema: "CoreSchema", handler: "GetJsonSchemaHandler"
    ) -> dict[str, object]:
        return {"anyOf": [{"type": "string"}, {"type": "integer", "minimum": 0}]}


Duration = Annotated[float, DurationText()]
Size = Annotated[int, SizeText()]


def _seconds(value: object) -> float:
    from seaway.spec.durations import parse_duration

    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf"):
        return float(value)
    if isinstance(value, str) and value.strip().isdecimal():
        return float(value)
    try:
        return parse_duration(str(value)).total_seconds()
    except ValueError as error:
        raise ValueError("expected a duration such as `30s`, `10m` or `1h30m`") from error


def _size_bytes(value: object) -> int:
    from seaway.spec.durations import parse_size

    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    try:
        return parse_size(str(value))
    except ValueError as error:
        raise ValueError("expected a size such as `10MB`, `64KiB` or a number of bytes") from error
