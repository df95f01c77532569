"""`seaway files`: what a run's tasks left."""

import asyncio
from pathlib import Path

import click

from seaway.cli.options import is_remote, json_option, project_option


@click.group()
def files() -> None:
    """What the tasks of a run left as files.

    RUN is an id or its end, `latest`, or `WORKFLOW@latest`.
    """


@files.command("list")
@click.argument("run", default="latest")
@click.argument("task", required=False)
@json_option
@project_option
def list_(*, run: str, task: str | None, as_json: bool, project_dir: Path | None) -> int:
    """List files, of one TASK or of all that left some."""
    if is_remote():
        from seaway.cli import remote_files

        return remote_files.list_files(run, task, as_json=as_json)
    from seaway.cli.file_view import list_files

    return asyncio.run(list_files(run, task, project_dir, as_json=as_json))


@files.command()
@click.argument("run")
@click.argument("task")
@click.argument("file")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write it; `-` is stdout.")
@project_option
def get(*, run: str, task: str, file: str, output: Path | None, project_dir: Path | None) -> int:
    """Copy one FILE of a task out of the store, to a file of the same name unless `-o` names another."""
    if is_remote():
        from seaway.cli import remote_files

        return remote_files.get_file(run, task, file, output=output)
    from seaway.cli.file_view import get_file

    return asyncio.run(get_file(run, task, file, project_dir, output=output))
