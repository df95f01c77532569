"""`seaway logs`: what a run printed."""

import asyncio
from pathlib import Path

import click

from seaway.cli.options import WholeNumber, is_remote, json_option, project_option


@click.command()
@click.argument("run", default="latest")
@click.argument("task", required=False)
@click.option("-f", "--follow", is_flag=True, help="Go on until the run has ended.")
@click.option(
    "-n", "--tail", type=WholeNumber(min=0), metavar="N", help="The last N lines of each task only."
)
@click.option("--attempt", type=WholeNumber(min=1), metavar="N", help="An earlier attempt; else the last.")
@click.option("-t", "--times", is_flag=True, help="Begin each line with its time.")
@json_option
@project_option
def logs(
    *,
    run: str,
    task: str | None,
    follow: bool,
    tail: int | None,
    attempt: int | None,
    times: bool,
    as_json: bool,
    project_dir: Path | None,
) -> int:
    """Show what a run printed.

    RUN is an id or its end, `latest`, or `WORKFLOW@latest`; the latest run if left out. TASK is the key of a
    task, `load`, or of an item, `load[de]`; all tasks if left out, each line then begins with its task.
    """
    from seaway.cli.log_view import LogQuestion, show_logs

    question = LogQuestion(
        run=run,
        task=task,
        is_followed=follow,
        tail=tail,
        attempt=attempt,
        with_times=times,
        as_json=as_json,
    )
    if is_remote():
        from seaway.cli import remote_views

        return remote_views.show_logs(question)
    return asyncio.run(show_logs(question, project_dir))
