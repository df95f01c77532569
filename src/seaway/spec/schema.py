"""The JSON Schema of a workflow file, for editors: completion, hover, and red lines while typing."""

from collections.abc import Iterator, Mapping
from typing import Any

from seaway.spec.catalog import BlueprintInfo, Catalog
from seaway.spec.fields import NAME
from seaway.spec.model import Workflow
from seaway.spec.tasks import TaskKind

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEMPLATE = {"type": "string", "pattern": r"\{\{|\{%"}
_NAMES = {"pattern": f"^{NAME.pattern}$"}
_ID_MAPS = {"inputs", "triggers", "tasks", "on_failure", "finally", "outputs", "fields"}


def workflow_json_schema(catalog: Catalog) -> dict[str, Any]:
    """The schema (draft 2020-12), with the blueprints of the catalog and the forms of their inputs."""
    schema = Workflow.model_json_schema(by_alias=True, mode="validation")
    definitions = schema.setdefault("$defs", {})
    for block in [schema, *definitions.values()]:
        _finish_block(block)
    schema["required"] = sorted({"seaway", *schema.get("required", ())})
    _finish_task(definitions["Task"], catalog)
    for name, info in catalog.blueprints.items():
        if info.variant_of in catalog.blueprints:
            continue
        definitions[f"with:{name}"] = _form(info)
        for key, inner in info.input_schema.get("$defs", {}).items():
            definitions[f"{name}:{key}"] = _open_for_templates(_renamed(inner, name))
    return {
        "$schema": DIALECT,
        "title": "Seaway workflow",
        **{k: v for k, v in schema.items() if k != "title"},
    }


def _finish_block(block: dict[str, Any]) -> None:
    """Allow `x-` keys where the keys are fixed, and hold ids to their rule."""
    if block.get("additionalProperties") is False:
        block["patternProperties"] = {"^x-": {}}
    for key, inner in block.get("properties", {}).items():
        inner.pop("title", None)
        for option in _options(inner):
            if key in _ID_MAPS and option.get("type") == "object" and "properties" not in option:
                option["propertyNames"] = _NAMES
                option |= {"minProperties": 1} if key == "tasks" else {}


def _options(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    for option in schema.get("anyOf", ()):
        yield from _options(option)


def _finish_task(task: dict[str, Any], catalog: Catalog) -> None:
    """One kind a task; the blueprint decides what `with` holds."""
    task["oneOf"] = [{"required": [kind.value]} for kind in TaskKind]
    names = [
        {"const": name, "title": info.title or name, "description": info.description}
        for name, info in sorted(catalog.blueprints.items())
    ]
    pinned = {"type": "string", "pattern": r"^[a-z0-9_.]+@\d+$", "description": "A blueprint in one version."}
    task["properties"]["uses"] = {
        "description": task["properties"]["uses"].get("description", ""),
        "anyOf": [*names, pinned],
    }
    variants: dict[str, list[BlueprintInfo]] = {}
    for _, info in sorted(catalog.blueprints.items()):
        written = info.variant_of if info.variant_of in catalog.blueprints else info.name
        variants.setdefault(written, []).append(info)
    task["allOf"] = [_rule(catalog.blueprints[name], all_) for name, all_ in sorted(variants.items())]


def _rule(info: BlueprintInfo, variants: list[BlueprintInfo]) -> dict[str, Any]:
    """One form for a verb and its variants, as they take the same; it keeps the schema short."""
    names = [name for each in variants for name in (each.name, f"{each.name}@{each.version}")]
    uses = {"anyOf": [{"const": name} for name in names]}
    then: dict[str, Any] = {"properties": {"with": {"$ref": f"#/$defs/with:{info.name}"}}}
    if info.required_inputs:
        then["required"] = ["with"]
    return {"if": {"properties": {"uses": uses}, "required": ["uses"]}, "then": then}


def _form(info: BlueprintInfo) -> dict[str, Any]:
    """The inputs of a blueprint, where each may also be an expression."""
    schema = _renamed({key: value for key, value in info.input_schema.items() if key != "$defs"}, info.name)
    is_closed = "properties" in schema and schema.get("additionalProperties", False) is False
    form = {"type": "object", **schema, "additionalProperties": not is_closed}
    form["properties"] = {
        key: _open_for_templates(value) for key, value in schema.get("properties", {}).items()
    }
    return form


def _open_for_templates(schema: Any) -> Any:
    """The schema, or text with an expression; within lists and maps too."""
    if not isinstance(schema, dict):
        return schema
    inner = dict(schema)
    if isinstance(inner.get("items"), dict):
        inner["items"] = _open_for_templates(inner["items"])
    if isinstance(inner.get("additionalProperties"), dict):
        inner["additionalProperties"] = _open_for_templates(inner["additionalProperties"])
    if isinstance(inner.get("properties"), dict):
        inner["properties"] = {key: _open_for_templates(each) for key, each in inner["properties"].items()}
    spoken = {key: inner.pop(key) for key in ("title", "description", "default", "examples") if key in inner}
    return {**spoken, "anyOf": [inner, _TEMPLATE]} if inner else spoken


def _renamed(schema: Any, blueprint: str) -> Any:
    """Point `$ref`s to where the definitions of this blueprint stand in the whole."""
    match schema:
        case Mapping():
            return {
                key: f"#/$defs/{blueprint}:{value.rpartition('/')[2]}"
                if key == "$ref" and isinstance(value, str)
                else _renamed(value, blueprint)
                for key, value in schema.items()
            }
        case list():
            return [_renamed(item, blueprint) for item in schema]
        case _:
            return schema
