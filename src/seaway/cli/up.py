"""`seaway up`: everything, in the foreground: the engine, the API and the pages."""

from dataclasses import replace
from pathlib import Path

import click

from seaway.cli.launch import Role, Wanted, launch
from seaway.cli.options import Command, WholeNumber, json_option, project_option
from seaway.cli.project_settings import settings_of


def serving_options(command: Command) -> Command:
    """Where it is reached, and who is shown in."""
    for option in (
        click.option("--no-browser", is_flag=True, help="Only print the address, don't open it."),
        click.option(
            "--port",
            type=WholeNumber(0, 65535),
            help="The port; without it 8787, or the next one that is free.",
        ),
        click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on."),
    ):
        command = option(command)
    return command


@click.command()
@serving_options
@click.option(
    "--role",
    type=click.Choice(["api", "engine"]),
    help="Only this part, for installations of several processes on one store.",
)
@click.option("--demo", is_flag=True, help="With the example project and what ran of it, in ./seaway-demo.")
@click.option(
    "--no-triggers", is_flag=True, help="Start nothing by schedule; only what is asked for by hand."
)
@click.option("--slots", type=WholeNumber(1, 1024), metavar="N", help="How many attempts run at once.")
@click.option(
    "--grace",
    type=WholeNumber(min=0),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="How long what runs may go on when it is told to stop.",
)
@json_option
@project_option
def up(
    *,
    host: str,
    port: int | None,
    no_browser: bool,
    role: str | None,
    demo: bool,
    no_triggers: bool,
    slots: int | None,
    grace: int,
    as_json: bool,
    project_dir: Path | None,
) -> int:
    """Run everything: the engine with its schedules, the API, and the pages.

    It opens the browser, signed in by a link that works once; the same command prints a new one. On another
    address than loopback, people sign in with their passwords.

    It watches the project's folder, so that a change counts from the next run on; a file with mistakes leaves
    the last good version in use. It prints a line for each event.

    Ctrl-C or SIGTERM starts nothing more and gives what runs its grace; once more stops at once. What has not
    ended by then goes on when an engine starts again.
    """
    settings = settings_of(_demo(project_dir, as_json=as_json) if demo else project_dir)
    return launch(
        Wanted(
            settings=replace(settings, slots=slots) if slots else settings,
            role=Role(role or "all"),
            host=host,
            port=port,
            shows_browser=not no_browser and not as_json,
            with_triggers=not no_triggers,
            grace_s=grace,
            as_json=as_json,
        )
    )


def _demo(project_dir: Path | None, *, as_json: bool) -> Path:
    """Play the demo, as far as it was not played yet; returns its folder."""
    from seaway.cli.demo import DEMO_FOLDER, play

    if project_dir is not None:
        raise click.UsageError("--demo brings a project of its own; leave --project out.")
    code = play(DEMO_FOLDER, as_json=as_json)
    if code:
        raise click.exceptions.Exit(code)
    return DEMO_FOLDER
