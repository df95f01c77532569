"""`seaway init`: a project to begin with."""

import sys
from pathlib import Path

import click

from seaway.cli.options import json_option
from seaway.errors import BadRequestError


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--name", help="The project's name; else the folder's.")
@click.option("--template", metavar="NAME", help="Begin with this template, in place of the first steps.")
@click.option("--list-templates", is_flag=True, help="Show the templates, and make nothing.")
@json_option
def init(
    *, folder: Path | None, name: str | None, template: str | None, list_templates: bool, as_json: bool
) -> int:
    """Make a project with a workflow that runs.

    It writes a project file, a workflow with two scripts, a `.gitignore`, and the schema with which editors
    complete workflow files. FOLDER is made where it is not there; without it, the project is made where you
    are, once you agree. Files that are there already stay as they are.

    With `--template` it is a workflow of the gallery instead, with the files it reads; it says which
    connections and which environment variables the workflow needs.
    """
    from seaway.cli.starting import make_project, show_templates

    if list_templates:
        if template or folder:
            raise BadRequestError("`--list-templates` makes no project", hint="Leave the rest out.")
        return show_templates(as_json=as_json)
    if folder is None and sys.stdin.isatty() and not as_json:
        click.confirm(f"Make a project in {Path.cwd()}?", default=True, abort=True)
    return make_project(folder or Path(), name, template=template, as_json=as_json)
