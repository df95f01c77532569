"""A blueprint in words: its page, and a task to begin with."""

import json
from collections.abc import Iterator, Mapping

import yaml

from seaway.spec.catalog import BlueprintInfo


def docs_of(info: BlueprintInfo) -> str:
    """Markdown: what it does, what it takes, what it gives, how it ends."""
    parts = [info.description]
    inputs = [_input(info, name, schema) for name, schema in _properties(info.input_schema)]
    if inputs:
        parts.append("### Inputs\n\n" + "\n".join(inputs))
    outputs = [_output(name, schema) for name, schema in _properties(info.output_schema or {})]
    if outputs:
        parts.append("### Outputs\n\n" + "\n".join(outputs))
    if info.exits:
        said = "\n".join(f"- `{code}`: {meaning}" for code, meaning in sorted(info.exits.items()))
        parts.append(f"### Exit codes\n\n{said}")
    parts.append("\n".join(_behaviour(info)))
    return "\n\n".join(part for part in parts if part)


def _properties(schema: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object]]]:
    properties = schema.get("properties")
    if isinstance(properties, Mapping):
        for name, each in properties.items():
            yield str(name), each if isinstance(each, Mapping) else {}


def _input(info: BlueprintInfo, name: str, schema: Mapping[str, object]) -> str:
    said = " ".join(str(schema.get("description", "")).split())
    facts = [_type(info, name, schema)]
    if name in info.required_inputs:
        facts.append("required")
    elif schema.get("default") not in (None, "", [], {}):
        facts.append(f"default `{json.dumps(schema['default'], ensure_ascii=False)}`")
    return f"- `{name}` ({', '.join(facts)}): {said}".rstrip(": ")


def _type(info: BlueprintInfo, name: str, schema: Mapping[str, object]) -> str:
    if name in info.connection_types:
        kind = info.connection_types[name]
        return f"connection of type {kind}" if kind else "connection"
    if isinstance(schema.get("enum"), list):
        return "one of " + ", ".join(f"`{choice}`" for choice in schema["enum"])  # type: ignore[attr-defined]
    return str(schema.get("type", "value")).replace("string", "text").replace("array", "list")


def _output(name: str, schema: Mapping[str, object]) -> str:
    said = " ".join(str(schema.get("description", "")).split())
    return f"- `{name}`: {said}".rstrip(": ")


def _behaviour(info: BlueprintInfo) -> Iterator[str]:
    if info.waits:
        yield "While it waits it holds no worker."
    if not info.is_idempotent:
        yield "It is never started twice by itself: what it does can't be undone."
    if info.extra:
        yield f'It needs an extra: `pip install "seaway[{info.extra}]"`.'


def snippet_of(info: BlueprintInfo) -> str:
    """A task with what must be given, as it stands below `tasks`."""
    given = {
        name: _example(info, name, schema)
        for name, schema in _properties(info.input_schema)
        if name in info.required_inputs
    }
    task: dict[str, object] = {"uses": info.name}
    if given:
        task["with"] = given
    name = info.name.rpartition(".")[2]
    return yaml.safe_dump({name: task}, sort_keys=False, allow_unicode=True, default_flow_style=False)


def _example(info: BlueprintInfo, name: str, schema: Mapping[str, object]) -> object:
    if name in info.connection_types:
        return info.connection_types[name] or "my_connection"
    examples = schema.get("examples")
    if isinstance(examples, list) and examples:
        return examples[0]
    if isinstance(schema.get("enum"), list) and schema["enum"]:
        return schema["enum"][0]  # type: ignore[index]
    return {"integer": 1, "number": 1.0, "boolean": True, "array": ["…"], "object": {}}.get(
        str(schema.get("type")), "…"
    )
