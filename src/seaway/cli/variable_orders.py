"""Lists, shows and sets variables."""

import json
from pathlib import Path

from msgspec.structs import replace

from seaway.cli import looks, printing
from seaway.cli.secret_input import read_stdin
from seaway.cli.shelf import find_variable, open_shelf
from seaway.cli.shelf_view import changed, stands, to_shape
from seaway.cli.shell import OK
from seaway.client.shapes import Variable


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
        found = await find_variable(shelf, name)
        found = replace(found, used_in=await shelf.used_in("variables", found))
    if as_json:
        printing.document(to_shape(found))
    else:
        printing.line(_said(found))
        printing.note(f"from {stands(found)} {looks.dim(changed(found))}".rstrip())
    return OK


async def set_variable(
    name: str, text: str, project_dir: Path | None, *, is_text: bool, as_json: bool
) -> int:
    typed = read_stdin() if text == "-" else text
    value = typed if is_text else _parsed(typed)
    async with open_shelf(project_dir) as shelf:
        await shelf.set_variable(name, value)
        found = await find_variable(shelf, name)
    if as_json:
        printing.document(to_shape(found))
    else:
        printing.line(f"{name} = {_said(found)}")
    return OK


def _parsed(text: str) -> object:
    """A number, a truth, a list or a map as JSON says it; anything else is text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _said(item: Variable) -> str:
    return item.value if isinstance(item.value, str) else json.dumps(item.value, ensure_ascii=False)
