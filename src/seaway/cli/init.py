"""`seaway init`: a project to begin with."""

from pathlib import Path

import click

from seaway.cli.options import json_option


@click.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@click.option("--name", help="The project's name; else the folder's.")
@json_option
def init(*, folder: Path, name: str | None, as_json: bool) -> int:
    """Make a project with a workflow that runs.

    It writes a project file, a workflow with two scripts, a `.gitignore`, and the schema with which editors
    complete workflow files. FOLDER is made where it is not there. Files that are there already stay as they
    are.
    """
    from seaway.cli.starting import make_project

    return make_project(folder, name, as_json=as_json)
