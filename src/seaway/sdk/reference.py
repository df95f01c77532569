"""The reference page of a blueprint, from what its signature and docstring say.

`python -m seaway.sdk.reference docs/reference/blueprints` writes a page for each installed blueprint."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from textwrap import indent
from typing import Any

from seaway.sdk.blueprint import BlueprintDefinition
from seaway.sdk.connection import load_all_types
from seaway.sdk.form import DurationText, SizeText
from seaway.sdk.registry import Registry
from seaway.sdk.signature import Input
from seaway.sdk.variants import variants_of

Definition = BlueprintDefinition[Any, Any]


def to_pages(definitions: Iterable[Definition]) -> dict[str, str]:
    """The text of each page by its file's name, with an `index.md` of all."""
    load_all_types()
    definitions = sorted(definitions, key=lambda definition: definition.name)
    pages = {f"{definition.name}.md": to_page(definition) for definition in definitions}
    return pages | {"index.md": _index(definitions)}


def to_page(definition: Definition) -> str:
    """One page in Markdown."""
    doc = definition.signature.doc
    parts = [
        f"# {definition.name}",
        f"**{definition.title}** · {definition.category} · version {definition.version}",
        doc.summary,
        _paragraphs(doc.text),
        _snippet(definition),
        _inputs(definition),
        _outputs(definition),
        _failures(definition),
        _behaviour(definition),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def write_pages(folder: Path, definitions: Iterable[Definition]) -> list[str]:
    """Write the pages, and remove those of blueprints that are gone; gives the names of what changed."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = to_pages(definitions)
    changed = [place.name for place in folder.glob("*.md") if place.name not in pages]
    for name in changed:
        (folder / name).unlink()
    for name, text in pages.items():
        place = folder / name
        if not place.exists() or place.read_text(encoding="utf-8") != text:
            place.write_text(text, encoding="utf-8")
            changed.append(name)
    return sorted(changed)


def _index(definitions: list[Definition]) -> str:
    lines = [
        "# Blueprints",
        "Ready-made tasks, by category. `seaway blueprints show NAME` says the same in a shell.",
    ]
    for category in sorted({definition.category for definition in definitions}):
        rows = [
            f"| [{one.name}]({one.name}.md) | {one.signature.doc.summary} |"
            for one in definitions
            if one.category == category
        ]
        lines += [f"## {category}", "\n".join(["| blueprint | what it does |", "|---|---|", *rows])]
    return "\n\n".join(lines) + "\n"


def _paragraphs(text: str) -> str:
    """Without the line breaks of the source; they mean nothing on a page."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _snippet(definition: Definition) -> str:
    example = definition.signature.doc.example
    return f"```yaml\ntasks:\n{indent(example, '  ')}\n```" if example else ""


def _inputs(definition: Definition) -> str:
    entries = definition.signature.inputs.values()
    if not entries:
        return "## Inputs\n\nNone."
    properties = definition.input_schema["properties"]
    rows = [
        " | ".join(
            [
                f"| `{entry.name}`",
                _type_of(entry, schema),
                _default_of(entry),
                f"{_cell(entry.description)} |",
            ]
        )
        for entry in entries
        for schema in [properties[entry.name]]
    ]
    return "\n".join(["## Inputs", "", "| input | type | default | |", "|---|---|---|---|", *rows])


def _outputs(definition: Definition) -> str:
    schema = definition.output_schema
    if schema is None:
        return "## Outputs\n\nWhat the function returns."
    if not schema["properties"]:
        return "## Outputs\n\nNone."
    rows = [f"| `{name}` | {_words(part, schema)} |" for name, part in schema["properties"].items()]
    note = _cell(schema.get("description", ""))
    return "\n".join(
        ["## Outputs", *(["", note] if note else []), "", "| output | type |", "|---|---|", *rows]
    )


def _failures(definition: Definition) -> str:
    if not definition.exits:
        return ""
    rows = [
        f"| `{way.error}` | {way.exit_code} | {'yes' if way.can_retry else 'no'} | {_cell(way.when)} |"
        for way in definition.exits
    ]
    head = ["## How it can fail", "", "| error | exit code | can a retry help? | when |", "|---|---|---|---|"]
    return "\n".join([*head, *rows])


def _behaviour(definition: Definition) -> str:
    notes = []
    if definition.waits:
        notes.append("While it waits it holds no worker; the task is `deferred`.")
    if definition.is_idempotent:
        notes.append("It can be repeated: after a crash it is started again by itself.")
    else:
        notes.append("It is not repeated by itself after a crash, unless the task says `idempotent: true`.")
    if definition.extra:
        notes.append(f'It needs the extra `{definition.extra}`: `pip install "seaway[{definition.extra}]"`.')
    if variants := ", ".join(f"`{one.name}`" for one in variants_of([definition])):
        notes.append(f"It stands under the name of each system too, and means the same there: {variants}.")
    return "\n".join(["## Good to know", "", *(f"- {note}" for note in notes)])


def _type_of(entry: Input, schema: dict[str, Any]) -> str:
    if entry.is_connection:
        kind = f"{entry.connection_kind} ({', '.join(entry.connection_types)})"
        return f"{kind}, or a list of them" if entry.takes_several else kind
    if any(isinstance(hint, DurationText) for hint in entry.hints):
        return "duration"
    if any(isinstance(hint, SizeText) for hint in entry.hints):
        return "size"
    kind = schema.get("x-form", {}).get("kind")
    return str(kind) if kind else _words(schema, schema)


def _words(schema: dict[str, Any], root: dict[str, Any]) -> str:
    """A JSON Schema in a few words."""
    if "$ref" in schema:
        return _object_words(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    if "enum" in schema:
        return ", ".join(f"`{choice}`" for choice in schema["enum"])
    if "anyOf" in schema:
        words = dict.fromkeys(
            _words(option, root) for option in schema["anyOf"] if option.get("type") != "null"
        )
        return " or ".join(words)
    match schema.get("type"):
        case "array":
            return f"list of {_words(schema.get('items', {}), root)}"
        case "object":
            return "map"
        case "string":
            return {"date-time": "time", "date": "date"}.get(schema.get("format", ""), "text")
        case "integer":
            return "whole number"
        case "boolean":
            return "true or false"
        case None:
            return "anything"
    return str(schema["type"])


def _object_words(schema: dict[str, Any], root: dict[str, Any]) -> str:
    names = ", ".join(f"`{name}`" for name in schema.get("properties", {}))
    return f"maps with {names}" if names else _words(schema, root)


def _default_of(entry: Input) -> str:
    if entry.is_required:
        return "required"
    if entry.default in (None, "", [], {}):
        return ""
    if any(isinstance(hint, DurationText) for hint in entry.hints):
        return f"{entry.default:g} s"
    if any(isinstance(hint, SizeText) for hint in entry.hints):
        return f"{entry.default:,} byte{'' if entry.default == 1 else 's'}"
    return f"`{json.dumps(entry.default)}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    registry = Registry()
    for page in write_pages(Path(sys.argv[1]), registry.all()):
        sys.stdout.write(f"{page}\n")
