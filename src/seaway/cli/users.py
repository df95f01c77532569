"""`seaway users`: who may sign in, and what they may."""

import asyncio
import sys
from pathlib import Path

import click

from seaway.cli.options import json_option, project_option

ROLES = click.Choice(["viewer", "operator", "editor", "admin"])


@click.group()
def users() -> None:
    """Who may sign in, and what they may.

    Whoever may write to the state folder may use these commands: they need no password.
    """


@users.command("list")
@json_option
@project_option
def list_(*, as_json: bool, project_dir: Path | None) -> int:
    """List users with their role in this project."""
    from seaway.cli.user_view import list_users

    return asyncio.run(list_users(project_dir, as_json=as_json))


@users.command()
@click.argument("name")
@click.option("--email", help="A mail address, to sign in with as well.")
@click.option("--admin", is_flag=True, help="May do everything, in all projects.")
@click.option("--role", type=ROLES, help="What they may in this project.")
@json_option
@project_option
def add(
    *, name: str, email: str | None, admin: bool, role: str | None, as_json: bool, project_dir: Path | None
) -> int:
    """Add a user. It prints a link by which they come in the first time and set a password."""
    from seaway.cli.user_orders import add_a_user

    return asyncio.run(
        add_a_user(project_dir, name=name, email=email, is_admin=admin, role=role, as_json=as_json)
    )


@users.command("set-password")
@click.argument("name", required=False)
@click.option("--stdin", "from_stdin", is_flag=True, help="Read it from stdin instead of asking.")
@json_option
@project_option
def set_password(*, name: str | None, from_stdin: bool, as_json: bool, project_dir: Path | None) -> int:
    """Set a password, of NAME or of yourself. All their sessions end."""
    from seaway.cli.user_orders import set_a_password

    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt(
            "New password", hide_input=True, confirmation_prompt="The same again", err=True
        )
    return asyncio.run(set_a_password(project_dir, name=name, password=password, as_json=as_json))


@users.command()
@click.argument("name", required=False)
@json_option
@project_option
def link(*, name: str | None, as_json: bool, project_dir: Path | None) -> int:
    """Print a link that signs in once, for NAME or yourself."""
    from seaway.cli.user_orders import make_a_link

    return asyncio.run(make_a_link(project_dir, name=name, as_json=as_json))


@users.command()
@click.argument("name")
@click.argument("role", type=click.Choice([*ROLES.choices, "none"]))
@json_option
@project_option
def role(*, name: str, role: str, as_json: bool, project_dir: Path | None) -> int:
    """Say what NAME may in this project."""
    from seaway.cli.user_orders import give_a_role

    return asyncio.run(give_a_role(project_dir, name=name, role=role, as_json=as_json))


@users.command()
@click.argument("name")
@json_option
@project_option
def disable(*, name: str, as_json: bool, project_dir: Path | None) -> int:
    """Let NAME in no more, and sign them out."""
    from seaway.cli.user_orders import set_active

    return asyncio.run(set_active(project_dir, name=name, is_active=False, as_json=as_json))


@users.command()
@click.argument("name")
@json_option
@project_option
def enable(*, name: str, as_json: bool, project_dir: Path | None) -> int:
    """Undo `disable`."""
    from seaway.cli.user_orders import set_active

    return asyncio.run(set_active(project_dir, name=name, is_active=True, as_json=as_json))


@users.command()
@click.argument("name")
@json_option
@project_option
def remove(*, name: str, as_json: bool, project_dir: Path | None) -> int:
    """Take NAME away, with sessions, tokens and drafts. What they did stays in the audit."""
    from seaway.cli.user_orders import remove_a_user

    return asyncio.run(remove_a_user(project_dir, name=name, as_json=as_json))
