"""`dbt_cloud.run_job`: a job of dbt Cloud as an outside job."""

from collections import Counter
from collections.abc import Mapping
from itertools import islice
from typing import Annotated, Any, cast

from pydantic import Field

from seaway.integrations.dbt_cloud.connection import DbtCloud
from seaway.integrations.dbt_cloud.progress import count_progress, show_commands, show_nodes
from seaway.integrations.dbt_cloud.results import CloudRun, ended, url_of
from seaway.integrations.dbt_cloud.runs import Jobs, jobs_of, key_of, status_of
from seaway.integrations.outside import SOON_S, ask_again, found_well
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context, RunInfo
from seaway.sdk.form import Duration, Form
from seaway.sdk.options import Option, Options
from seaway.sdk.waiting import Deferred

MOST_LISTED = 500
"""Jobs, for who chooses one; who looks for more types a part of the name."""


@blueprint("dbt_cloud.run_job", title="Run a dbt Cloud job", category="dbt")
def run_job(
    ctx: Context,
    connection: DbtCloud,
    job: str,
    *,
    commands: list[str] = [],  # noqa: B006 - never changed
    cause: str = "",
    git_branch: Annotated[str, Form(group="Overrides")] = "",
    git_sha: Annotated[str, Form(group="Overrides")] = "",
    schema: Annotated[str, Form(group="Overrides")] = "",
    target: Annotated[str, Form(group="Overrides")] = "",
    threads: Annotated[int, Form(group="Overrides"), Field(ge=0)] = 0,
    project: Annotated[int, Form(advanced=True), Field(ge=0)] = 0,
    to: Annotated[str, Form(advanced=True)] = "dbt",  # noqa: ARG001 - read when the run is over
    poll: Duration = 15.0,
) -> CloudRun | Deferred:
    """Start a job of dbt Cloud, and wait for its end without holding a worker.

    Each command of the job is a step while it goes, and when it is over each of its models, seeds and tests
    is one too. At the end dbt's artifacts (`manifest.json`, `run_results.json`) stay as files of the task.
    The run's cause in dbt Cloud names the run and task here; by it the run is found again after a crash, and
    never started twice. Cancelling the task cancels the run.

    Args:
        connection: the account
        job: the job's id or name
        commands: what to run in place of the job's own commands, such as
            `["dbt build --select tag:nightly"]`
        cause: what dbt Cloud shows as the reason, before the name of the run here
        git_branch: another branch of the project
        git_sha: a commit of the project
        schema: where models go, in place of the environment's schema
        target: the name of the target, in place of the job's
        threads: how many nodes at once, in place of the job's
        project: the project's id, where several have a job of that name
        to: the folder for dbt's artifacts; those of earlier commands of the run stand in `step-…` below it
        poll: how often to look

    Raises:
        DataError: a model, seed or test failed; names the first and says why; or an answer that is not
            dbt Cloud's
        TaskError: the run failed otherwise; says at which of its steps
        ConflictError: somebody cancelled the run in dbt Cloud
        AuthError: the token is wrong or expired, or there is none
        PermissionDeniedError: the token may not run jobs
        NotFoundError: no such job or account, or the run was deleted
        InvalidInputError: several jobs have that name, or dbt Cloud refuses a value
        RateLimitError: too many calls; a run that was started is asked for again
        UnavailableError: dbt Cloud has trouble; a run that is known is asked for again

    Example:
        models:
          uses: dbt_cloud.run_job
          with:
            connection: dbt
            job: Nightly
            commands: ["dbt build --select tag:nightly"]
          timeout: 2h
    """
    order = {
        "cause": _cause(ctx.run, cause),
        "steps_override": commands,
        "git_branch": git_branch,
        "git_sha": git_sha,
        "schema_override": schema,
        "target_name_override": target,
        "threads_override": threads,
    }
    with connection.open() as api:
        jobs = jobs_of(api, connection)
        run = jobs.start(jobs.job_id(job, project), {name: each for name, each in order.items() if each})
    ctx.log.info("Started the run %s: %s", run["id"], url_of(run))
    return Deferred(
        state={"run": run["id"]}, poll_after_s=min(poll, SOON_S), reason=f"run {run['id']} was started"
    )


@run_job.on_poll
def _poll(ctx: Context, state: object, connection: DbtCloud, to: str, poll: float) -> CloudRun | Deferred:
    known = cast("dict[str, Any]", state)

    def look() -> CloudRun | Deferred:
        with connection.open() as api:
            return _looked(ctx, jobs_of(api, connection), known, connection.name, to, poll)

    return ask_again(ctx, known, poll, look)


@run_job.on_options("job")
def _jobs_to_choose(
    ctx: Context,  # noqa: ARG001 - as all companions
    search: str,
    connection: DbtCloud,
    project: int,
) -> Options:
    """By name; by id where several have that name."""
    with connection.open() as api:
        found = list(islice(jobs_of(api, connection).like(search.strip(), project), MOST_LISTED + 1))
    jobs = [each for each in found[:MOST_LISTED] if each.get("id") and each.get("name")]
    counts = Counter(str(each["name"]) for each in jobs)
    chosen = [
        Option(name, f"project {job.get('project_id')}, environment {job.get('environment_id')}")
        if counts[name := str(job["name"])] == 1
        else Option(str(job["id"]), f"{name}, project {job.get('project_id')}")
        for job in jobs
    ]
    return Options(options=tuple(chosen), is_cut=len(found) > MOST_LISTED)


@run_job.on_find
def _find(ctx: Context, connection: DbtCloud, job: str, project: int) -> Deferred | None:
    if not ctx.run.job_key:
        return None
    with connection.open() as api:
        jobs = jobs_of(api, connection)
        run = jobs.caused_by(jobs.job_id(job, project), key_of(ctx.run))
    if run is None:
        return None
    ctx.log.info("Found the run %s: %s", run["id"], url_of(run))
    return Deferred(state={"run": run["id"]}, poll_after_s=0, reason=f"takes up run {run['id']}")


@run_job.on_cancel
def _cancel(ctx: Context, state: object, connection: DbtCloud) -> None:
    known = cast("dict[str, Any]", state)
    with connection.open() as api:
        if jobs_of(api, connection).cancel(known["run"]):
            ctx.log.info("Asked dbt Cloud to cancel the run %s.", known["run"])


def _cause(run: RunInfo, given: str) -> str:
    """What people read in dbt Cloud, and the key by which the run is found."""
    here = "/".join(filter(None, [run.workflow, run.run_id, run.task_key]))
    return " ".join(filter(None, [given, f"Seaway {here}".strip(), f"({key_of(run)})"]))


def _looked(
    ctx: Context, jobs: Jobs, known: Mapping[str, Any], connection: str, to: str, poll_s: float
) -> CloudRun | Deferred:
    run = jobs.run(known["run"])
    shown = show_commands(ctx, run, known)
    if status_of(run).is_final:
        return ended(ctx, jobs, run, connection, to)
    shown = show_nodes(ctx, jobs, run, shown)
    now = count_progress(ctx, run)
    word = status_of(run).name.lower()
    return Deferred(state=found_well(shown), poll_after_s=poll_s, reason=f"run {known['run']} is {word}{now}")
