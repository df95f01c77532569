"""`seaway tokens`: for programs that use the API."""

import asyncio
from pathlib import Path

import click

from seaway.cli.options import WholeNumber, json_option, project_option


@click.group()
def tokens() -> None:
    """For programs that use the API."""


@tokens.command("list")
@json_option
@project_option
def list_(*, as_json: bool, project_dir: Path | None) -> int:
    """List tokens: what they begin with, what they may, and when they were used."""
    from seaway.cli.token_orders import list_tokens

    return asyncio.run(list_tokens(project_dir, as_json=as_json))


@tokens.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    default=("read",),
    show_default=True,
    metavar="SCOPE",
    help="What it may: `read`, `all`, an action such as `runs.start`, a noun such as `runs.*`; repeatable.",
)
@click.option("--user", metavar="NAME", help="Whose it is: it never may more than they may. Else yours.")
@click.option("--all-projects", is_flag=True, help="For all projects of its user, not for this one alone.")
@click.option("--days", type=WholeNumber(1, 3650), metavar="N", help="How long it works; else until revoked.")
@json_option
@project_option
def create(
    *,
    name: str,
    scopes: tuple[str, ...],
    user: str | None,
    all_projects: bool,
    days: int | None,
    as_json: bool,
    project_dir: Path | None,
) -> int:
    """Make a token, called NAME so that you know later what it was for. It is shown once."""
    from seaway.cli.token_orders import create_token

    return asyncio.run(
        create_token(
            project_dir,
            name=name,
            scopes=scopes,
            user=user,
            is_for_all=all_projects,
            days=days,
            as_json=as_json,
        )
    )


@tokens.command()
@click.argument("token")
@json_option
@project_option
def revoke(*, token: str, as_json: bool, project_dir: Path | None) -> int:
    """Take a TOKEN away, named by its id, its name, or what it begins with. It stops working at once."""
    from seaway.cli.token_orders import revoke_token

    return asyncio.run(revoke_token(project_dir, token, as_json=as_json))
