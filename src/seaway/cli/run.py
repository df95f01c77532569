"""`seaway run`: one run, here and now, without a server."""

import asyncio
from pathlib import Path

import click

from seaway.cli.options import input_option, is_remote, json_option, project_option, read_day, read_inputs


@click.command()
@click.argument("path", required=False)
@input_option
@click.option("--logical-date", metavar="DAY", help="The day that the run is about, such as 2026-01-31.")
@click.option(
    "--watch/--no-watch",
    default=True,
    help="Stay until the end and show how it goes (the default); or leave the run to `seaway up`.",
)
@json_option
@project_option
def run(
    *,
    path: str | None,
    inputs: tuple[str, ...],
    logical_date: str | None,
    watch: bool,
    as_json: bool,
    project_dir: Path | None,
) -> int:
    """Run a workflow and watch it.

    PATH is a workflow file, the folder of a project with one workflow, or the id of a workflow of the project
    that you are in. The state is kept in the project's `.seaway` folder. Where `seaway up` works on the same
    project, it runs this, and the command follows.

    Ctrl-C cancels the run and waits for its clean-up; once more stops at once.

    Exit codes: 0 success, 1 failed, 2 bad input, 130 interrupted.
    """
    given, day = read_inputs(inputs, keeps_files=True), read_day(logical_date)
    if is_remote():
        from seaway.cli.remote import start_run

        return start_run(path, inputs=given, day=day, is_watched=watch, as_json=as_json)
    from seaway.cli.targets import find_target

    target = find_target(path, project_dir)
    from seaway.cli.running import run_target

    return asyncio.run(run_target(target, inputs=given, day=day, is_watched=watch, as_json=as_json))
