"""`seaway version`."""

import json

import click

import seaway


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def version(*, as_json: bool) -> None:
    """Print the version."""
    click.echo(json.dumps({"version": seaway.__version__}) if as_json else f"seaway {seaway.__version__}")
