"""`seaway projects`: the namespaces of this store."""

import asyncio
from pathlib import Path

import click

from seaway.cli.options import json_option, project_option


@click.group()
def projects() -> None:
    """The namespaces of this store."""


@projects.command("list")
@json_option
@project_option
def list_(*, as_json: bool, project_dir: Path | None) -> int:
    """List the projects that this store knows."""
    from seaway.cli.user_view import list_projects

    return asyncio.run(list_projects(project_dir, as_json=as_json))
