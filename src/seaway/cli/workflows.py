"""`seaway workflows`: what can be run."""

import asyncio
from pathlib import Path

import click

from seaway.cli.options import is_remote, json_option, project_option


@click.group()
def workflows() -> None:
    """What can be run."""


@workflows.command("list")
@json_option
@project_option
def list_(*, as_json: bool, project_dir: Path | None) -> int:
    """List the workflows of the project's folder, with their last runs."""
    if is_remote():
        from seaway.cli import remote_views

        return remote_views.list_workflows(as_json=as_json)
    from seaway.cli.workflow_view import list_workflows

    return asyncio.run(list_workflows(project_dir, as_json=as_json))


@workflows.command()
@click.argument("workflow")
@json_option
@project_option
def show(*, workflow: str, as_json: bool, project_dir: Path | None) -> int:
    """Show a workflow: its inputs, triggers, tasks and last runs."""
    if is_remote():
        from seaway.cli import remote_views

        return remote_views.show_workflow(workflow, as_json=as_json)
    from seaway.cli.workflow_view import show_workflow

    return asyncio.run(show_workflow(workflow, project_dir, as_json=as_json))
