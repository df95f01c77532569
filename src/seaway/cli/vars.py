"""`seaway vars`: plain values that workflows share."""

import asyncio
from pathlib import Path

import click

from seaway.cli.options import json_option, project_option


@click.group("vars")
def vars_() -> None:
    """Plain values that workflows share and read as `vars.NAME`. seaway.toml comes before the store."""


@vars_.command("list")
@json_option
@project_option
def list_(*, as_json: bool, project_dir: Path | None) -> int:
    """List variables with their values."""
    from seaway.cli.variable_orders import list_variables

    return asyncio.run(list_variables(project_dir, as_json=as_json))


@vars_.command()
@click.argument("name")
@json_option
@project_option
def show(*, name: str, as_json: bool, project_dir: Path | None) -> int:
    """Show a variable, and where it stands."""
    from seaway.cli.variable_orders import show_variable

    return asyncio.run(show_variable(name, project_dir, as_json=as_json))


@vars_.command("set")
@click.argument("name")
@click.argument("value")
@click.option("--text", "is_text", is_flag=True, help="VALUE is text, whatever it looks like.")
@json_option
@project_option
def set_(*, name: str, value: str, is_text: bool, as_json: bool, project_dir: Path | None) -> int:
    """Set the variable NAME. VALUE is JSON where it reads as JSON, else text; `-` reads it from stdin."""
    from seaway.cli.variable_orders import set_variable

    return asyncio.run(set_variable(name, value, project_dir, is_text=is_text, as_json=as_json))


@vars_.command()
@click.argument("name")
@click.option("--force", is_flag=True, help="Even where workflows use it.")
@json_option
@project_option
def delete(*, name: str, force: bool, as_json: bool, project_dir: Path | None) -> int:
    """Take a variable out of the store. Refused while workflows use it."""
    from seaway.cli.connection_orders import delete_from

    return asyncio.run(delete_from("variables", name, project_dir, force=force, as_json=as_json))
