"""Shows blueprints from what the catalog knows of them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from seaway.cli import looks, printing
from seaway.cli.problems import print_problems
from seaway.cli.schemas import catalog_of, look_into
from seaway.cli.shell import OK, find_project
from seaway.errors import BadRequestError, UnknownError
from seaway.spec.catalog import BlueprintInfo, Catalog
from seaway.spec.problems import Problem, did_you_mean


def list_blueprints(word: str | None, project_dir: Path | None, *, as_json: bool) -> int:
    catalog, problems = look_into(project_dir or find_project(Path.cwd()))
    say_blueprints([info for _, info in sorted(catalog.blueprints.items())], word, problems, as_json=as_json)
    return OK


def say_blueprints(
    known: Sequence[BlueprintInfo], word: str | None, problems: Sequence[Problem] = (), *, as_json: bool
) -> None:
    """Those with `word` in what is said of them; verbs for one system only where they are asked for."""
    found = [info for info in known if _has(info, word)]
    variants = [info for info in found if info.variant_of]
    if word is None and not as_json:
        found = [info for info in found if not info.variant_of]
    if as_json:
        broken = [problem.to_json() for problem in problems]
        printing.document({"blueprints": [_shape(info) for info in found], "problems": broken})
    elif found:
        rows = [(info.name, info.category, _about(info)) for info in found]
        printing.table(("blueprint", "category", ""), rows)
        if word is None and variants:
            systems = sorted({info.name.partition(".")[0] for info in variants})
            printing.note(f"Verbs of families stand under each system too: {', '.join(systems)}.")
            printing.note(f"`seaway blueprints list {systems[0]}` shows those of one.")
    else:
        printing.note(f"No blueprint has {word} in its name or description.")
    if problems and not as_json:
        print_problems(problems, {}, to_stderr=True)


def show_blueprint(name: str, project_dir: Path | None, *, as_json: bool) -> int:
    info = find_blueprint(catalog_of(project_dir or find_project(Path.cwd())), name)
    say_blueprint(info, as_json=as_json)
    return OK


def say_blueprint(info: BlueprintInfo, *, as_json: bool) -> None:
    if as_json:
        printing.document(info.to_json())
    else:
        _print(info)


def find_blueprint(catalog: Catalog, name: str) -> BlueprintInfo:
    """Raises UnknownError with the closest name."""
    info = catalog.find(name)
    if info is None:
        hint = (
            did_you_mean(name, catalog.blueprints) or "`seaway blueprints list` shows those that there are."
        )
        raise UnknownError(f"There is no blueprint {name}", hint=hint)
    return info


def write_docs(folder: Path) -> None:
    """Raises BadRequestError where the folder can't be written to."""
    from seaway.sdk.reference import write_pages
    from seaway.sdk.registry import Registry

    try:
        changed = write_pages(folder, Registry().all())
    except OSError as error:
        raise BadRequestError(f"{folder} can't be written: {error.strerror}") from error
    printing.line(f"{len(changed)} pages written to {folder}" if changed else f"{folder} is up to date")


def _about(info: BlueprintInfo) -> str:
    return info.title if info.variant_of else info.description


def _has(info: BlueprintInfo, word: str | None) -> bool:
    text = f"{info.name} {info.category} {info.title} {info.description}".lower()
    return word is None or word.lower() in text


def _print(info: BlueprintInfo) -> None:
    version = looks.dim(f"version {info.version}, {info.category}")
    printing.line(f"{looks.strong(info.name)}  {info.title}  {version}")
    printing.line(f"  {info.description}")
    required = set(info.required_inputs)
    properties = info.input_schema.get("properties", {})
    rows = [(name, _type(info, name, each), _note(name, each, required)) for name, each in properties.items()]
    _section("inputs", rows)
    outputs = (info.output_schema or {}).get("properties", {})
    _section("outputs", [(name, _words(each), "") for name, each in outputs.items()])
    _section("fails with", [(str(code), "", meaning) for code, meaning in sorted(info.exits.items())])
    if info.waits:
        printing.line()
        printing.line("  While it waits it holds no worker.")
    if info.extra:
        printing.line()
        printing.line(f'  It needs an extra: pip install "seaway[{info.extra}]"')


def _section(title: str, rows: list[tuple[str, str, str]]) -> None:
    if not rows:
        return
    printing.line()
    printing.line(looks.strong(title))
    first = max(printing.cells(row[0]) for row in rows)
    second = max(printing.cells(row[1]) for row in rows)
    for name, kind, text in rows:
        pads = " " * (first - printing.cells(name)), " " * (second - printing.cells(kind))
        printing.line(f"  {name}{pads[0]}  {looks.dim(kind)}{pads[1]}  {text}".rstrip())


def _note(name: str, schema: dict[str, Any], required: set[str]) -> str:
    said = " ".join(str(schema.get("description", "")).split())
    if name in required:
        return f"{said} (required)".strip()
    default = schema.get("default")
    return f"{said} (default {json.dumps(default)})".strip() if default not in (None, "", [], {}) else said


def _type(info: BlueprintInfo, name: str, schema: dict[str, Any]) -> str:
    if name in info.connection_types:
        kind = info.connection_types[name]
        return f"connection ({kind})" if kind else "connection"
    return str(schema.get("x-form", {}).get("kind") or _words(schema))


def _words(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(str(choice) for choice in schema["enum"])
    if "anyOf" in schema:
        kinds = [_words(option) for option in schema["anyOf"] if option.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if schema.get("type") == "array":
        return f"list of {_words(schema.get('items', {}))}"
    return {"string": "text", "object": "map"}.get(
        str(schema.get("type", "")), str(schema.get("type", "map"))
    )


def _shape(info: BlueprintInfo) -> dict[str, object]:
    return {
        "name": info.name,
        "version": info.version,
        "title": info.title,
        "category": info.category,
        "description": info.description,
        "inputs": list(info.input_names),
        "extra": info.extra or None,
        "variant_of": info.variant_of or None,
    }
