"""What a form asks for: the inputs of a workflow, the fields of an approval."""

from collections.abc import Mapping

from pydantic import Field

from seaway.server.shapes.shape import Shape
from seaway.spec.fields import is_template
from seaway.spec.inputs import Input, InputType


class Choice(Shape):
    value: str | int | float | bool
    label: str


class InputField(Shape):
    """One field of a form."""

    name: str = Field(examples=["day"])
    type: InputType = Field(examples=[InputType.DATE])
    title: str = Field(examples=["Day"])
    description: str = ""
    required: bool
    default: object = Field(
        default=None, description="What stands in the form at first; expressions are resolved."
    )
    default_said: str | None = Field(
        default=None, description="The expression that gave the default.", examples=["{{ run.logical_date }}"]
    )
    options: list[Choice] = Field(default_factory=list)
    items: InputType | None = Field(default=None, description="The type of a list's items.")
    min: int | float | str | None = None
    max: int | float | str | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    accept: list[str] = Field(default_factory=list)
    max_bytes: int | None = Field(default=None, description="The largest file that it takes.")
    placeholder: str = Field(default="", description="An example of a value.")
    json_schema: dict[str, object] = Field(
        default_factory=dict, serialization_alias="schema", description="The value as JSON Schema."
    )


_SCHEMA: dict[InputType, dict[str, object]] = {
    InputType.INTEGER: {"type": "integer"},
    InputType.NUMBER: {"type": "number"},
    InputType.BOOLEAN: {"type": "boolean"},
    InputType.DATE: {"type": "string", "format": "date"},
    InputType.DATETIME: {"type": "string", "format": "date-time"},
    InputType.JSON: {},
    InputType.LIST: {"type": "array"},
    InputType.MULTISELECT: {"type": "array"},
}
_PLACEHOLDER = {
    InputType.DATE: "2026-01-31",
    InputType.DATETIME: "2026-01-31T09:00:00Z",
    InputType.DURATION: "1h30m",
    InputType.JSON: '{"key": "value"}',
}


def to_fields(declared: Mapping[str, Input], defaults: Mapping[str, object]) -> list[InputField]:
    """The form of `declared`; `defaults` are the resolved ones."""
    return [_to_field(name, each, defaults.get(name)) for name, each in declared.items()]


def _to_field(name: str, declared: Input, default: object) -> InputField:
    is_secret = declared.type is InputType.SECRET
    return InputField(
        name=name,
        type=declared.type,
        title=declared.label or name.replace("_", " ").capitalize(),
        description=declared.description or "",
        required=declared.is_required,
        default=None if is_secret else default,
        default_said=str(declared.default) if is_template(declared.default) else None,
        options=[Choice(value=each.value, label=each.label or str(each.value)) for each in declared.options],
        items=declared.items,
        min=declared.min,
        max=declared.max,
        min_length=declared.min_length,
        max_length=declared.max_length,
        pattern=declared.pattern,
        accept=list(declared.accept),
        max_bytes=declared.max_bytes,
        placeholder=_PLACEHOLDER.get(declared.type, ""),
        json_schema=_schema(declared),
    )


def _schema(declared: Input) -> dict[str, object]:
    schema = dict(_SCHEMA.get(declared.type, {"type": "string"}))
    values = [each.value for each in declared.options]
    if declared.type is InputType.SELECT:
        schema = {"enum": values}
    elif declared.type is InputType.MULTISELECT:
        schema["items"] = {"enum": values}
    elif declared.type is InputType.LIST:
        schema["items"] = dict(_SCHEMA.get(declared.items or InputType.STRING, {"type": "string"}))
    names = {"min": "minimum", "max": "maximum", "pattern": "pattern"}
    for key, keyword in names.items():
        value = getattr(declared, key)
        if value is not None and (key == "pattern" or isinstance(value, int | float)):
            schema[keyword] = value
    return schema
