"""`tableau.refresh`: the extract of a data source or workbook, as an outside job."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal, cast

from seaway.errors import ConflictError, InvalidInputError, NotFoundError, TaskError, UnavailableError
from seaway.integrations.bi.results import Refreshed, lasted, seconds_between
from seaway.integrations.outside import SOON_S, ask_again, found_well
from seaway.integrations.tableau.choosing import datasources_of, projects_of, workbooks_of
from seaway.integrations.tableau.connection import Tableau
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration
from seaway.sdk.waiting import Deferred

if TYPE_CHECKING:
    from seaway.integrations.tableau.site import Item, Site

FAILED, CANCELLED = 1, 2
"""Finish codes of Tableau's jobs; 0 is well, and 3 is well in newer servers."""


@blueprint("tableau.refresh", title="Refresh a Tableau extract", category="Dashboards", extra="tableau")
def refresh(
    ctx: Context,
    connection: Tableau,
    *,
    datasource: str = "",
    workbook: str = "",
    project: str = "",
    wait: bool = True,
    if_running: Literal["join", "fail"] = "join",
    poll: Duration = 15.0,
) -> Refreshed | Deferred:
    """Refresh the extract of a published data source, or those of a workbook, and wait for the end without
    holding a worker.

    Cancelling the task cancels the job that it began. Tableau queues no second refresh of the same content:
    after a crash the one that runs is taken up.

    Args:
        connection: who asks for it
        datasource: name or id of a published data source; give this or `workbook`
        workbook: name or id of a workbook
        project: name of the project it is in, where the name alone is not clear
        wait: wait for the end; where it is false the task succeeds once the job is queued
        if_running: where a refresh is queued or runs already, wait for that one (`join`) or fail (`fail`).
            One that began before the newest data may have missed it.
        poll: how often to look

    Raises:
        TaskError: the refresh failed; with Tableau's own words
        ConflictError: somebody cancelled it; or one runs already, and it can't or may not be joined
        AuthError: the token is wrong or expired
        PermissionDeniedError: the account may not refresh it
        NotFoundError: no such data source, workbook or project, or the account may not see it
        InvalidInputError: both or none of `datasource` and `workbook`, or several have that name
        RateLimitError: too many calls; a refresh that runs is asked for again
        UnavailableError: Tableau has trouble, or no answer came; a refresh that runs is asked for again
        DataError: an answer that is not Tableau's

    Example:
        refresh:
          uses: tableau.refresh
          with:
            connection: tableau
            datasource: Payments
            project: Finance
          timeout: 2h
    """
    with connection.open() as site:
        item = _item(site, datasource, workbook, project)
        job_id = site.refresh(item)
        is_new = job_id is not None
        if job_id is None:
            job_id = _running(site, item, if_running)
    ctx.log.info("%s the refresh of %s: job %s", "Started" if is_new else "Joined", item.label, job_id)
    if not wait:
        return Refreshed(name=item.name, job_id=job_id, outcome="started", taken_up=not is_new)
    state = _state(item, job_id, taken_up=not is_new, is_ours=is_new)
    return Deferred(
        state=state, poll_after_s=min(poll, SOON_S), reason=f"the refresh of {item.label} is queued"
    )


refresh.on_options("datasource")(datasources_of)
refresh.on_options("workbook")(workbooks_of)
refresh.on_options("project")(projects_of)


@refresh.on_poll
def _poll(ctx: Context, state: object, connection: Tableau, wait: bool, poll: float) -> Refreshed | Deferred:
    known = cast("dict[str, Any]", state)
    return ask_again(ctx, known, poll, lambda: _looked(ctx, connection, known, poll, wait=wait))


@refresh.on_find
def _find(ctx: Context, connection: Tableau, datasource: str, workbook: str, project: str) -> Deferred | None:
    with connection.open() as site:
        item = _item(site, datasource, workbook, project)
        job_id = site.running_job(item)
    if job_id is None:
        return None
    ctx.log.info("Found the job %s, which refreshes %s.", job_id, item.label)
    state = _state(item, job_id, taken_up=True, is_ours=True)
    return Deferred(state=state, poll_after_s=0, reason=f"takes up the job {job_id}")


@refresh.on_cancel
def _cancel(ctx: Context, state: object, connection: Tableau) -> None:
    known = cast("dict[str, Any]", state)
    if not known["is_ours"]:
        ctx.log.warning("The refresh of %s goes on: it was begun by another.", known["label"])
        return
    with suppress(ConflictError, NotFoundError, InvalidInputError), connection.open() as site:  # it is over
        site.cancel(known["job"])
        ctx.log.info("Asked Tableau to cancel the job %s.", known["job"])


def _state(item: "Item", job_id: str, *, taken_up: bool, is_ours: bool) -> dict[str, Any]:
    label = {"name": item.name, "label": item.label}
    return {"job": job_id, **label, "taken_up": taken_up, "is_ours": is_ours}


def _item(site: "Site", datasource: str, workbook: str, project: str) -> "Item":
    if bool(datasource) == bool(workbook):
        raise InvalidInputError(
            "It is not clear what to refresh.", hint="Give `datasource` or `workbook`, one of them."
        )
    kind = "datasources" if datasource else "workbooks"
    return site.find(kind, datasource or workbook, project_name=project)


def _running(site: "Site", item: "Item", if_running: str) -> str:
    if if_running == "fail":
        raise ConflictError(
            f"A refresh of {item.label} is queued or runs already.",
            hint="Wait for its end, or set `if_running: join`.",
        )
    found = site.running_job(item)
    if found is None:
        raise UnavailableError(
            f"Tableau says that a refresh of {item.label} is queued already, and shows none to this account.",
            hint="Only administrators of the site may look for it; `retry` after a while begins a new one.",
        )
    return found


def _looked(
    ctx: Context, connection: Tableau, known: dict[str, Any], poll_s: float, *, wait: bool
) -> Refreshed | Deferred:
    with connection.open() as site:
        job = site.job(known["job"])
    if wait and job.completed_at is None:
        done = int(job.progress) if str(job.progress).isdecimal() else 0
        ctx.progress(done, 100)
        state = "runs" if job.started_at else "is queued"
        reason = f"the refresh of {known['label']} {state}, {done} %"
        return Deferred(state=found_well(known), poll_after_s=poll_s, reason=reason)
    return _result(ctx, job, known)


def _result(ctx: Context, job: Any, known: dict[str, Any]) -> Refreshed:
    """
    Raises:
        TaskError: it did not end well.
    """
    duration_s = seconds_between(job.started_at or job.created_at, job.completed_at)
    if job.finish_code == FAILED:
        notes = [*job.notes, *(str(each.get("text") or "") for each in job.status_notes)]
        said = "; ".join(" ".join(note.split()) for note in notes if note) or "Tableau does not say why"
        raise TaskError(
            f"The refresh of {known['label']} failed{lasted(duration_s)}: {said[:1_000]}",
            hint="These are Tableau's words; its page of jobs has more.",
        )
    if job.finish_code == CANCELLED:
        raise ConflictError(
            f"Somebody cancelled the refresh of {known['label']} on Tableau.",
            hint="Ask who did, and run the task again.",
        )
    is_over = job.completed_at is not None
    ctx.log.info("Refreshed %s%s.", known["label"], lasted(duration_s)) if is_over else None
    return Refreshed(
        name=known["name"],
        job_id=known["job"],
        outcome="completed" if is_over else "started",
        started_at=job.started_at,
        ended_at=job.completed_at,
        duration_s=duration_s,
        taken_up=known["taken_up"],
    )
