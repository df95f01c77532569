"""Shows connections and their types."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from seaway.cli import looks, printing, times
from seaway.cli.shelf import find_connection, open_shelf
from seaway.cli.shelf_view import changed, stands, to_shape
from seaway.cli.shell import OK
from seaway.client.shapes import Connection, ConnectionType
from seaway.errors import UnknownError
from seaway.spec.problems import did_you_mean


async def list_connections(project_dir: Path | None, *, as_json: bool) -> int:
    async with open_shelf(project_dir) as shelf:
        found = await shelf.connections()
    if as_json:
        printing.document({"connections": [to_shape(each) for each in found]})
    elif found:
        now = datetime.now(UTC)
        head = ("connection", "type", "stands in", "last check")
        printing.table(head, [(each.name, each.type, stands(each), _checked(each, now)) for each in found])
    else:
        printing.note("There is no connection. `seaway connections set NAME --type TYPE` makes one.")
    return OK


async def show_connection(name: str, project_dir: Path | None, *, as_json: bool) -> int:
    async with open_shelf(project_dir) as shelf:
        found = await find_connection(shelf, name)
        found = replace(found, used_in=await shelf.used_in("connections", found))
    if as_json:
        printing.document(to_shape(found))
        return OK
    printing.line(f"{found.name}  {looks.dim(found.title or found.type)}")
    facts = [("type", found.type), ("stands in", stands(found)), *_facts(found)]
    for word, said in (*facts, *((name, _value(value)) for name, value in found.fields.items())):
        printing.line(f"  {word:<12} {said}")
    return OK


async def list_types(name: str | None, project_dir: Path | None, *, as_json: bool) -> int:
    async with open_shelf(project_dir) as shelf:
        types = await shelf.connection_types()
    if name is None:
        return _list_types(types, as_json=as_json)
    if name not in types:
        hint = did_you_mean(name, types) or "`seaway connections types` lists them."
        raise UnknownError(f"There is no type of connection {name}", hint=hint)
    if as_json:
        printing.document(msgspec.to_builtins(types[name]))
        return OK
    printing.line(f"{types[name].title}. {types[name].description}")
    required = types[name].schema.get("required", ())
    rows = [_field(each, facts, required) for each, facts in fields_of(types[name]).items()]
    printing.table(("field", "", "what it is"), rows)
    return OK


def _list_types(types: Mapping[str, ConnectionType], *, as_json: bool) -> int:
    if as_json:
        printing.document({"types": [msgspec.to_builtins(each) for each in types.values()]})
    else:
        rows = [(each.type, each.title, each.category, each.description) for each in types.values()]
        printing.table(("type", "title", "category", "what it is"), sorted(rows))
    return OK


def fields_of(type_: ConnectionType) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = type_.schema.get("properties", {})  # type: ignore[assignment]
    return found


def _facts(found: Connection) -> list[tuple[str, str]]:
    now = datetime.now(UTC)
    said = [("about", found.description)] if found.description else []
    if found.updated_at is not None:
        said.append(("changed", changed(found)))
    if found.last_check is not None:
        said.append(("last check", f"{_checked(found, now)}: {found.last_check.message}"))
    if found.used_in:
        said.append(("used in", ", ".join(found.used_in)))
    return said


def _checked(found: Connection, now: datetime) -> str:
    if found.last_check is None:
        return looks.dim("never")
    sign = looks.sign("success" if found.last_check.is_ok else "failed")
    return f"{sign} {times.ago(found.last_check.at, now)}"


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _field(name: str, facts: Mapping[str, Any], required: Any) -> tuple[str, str, str]:
    marks = [
        word for word, is_so in (("needed", name in required), ("secret", facts.get("x-secret"))) if is_so
    ]
    default = f" (default {json.dumps(facts['default'])})" if facts.get("default") not in (None, "") else ""
    return name, ", ".join(marks), f"{facts.get('description') or facts.get('title', '')}{default}"
