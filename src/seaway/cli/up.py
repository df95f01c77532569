"""`seaway up`: the engine, in the foreground."""

import asyncio
from pathlib import Path

import click

from seaway.cli.options import json_option, project_option


@click.command()
@click.option(
    "--no-triggers", is_flag=True, help="Start nothing by schedule; only what is asked for by hand."
)
@click.option("--slots", type=click.IntRange(1, 1024), metavar="N", help="How many attempts run at once.")
@click.option(
    "--grace",
    type=click.IntRange(min=0),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="How long what runs may go on when it is told to stop.",
)
@json_option
@project_option
def up(*, no_triggers: bool, slots: int | None, grace: int, as_json: bool, project_dir: Path | None) -> int:
    """Run the engine: schedules, and whatever is asked for.

    It watches the project's folder, so that a change counts from the next run on; a file with mistakes leaves
    the last good version in use. It prints a line for each event.

    Ctrl-C or SIGTERM starts nothing more and gives what runs its grace; once more stops at once. What has not
    ended by then goes on when an engine starts again.
    """
    from seaway.cli.serving import serve

    return asyncio.run(
        serve(project_dir, with_triggers=not no_triggers, slots=slots, grace_s=grace, as_json=as_json)
    )
