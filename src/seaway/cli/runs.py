"""`seaway runs`: what ran, what runs, and orders to it."""

import asyncio
from pathlib import Path

import click

from seaway.cli.options import (
    WholeNumber,
    input_option,
    is_remote,
    json_option,
    project_option,
    read_day,
    read_inputs,
)

STATES = ("queued", "running", "paused", "cancelling", "success", "failed", "cancelled")


@click.group()
def runs() -> None:
    """What ran, and orders to what runs.

    RUN is an id or its end, `latest`, or `WORKFLOW@latest`.
    """


@runs.command("list")
@click.argument("workflow", required=False)
@click.option(
    "--state", "states", multiple=True, type=click.Choice(STATES), help="Only these; as often as needed."
)
@click.option("--since", metavar="DAY", help="Made on this day or later.")
@click.option("-n", "--limit", type=WholeNumber(1, 10_000), default=20, show_default=True, help="At most.")
@click.option("--after", metavar="RUN", help="The last run of the page before.")
@json_option
@project_option
def list_(
    *,
    workflow: str | None,
    states: tuple[str, ...],
    since: str | None,
    limit: int,
    after: str | None,
    as_json: bool,
    project_dir: Path | None,
) -> int:
    """List runs, the newest first; of one WORKFLOW, or of all."""
    day = read_day(since)
    from seaway.cli.run_list import RunQuestion, list_runs

    question = RunQuestion(workflow=workflow, states=states, since=day, limit=limit, after=after)
    if is_remote():
        from seaway.cli import remote_views

        return remote_views.list_runs(question, as_json=as_json)
    return asyncio.run(list_runs(question, project_dir, as_json=as_json))


@runs.command()
@click.argument("run", default="latest")
@click.option("--items", metavar="TASK", help="The items of a foreach too, those that did not succeed first.")
@json_option
@project_option
def show(*, run: str, items: str | None, as_json: bool, project_dir: Path | None) -> int:
    """Show one run with its tasks."""
    if is_remote():
        from seaway.cli import remote_views

        return remote_views.show_run(run, items=items, as_json=as_json)
    from seaway.cli.run_show import show_run

    return asyncio.run(show_run(run, project_dir, items=items, as_json=as_json))


@runs.command()
@click.argument("run")
@click.option("--reason", default="cancelled by hand", help="Why; it is kept with the run.")
@click.option("--force", is_flag=True, help="End its clean-up tasks too.")
@json_option
@project_option
def cancel(*, run: str, reason: str, force: bool, as_json: bool, project_dir: Path | None) -> int:
    """Cancel a run. Exit code 1: it was over already."""
    if is_remote():
        from seaway.cli.remote import order

        return order(
            run,
            lambda client, run_id: client.cancel(run_id, reason=reason, force=force),
            "is being cancelled",
            as_json=as_json,
        )
    from seaway.cli.run_orders import cancel_run

    return asyncio.run(cancel_run(run, project_dir, reason=reason, is_forced=force, as_json=as_json))


@runs.command()
@click.argument("run")
@click.option("--reason", default="paused by hand", help="Why; it is kept with the run.")
@json_option
@project_option
def pause(*, run: str, reason: str, as_json: bool, project_dir: Path | None) -> int:
    """Start nothing more of a run; what runs goes on."""
    if is_remote():
        from seaway.cli.remote import order

        return order(
            run,
            lambda client, run_id: client.pause(run_id, reason=reason),
            "starts nothing more until it is resumed",
            as_json=as_json,
        )
    from seaway.cli.run_orders import pause_run

    return asyncio.run(pause_run(run, project_dir, reason=reason, as_json=as_json))


@runs.command()
@click.argument("run")
@json_option
@project_option
def resume(*, run: str, as_json: bool, project_dir: Path | None) -> int:
    """Let a paused run go on."""
    if is_remote():
        from seaway.cli.remote import order

        return order(run, lambda client, run_id: client.resume(run_id), "goes on", as_json=as_json)
    from seaway.cli.run_orders import resume_run

    return asyncio.run(resume_run(run, project_dir, as_json=as_json))


@runs.command()
@click.argument("run", default="latest")
@click.option(
    "--failed", is_flag=True, help="What did not succeed, and what comes after it (this is the default)."
)
@click.option("--all", "all_tasks", is_flag=True, help="All tasks.")
@click.option(
    "--from", "from_tasks", multiple=True, metavar="TASK", help="This task, and what comes after it."
)
@click.option(
    "--same-revision", is_flag=True, help="With the workflow and code as they were, not as they are now."
)
@input_option
@click.option("--watch/--no-watch", default=True, help="Stay until the run has ended (this is the default).")
@json_option
@project_option
def rerun(
    *,
    run: str,
    failed: bool,
    all_tasks: bool,
    from_tasks: tuple[str, ...],
    same_revision: bool,
    inputs: tuple[str, ...],
    watch: bool,
    as_json: bool,
    project_dir: Path | None,
) -> int:
    """Run something again, as a new run that takes over what still holds.

    What is run again, and why, is listed first. New inputs mean `--all`.
    """
    if sum((failed, all_tasks, bool(from_tasks))) > 1:
        raise click.UsageError("`--failed`, `--all` and `--from` exclude each other.")
    given = read_inputs(inputs)
    from seaway.cli.rerunning import RerunOrder, rerun_run

    order = RerunOrder(
        run=run,
        all_tasks=all_tasks,
        from_tasks=from_tasks,
        on_newest=not same_revision,
        inputs=given,
        is_watched=watch,
    )
    if is_remote():
        from seaway.cli import remote_views

        return remote_views.rerun_run(order, as_json=as_json)
    return asyncio.run(rerun_run(order, project_dir, as_json=as_json))


@runs.command()
@click.argument("run", default="latest")
@click.argument("task", required=False)
@json_option
@project_option
def why(*, run: str, task: str | None, as_json: bool, project_dir: Path | None) -> int:
    """Say why it is not running: for each thing that waits, what holds it and what frees it."""
    if is_remote():
        from seaway.cli import remote_views

        return remote_views.explain_run(run, task, as_json=as_json)
    from seaway.cli.run_why import explain_run

    return asyncio.run(explain_run(run, task, project_dir, as_json=as_json))


@runs.command()
@click.argument("run")
@click.argument("task")
@click.option("--reject", is_flag=True, help="Say no; the task fails.")
@input_option
@json_option
@project_option
def approve(
    *,
    run: str,
    task: str,
    reject: bool,
    inputs: tuple[str, ...],
    as_json: bool,
    project_dir: Path | None,
) -> int:
    """Answer an approval; `-i` fills in its form."""
    values = read_inputs(inputs)
    if is_remote():
        from seaway.cli.remote import order

        return order(
            run,
            lambda client, run_id: client.approve(run_id, task, approved=not reject, values=values),
            f"{task} is {'rejected' if reject else 'approved'}",
            as_json=as_json,
        )
    from seaway.cli.run_orders import answer_approval

    return asyncio.run(
        answer_approval(run, task, project_dir, is_approved=not reject, values=values, as_json=as_json)
    )
