"""Lists what can be chosen for an input of a blueprint."""

from collections.abc import Mapping
from pathlib import Path

from seaway.cli import printing
from seaway.cli.blueprint_run import to_value
from seaway.cli.blueprint_view import find_blueprint
from seaway.cli.local_shelf import open_local
from seaway.cli.shell import OK
from seaway.sdk.options import Options


async def list_options(
    name: str,
    field: str,
    given: Mapping[str, object],
    search: str,
    project_dir: Path | None,
    *,
    as_json: bool,
) -> int:
    """In the project that you are in, with its connections.

    Raises:
        UnknownError: no such blueprint, or it offers no choices for that input.
        TaskError: why they can't be told now.
    """
    async with open_local(project_dir) as shelf:
        info = find_blueprint(shelf.here.catalog, name)
        inputs = {key: to_value(info, key, value) for key, value in given.items()}
        found = await shelf.options(info, field, inputs, search)
    return say_options(found, as_json=as_json)


def say_options(found: Options, *, as_json: bool) -> int:
    if as_json:
        items = [{"value": each.value, "label": each.label} for each in found.options]
        printing.document({"items": items, "is_cut": found.is_cut})
        return OK
    for each in found.options:
        printing.line(f"{each.value}  {each.label}".rstrip())
    if found.is_cut:
        printing.note("There are more: name a part of it with --search.")
    if not found.options:
        printing.note("There is nothing to choose.")
    return OK
