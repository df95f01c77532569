"""JSON Schemas of a blueprint, and validation by them. The only part of the sdk besides connections that
loads pydantic."""

import types
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model
from pydantic.json_schema import GenerateJsonSchema

from seaway.sdk.signature import Input, Signature
from seaway.sdk.waiting import Deferred
from seaway.sdk.wording import to_problems

_CONFIG = ConfigDict(extra="forbid", coerce_numbers_to_str=True)


def input_model(signature: Signature) -> type[BaseModel]:
    """A model of all inputs, a connection being its name. Costs a millisecond: keep it."""
    fields: dict[str, Any] = {
        _field(entry.name): (_type(entry), _info(entry)) for entry in signature.inputs.values()
    }
    return create_model("Inputs", __config__=_CONFIG, **fields)


def validate_inputs(
    model: type[BaseModel], given: Mapping[str, object]
) -> tuple[dict[str, object], list[str]]:
    """The given values in the types of the signature, and a sentence for each that does not fit."""
    try:
        checked = model.model_validate(dict(given))
    except ValidationError as error:
        return {}, to_problems(error.errors(include_url=False))
    return {name: getattr(checked, _field(name)) for name in given}, []


def input_schema(
    model: type[BaseModel], depends: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> dict[str, Any]:
    """An object schema of the form; hints for the form stand under `x-form`, a connection is its name.

    depends: inputs whose choices are asked for, with those that they depend on: `x-form.options`.
    """
    schema = model.model_json_schema(schema_generator=Plain)
    schema.pop("title", None)
    schema.setdefault("properties", {})
    for name, names in depends.items():
        schema["properties"][name].setdefault("x-form", {})["options"] = list(names)
    return schema


def output_schema(returns: Any) -> dict[str, Any] | None:
    """An object schema of the outputs, as `outputs.to_outputs` makes them; None where nobody knows before
    it ran."""
    annotation = without_deferred(returns)
    if annotation in (None, type(None)):
        return {"type": "object", "properties": {}}
    if annotation in (Any, object):
        return None
    schema = TypeAdapter(annotation).json_schema(mode="serialization", schema_generator=Plain)
    if schema.get("type") == "object":
        return schema
    definitions = schema.pop("$defs", None)
    wrapped = {"type": "object", "properties": {"result": schema}, "required": ["result"]}
    return wrapped | ({"$defs": definitions} if definitions else {})


def without_deferred(returns: Any) -> Any:
    """The return type without the `Deferred` of a union."""
    if get_origin(returns) not in (Union, types.UnionType):
        return returns
    rest = tuple(option for option in get_args(returns) if option is not Deferred)
    return Union[rest] if rest else None  # noqa: UP007


class Plain(GenerateJsonSchema):
    """Without the titles that pydantic derives from names: a form shows its own."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _field(name: str) -> str:
    """A name that can't hide one of pydantic's own, such as `json` or `copy`."""
    return f"input_{name}"


def _type(entry: Input) -> Any:
    if not entry.is_connection:
        return entry.annotation
    name: Any = str | list[str] if entry.takes_several else str
    return name if entry.is_required else name | None


def _info(entry: Input) -> Any:
    hints: dict[str, Any] = {}
    title = entry.name.replace("_", " ").capitalize()
    for hint in entry.hints:
        hints |= hint.to_json()
        title = getattr(hint, "title", "") or title
    if entry.is_connection:
        hints |= {"kind": entry.connection_kind, "types": list(entry.connection_types)}
    return Field(
        default=... if entry.is_required else entry.default,
        alias=entry.name,
        title=title,
        description=entry.description or None,
        json_schema_extra={"x-form": hints} if hints else None,
    )
