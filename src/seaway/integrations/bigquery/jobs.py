"""BigQuery's jobs as outside jobs: begun once for a try, taken up after a crash, cancelled with the task.

The job's id is made from the key of the try, so that BigQuery itself refuses to begin it twice."""

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast
from uuid import uuid4

from seaway.errors import ConflictError, NotFoundError, RateLimitError, TaskError, UnavailableError
from seaway.integrations.bigquery.connection import BigQuery
from seaway.integrations.bigquery.failures import of_reason, translated
from seaway.integrations.outside import missed, still_runs
from seaway.sdk.context import Context, RunInfo
from seaway.sdk.waiting import Deferred

R = TypeVar("R")
Start = Callable[[Any, str], Any]
"""Sends the job with that id."""
Finish = Callable[[Context, Any, str], R]
"""Makes the result of a job that is done; takes the name of the connection too."""

TIMEOUT_S = 60.0


def begin(ctx: Context, connection: BigQuery, start: Start, finish: Finish[R], poll_s: float) -> R | Deferred:
    """Start the job of this try, or take up the one that is there under its id."""
    job_id = job_id_of(ctx.run)
    with connection.open() as client:
        try:
            with translated(connection.label):
                job = start(client, job_id)
        except ConflictError:
            job = _existing(client, job_id, connection.location)
            if job is None:
                raise
            ctx.log.info("The job %s was begun before; waiting for it.", job_id)
        ctx.log.info("BigQuery job %s: %s", job_id, console_url(job))
        known = {"job": job_id, "location": job.location}
        return _looked(ctx, job, connection.name, finish, known, poll_s)


def find(ctx: Context, connection: BigQuery) -> Deferred | None:
    """The job that an earlier attempt of this try began."""
    job_id = job_id_of(ctx.run)
    if not ctx.run.job_key:
        return None
    with connection.open() as client:
        job = _existing(client, job_id, connection.location)
    if job is None:
        return None
    ctx.log.info("Found the job %s: %s", job_id, console_url(job))
    return Deferred(
        state={"job": job_id, "location": job.location}, poll_after_s=0, reason=f"takes up {job_id}"
    )


def poll(ctx: Context, state: object, connection: BigQuery, finish: Finish[R], poll_s: float) -> R | Deferred:
    """Look at the job. That BigQuery can't be asked for a while does not end a job that runs."""
    known = cast("dict[str, Any]", state)
    with connection.open() as client:
        try:
            with translated(connection.label):
                job = client.get_job(
                    known["job"], location=known.get("location"), retry=None, timeout=TIMEOUT_S
                )
        except (UnavailableError, RateLimitError) as error:
            return missed(ctx, error, known, poll_s)
        return _looked(ctx, job, connection.name, finish, known, poll_s)


def cancel(ctx: Context, state: object, connection: BigQuery) -> None:
    """Ask BigQuery to end the job; that it is over or gone is as good."""
    known = cast("dict[str, Any]", state)
    try:
        with connection.open() as client:
            client.cancel_job(known["job"], location=known.get("location"), retry=None, timeout=TIMEOUT_S)
    except NotFoundError:
        return
    ctx.log.info("Asked BigQuery to cancel the job %s.", known["job"])


def job_id_of(run: RunInfo) -> str:
    """At most 1,024 letters, digits, `_` and `-`; readable, and never the same for two tries."""
    if not run.job_key:
        return f"seaway_{uuid4().hex}"
    readable = re.sub(r"[^A-Za-z0-9-]+", "_", f"{run.workflow}_{run.task_key}").strip("_")[:80]
    digest = hashlib.sha256(run.job_key.encode()).hexdigest()[:24]
    return f"seaway_{readable}_{digest}"


def labels_of(run: RunInfo, given: Mapping[str, str]) -> dict[str, str]:
    """What finds the job, and its cost, in Google's billing export; `given` wins."""
    own = {
        "seaway_project": run.project,
        "seaway_workflow": run.workflow,
        "seaway_run": run.run_id,
        "seaway_task": run.task_key,
    }
    return {label_of(key): label_of(value) for key, value in {**own, **given}.items() if value}


def label_of(text: str) -> str:
    """A label as BigQuery takes it: lower-case letters, digits, `_` and `-`, at most 63."""
    return re.sub(r"[^\w-]", "_", text.lower())[:63]


def console_url(job: Any) -> str:
    place = f"{job.project}:{job.location or ''}:{job.job_id}".replace("::", ":")
    return f"https://console.cloud.google.com/bigquery?project={job.project}&j=bq:{place.partition(':')[2]}"


def error_of(job: Any) -> TaskError:
    """Why a job failed, with its place in BigQuery."""
    result: Mapping[str, Any] = job.error_result or {}
    sql = str(getattr(job, "query", "") or "")
    return of_reason(
        str(result.get("reason", "")), str(result.get("message", "")), f"BigQuery job {job.job_id}", sql=sql
    )


def _existing(client: Any, job_id: str, location: str) -> Any:
    from google.api_core.exceptions import NotFound

    try:
        return client.get_job(job_id, location=location or None, retry=None, timeout=TIMEOUT_S)
    except NotFound:
        return None


def _looked(
    ctx: Context, job: Any, name: str, finish: Finish[R], state: dict[str, Any], poll_s: float
) -> R | Deferred:
    if job.state == "DONE":
        if job.error_result:
            raise error_of(job)
        return finish(ctx, job, name)
    _show_progress(ctx, job)
    return still_runs(state, poll_s, f"BigQuery job {job.job_id} is {str(job.state or 'pending').lower()}")


def _show_progress(ctx: Context, job: Any) -> None:
    """Units of work, as BigQuery counts them for a query."""
    timeline = getattr(job, "timeline", None)
    if timeline:
        done, left = timeline[-1].completed_units or 0, timeline[-1].pending_units or 0
        ctx.progress(done, done + left)
