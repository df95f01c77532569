"""`seaway db`: the database's schema."""

import asyncio
from pathlib import Path

import click

from seaway.cli.options import json_option, project_option


@click.group()
def db() -> None:
    """The database: check it and bring it up to date."""


@db.command()
@json_option
@project_option
def check(*, as_json: bool, project_dir: Path | None) -> int:
    """Say whether the database fits this version. Exit code 1: it does not. Changes nothing."""
    from seaway.cli.schema_check import check_database

    return asyncio.run(check_database(project_dir, as_json=as_json))


@db.command()
@json_option
@project_option
def upgrade(*, as_json: bool, project_dir: Path | None) -> int:
    """Bring an older database up to date. Stop all its engines and keep a copy first."""
    from seaway.cli.schema_check import upgrade_database

    return asyncio.run(upgrade_database(project_dir, as_json=as_json))
