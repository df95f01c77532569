"""Lists, shows and sets secrets."""

from pathlib import Path

from msgspec.structs import replace

from seaway.cli import looks, printing
from seaway.cli.connection_orders import read_text
from seaway.cli.secret_input import ask_secret, can_ask, read_stdin
from seaway.cli.shelf import find_secret, open_shelf
from seaway.cli.shelf_view import changed, stands, to_shape
from seaway.cli.shell import OK
from seaway.errors import BadRequestError


async def list_secrets(project_dir: Path | None, *, as_json: bool) -> int:
    async with open_shelf(project_dir) as shelf:
        found = await shelf.secrets()
    if as_json:
        printing.document({"secrets": [to_shape(each) for each in found]})
    elif found:
        rows = [(each.name, stands(each), looks.dim(changed(each)), each.description) for each in found]
        printing.table(("secret", "stands in", "changed", "about"), rows)
    else:
        printing.note("There is no secret. `seaway secrets set NAME` sets one.")
    return OK


async def show_secret(name: str, project_dir: Path | None, *, as_json: bool) -> int:
    async with open_shelf(project_dir) as shelf:
        found = await find_secret(shelf, name)
        found = replace(found, used_in=await shelf.used_in("secrets", found))
    if as_json:
        printing.document(to_shape(found))
    else:
        printing.line(f"{found.name}  {stands(found)}  {looks.dim(changed(found))}".rstrip())
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
        found = await find_secret(shelf, name)
    if as_json:
        printing.document(to_shape(found))
    else:
        printing.line(f"The secret {name} is set.")
        if found.source != "store":
            printing.note(f"{found.place} comes before it, though.")
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
