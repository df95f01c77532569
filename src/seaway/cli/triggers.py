"""`seaway triggers`: what starts runs by itself."""

import asyncio
from pathlib import Path

import click

from seaway.cli.options import is_remote, json_option, project_option


@click.group()
def triggers() -> None:
    """What starts runs by itself."""


@triggers.command("list")
@click.argument("workflow", required=False)
@json_option
@project_option
def list_(*, workflow: str | None, as_json: bool, project_dir: Path | None) -> int:
    """List triggers with their next and last ticks, of a WORKFLOW or of all.

    They are known once `seaway up` or `seaway run` has read the project; they tick while `seaway up` runs.
    """
    if is_remote():
        from seaway.cli import remote_triggers

        return remote_triggers.list_triggers(workflow, as_json=as_json)
    from seaway.cli.local_triggers import list_triggers

    return asyncio.run(list_triggers(workflow, project_dir, as_json=as_json))


@triggers.command()
@click.argument("workflow")
@click.argument("trigger", required=False)
@json_option
@project_option
def pause(*, workflow: str, trigger: str | None, as_json: bool, project_dir: Path | None) -> int:
    """Start nothing more by a TRIGGER, or by any of the WORKFLOW. Runs by hand go on."""
    return _set_paused(workflow, trigger, project_dir, is_paused=True, as_json=as_json)


@triggers.command()
@click.argument("workflow")
@click.argument("trigger", required=False)
@json_option
@project_option
def resume(*, workflow: str, trigger: str | None, as_json: bool, project_dir: Path | None) -> int:
    """Undo `pause`. What was missed meanwhile follows the trigger's `catchup`."""
    return _set_paused(workflow, trigger, project_dir, is_paused=False, as_json=as_json)


def _set_paused(
    workflow: str, trigger: str | None, project_dir: Path | None, *, is_paused: bool, as_json: bool
) -> int:
    if is_remote():
        from seaway.cli import remote_triggers

        return remote_triggers.set_paused(workflow, trigger, is_paused=is_paused, as_json=as_json)
    from seaway.cli.local_triggers import set_paused

    return asyncio.run(set_paused(workflow, trigger, project_dir, is_paused=is_paused, as_json=as_json))
