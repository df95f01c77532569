"""`seaway connections`: outside systems."""

import asyncio
from pathlib import Path

import click

from seaway.cli.options import json_option, project_option

describe_option = click.option("--description", metavar="TEXT", help="What it is for.")
force_option = click.option("--force", is_flag=True, help="Even where workflows use it.")


@click.group()
def connections() -> None:
    """Outside systems that tasks reach. What is secret is sealed, and never shown.

    Of several places that know a name the first counts: SEAWAY_CONNECTION_<NAME>, seaway.toml, the store,
    HashiCorp Vault. These commands change the store.
    """


@connections.command("list")
@json_option
@project_option
def list_(*, as_json: bool, project_dir: Path | None) -> int:
    """List connections with where they stand and how the last check went."""
    from seaway.cli.connection_view import list_connections

    return asyncio.run(list_connections(project_dir, as_json=as_json))


@connections.command()
@click.argument("name")
@json_option
@project_option
def show(*, name: str, as_json: bool, project_dir: Path | None) -> int:
    """Show a connection, with dots for what is secret."""
    from seaway.cli.connection_view import show_connection

    return asyncio.run(show_connection(name, project_dir, as_json=as_json))


@connections.command()
@click.argument("type_", metavar="[TYPE]", required=False)
@json_option
@project_option
def types(*, type_: str | None, as_json: bool, project_dir: Path | None) -> int:
    """List the types that there are, or the fields of one TYPE."""
    from seaway.cli.connection_view import list_types

    return asyncio.run(list_types(type_, project_dir, as_json=as_json))


@connections.command("set")
@click.argument("name")
@click.argument("fields", metavar="[FIELD=VALUE]...", nargs=-1)
@click.option("--type", "type_", metavar="TYPE", help="What it is; `seaway connections types` lists them.")
@click.option("--url", metavar="URL", help="Fields as one address; `-` reads it from stdin.")
@click.option("--from-file", metavar="FILE", help="Fields as JSON or YAML; `-` reads stdin.")
@click.option("--no-input", is_flag=True, help="Ask for nothing.")
@describe_option
@json_option
@project_option
def set_(
    *,
    name: str,
    fields: tuple[str, ...],
    type_: str | None,
    url: str | None,
    from_file: str | None,
    no_input: bool,
    description: str | None,
    as_json: bool,
    project_dir: Path | None,
) -> int:
    """Make the connection NAME, or change some of its fields.

    FIELD=- reads the value from stdin, FIELD=@FILE from a file, FIELD= clears it. In a terminal, secret
    fields that are not given are asked for without being shown. Secret fields that are left out stay.
    """
    from seaway.cli.connection_orders import Given, set_connection

    given = Given(
        fields=fields,
        type=type_,
        url=url,
        file=from_file,
        description=description,
        may_ask=not no_input and not as_json,
    )
    return asyncio.run(set_connection(name, given, project_dir, as_json=as_json))


@connections.command()
@click.argument("name")
@click.argument("field", required=False)
@json_option
@project_option
def rotate(*, name: str, field: str | None, as_json: bool, project_dir: Path | None) -> int:
    """Give the connection NAME a new secret, and check it: the secret FIELD, or the only one.

    It is asked for without being shown; in a pipe it is read from stdin.
    """
    from seaway.cli.connection_orders import rotate_secret

    return asyncio.run(rotate_secret(name, field, project_dir, as_json=as_json))


@connections.command()
@click.argument("name")
@json_option
@project_option
def test(*, name: str, as_json: bool, project_dir: Path | None) -> int:
    """Ask the other side of a connection whether it works. Exit code 1 where it does not."""
    from seaway.cli.connection_orders import test_connection

    return asyncio.run(test_connection(name, project_dir, as_json=as_json))


@connections.command("sign-in")
@click.argument("name")
@json_option
def sign_in(*, name: str, as_json: bool) -> int:
    """Print the address at which you sign in to the system of a connection; of a server, SEAWAY_URL.

    Open it in the browser in which you are signed in to the server.
    """
    from seaway.cli.connection_orders import print_sign_in

    return print_sign_in(name, as_json=as_json)


@connections.command()
@click.argument("name")
@force_option
@json_option
@project_option
def delete(*, name: str, force: bool, as_json: bool, project_dir: Path | None) -> int:
    """Take a connection out of the store. Refused while workflows use it."""
    from seaway.cli.connection_orders import delete_from

    return asyncio.run(delete_from("connections", name, project_dir, force=force, as_json=as_json))
