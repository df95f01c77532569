"""Lists, shows and sets secrets and variables."""

import json
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from seaway.cli import looks, printing, times
from seaway.cli.connection_orders import read_text
from seaway.cli.connection_view import stands, to_shape
from seaway.cli.secret_input import ask_secret, can_ask, read_stdin
from seaway.cli.shelf import Shelf, open_shelf
from seaway.cli.shell import OK
from seaway.client.shapes import Secret, Stands, Variable
from seaway.errors import BadRequestError, UnknownError
from seaway.spec.problems import did_you_mean


async def list_secrets(project_dir: Path | None, *, as_json: bool) -> int:
    async with open_shelf(project_dir) as shelf:
        found = await shelf.secrets()
    if as_json:
        printing.document({"secrets": [to_shape(each) for each in found]})
    elif found:
        rows = [(each.name, stands(each), _changed(each), each.description) for each in found]
        printing.table(("secret", "stands in", "changed", "about"), rows)
    else:
        printing.note("There is no secret. `seaway secrets set NAME` sets one.")
    return OK


async def show_secret(name: str, project_dir: Path | None, *, as_json: bool) -> int:
    async with open_shelf(project_dir) as shelf:
        found = await _find_secret(shelf, name)
        found = replace(found, used_in=await shelf.used_in("secrets", found))
    if as_json:
        printing.document(to_shape(found))
    else:
        printing.line(f"{found.name}  {stands(found)}  {_changed(found)}".rstrip())
        if found.used_in:
            printing.line(f"  used in      {', '.join(found.used_in)}")
    return OK


async def set_secret(
    name: str,
    project_dir: Path | None,
    *,
    file: Path | None,
    is_piped: bool,
    description: str | None,
    as_json: bool,
) -> int:
    async with open_shelf(project_dir) as shelf:
        value = _value(name, file, is_piped=is_piped, only_description=description is not None)
        await shelf.set_secret(name, value, description=description)
        found = await _find_secret(shelf, name)
    if as_json:
        printing.document(to_shape(found))
    else:
        printing.line(f"The secret {name} is set.")
        if found.source != "store":
            printing.note(f"{found.place} comes before it, though.")
    return OK


async def list_variables(project_dir: Path | None, *, as_json: bool) -> int:
    async with open_shelf(project_dir) as shelf:
        found = await shelf.variables()
    if as_json:
        printing.document({"variables": [to_shape(each) for each in found]})
    elif found:
        printing.table(
            ("variable", "stands in", "value"), [(each.name, stands(each), _said(each)) for each in found]
        )
    else:
        printing.note("There is no variable. `seaway vars set NAME VALUE` sets one.")
    return OK


async def show_variable(name: str, project_dir: Path | None, *, as_json: bool) -> int:
    async with open_shelf(project_dir) as shelf:
        found = await _find_variable(shelf, name)
        found = replace(found, used_in=await shelf.used_in("variables", found))
    if as_json:
        printing.document(to_shape(found))
    else:
        printing.line(_said(found))
        printing.note(f"from {stands(found)} {_changed(found)}".rstrip())
    return OK


async def set_variable(
    name: str, text: str, project_dir: Path | None, *, is_text: bool, as_json: bool
) -> int:
    typed = read_stdin() if text == "-" else text
    value = typed if is_text else _parsed(typed)
    async with open_shelf(project_dir) as shelf:
        await shelf.set_variable(name, value)
        found = await _find_variable(shelf, name)
    if as_json:
        printing.document(to_shape(found))
    else:
        printing.line(f"{name} = {_said(found)}")
    return OK


def _value(name: str, file: Path | None, *, is_piped: bool, only_description: bool) -> str | None:
    if file is not None:
        return read_text(file)
    if is_piped:
        return read_stdin()
    if can_ask():
        return ask_secret(f"Value of {name}")
    if only_description:
        return None
    raise BadRequestError(
        f"There is no value for {name}", hint=f"Pipe it in: seaway secrets set {name} - < FILE"
    )


def _parsed(text: str) -> object:
    """A number, a truth, a list or a map as JSON says it; anything else is text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


async def _find_secret(shelf: Shelf, name: str) -> Secret:
    known = {each.name: each for each in await shelf.secrets()}
    if name not in known:
        hint = did_you_mean(name, known) or f"`seaway secrets set {name}` sets it."
        raise UnknownError(f"There is no secret {name}", hint=hint)
    return known[name]


async def _find_variable(shelf: Shelf, name: str) -> Variable:
    known = {each.name: each for each in await shelf.variables()}
    if name not in known:
        hint = did_you_mean(name, known) or f"`seaway vars set {name} VALUE` sets it."
        raise UnknownError(f"There is no variable {name}", hint=hint)
    return known[name]


def _changed(item: Stands) -> str:
    if item.updated_at is None:
        return ""
    return looks.dim(f"{times.ago(item.updated_at, datetime.now(UTC))} by {item.updated_by}")


def _said(item: Variable) -> str:
    return item.value if isinstance(item.value, str) else json.dumps(item.value, ensure_ascii=False)
