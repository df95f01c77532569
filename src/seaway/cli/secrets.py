"""`seaway secrets`: values that nobody sees again."""

import asyncio
from pathlib import Path

import click

from seaway.cli.options import json_option, project_option


@click.group()
def secrets() -> None:
    """Values that nobody sees again; workflows read them as `secret('NAME')`.

    Of several places that know a name the first counts: SEAWAY_SECRET_<NAME>, the store, HashiCorp Vault.
    """


@secrets.command("list")
@json_option
@project_option
def list_(*, as_json: bool, project_dir: Path | None) -> int:
    """List secrets, without their values."""
    from seaway.cli.secret_orders import list_secrets

    return asyncio.run(list_secrets(project_dir, as_json=as_json))


@secrets.command()
@click.argument("name")
@json_option
@project_option
def show(*, name: str, as_json: bool, project_dir: Path | None) -> int:
    """Show where a secret stands, and who set it when. Not what it is."""
    from seaway.cli.secret_orders import show_secret

    return asyncio.run(show_secret(name, project_dir, as_json=as_json))


@secrets.command("set")
@click.argument("name")
@click.argument("source", metavar="[-]", required=False, type=click.Choice(["-"]))
@click.option("--from-file", type=click.Path(path_type=Path, dir_okay=False), help="Read the value from it.")
@click.option("--description", metavar="TEXT", help="What it is for.")
@json_option
@project_option
def set_(
    *,
    name: str,
    source: str | None,
    from_file: Path | None,
    description: str | None,
    as_json: bool,
    project_dir: Path | None,
) -> int:
    """Set the secret NAME. It is asked for without being shown; `-` reads it from stdin."""
    from seaway.cli.secret_orders import set_secret

    return asyncio.run(
        set_secret(
            name,
            project_dir,
            file=from_file,
            is_piped=source is not None,
            description=description,
            as_json=as_json,
        )
    )


@secrets.command()
@click.argument("name")
@click.option("--force", is_flag=True, help="Even where workflows use it.")
@json_option
@project_option
def delete(*, name: str, force: bool, as_json: bool, project_dir: Path | None) -> int:
    """Take a secret out of the store. Refused while workflows use it."""
    from seaway.cli.connection_orders import delete_from

    return asyncio.run(delete_from("secrets", name, project_dir, force=force, as_json=as_json))


@secrets.command()
@json_option
@project_option
def test(*, as_json: bool, project_dir: Path | None) -> int:
    """Open everything that is sealed in this project's store, and say what can't be."""
    from seaway.cli.key_orders import test_seals

    return asyncio.run(test_seals(project_dir, as_json=as_json))


@secrets.command("rotate-key")
@click.option(
    "--new-key-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Holds the new key, where the key is given by SEAWAY_SECRET_KEY or SEAWAY_SECRET_KEY_FILE.",
)
@json_option
@project_option
def rotate_key(*, new_key_file: Path | None, as_json: bool, project_dir: Path | None) -> int:
    """Change the master key. No value is touched, and what runs goes on."""
    from seaway.cli.key_orders import rotate

    return asyncio.run(rotate(project_dir, new_key_file, as_json=as_json))
