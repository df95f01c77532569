"""`powerbi.refresh`: the data of a semantic model (dataset), as an outside job."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Literal, cast

from seaway.errors import ConflictError, InvalidInputError, NotFoundError, TaskError
from seaway.integrations.bi.results import Refreshed, lasted, seconds_between
from seaway.integrations.outside import SOON_S, ask_again, found_well, not_there_yet
from seaway.integrations.powerbi.choosing import datasets_of, workspaces_of
from seaway.integrations.powerbi.client import PowerBiApi, fault_of
from seaway.integrations.powerbi.connection import PowerBi
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration
from seaway.sdk.waiting import Deferred

_OVER = ("Completed", "Failed", "Cancelled", "Disabled")
_BY_API = ("ViaApi", "ViaEnhancedApi")
_PLAIN = {"notifyOption": "NoNotification"}
_ENHANCED = {"type": "full", "commitMode": "transactional"}


@blueprint("powerbi.refresh", title="Refresh a Power BI dataset", category="Dashboards")
def refresh(
    ctx: Context,
    connection: PowerBi,
    workspace: str,
    dataset: str,
    *,
    enhanced: bool = False,
    wait: bool = True,
    if_running: Literal["join", "fail"] = "join",
    poll: Duration = 30.0,
) -> Refreshed | Deferred:
    """Refresh the data of a dataset (semantic model), and wait for the end without holding a worker.

    Power BI refreshes a dataset once at a time: after a crash the refresh that runs is taken up. Only an
    `enhanced` refresh can be cancelled, and is with its task; another goes on.

    Args:
        connection: the application that asks for it
        workspace: name or id
        dataset: name or id
        enhanced: all or nothing, can be cancelled, and says which table failed; wants a workspace in Premium,
            Fabric or Embedded capacity
        wait: wait for the end; where it is false the task succeeds once it has begun
        if_running: where a refresh runs already, wait for that one (`join`) or fail (`fail`). One that began
            before the newest data may have missed it.
        poll: how often to look

    Raises:
        TaskError: the refresh failed; with Power BI's own words
        ConflictError: one runs already, and may not be joined; or somebody cancelled it
        AuthError: the application is not let in
        PermissionDeniedError: the application may not refresh it
        NotFoundError: no such workspace or dataset, or the application may not see it
        InvalidInputError: Power BI refuses it, such as after the eighth of a day in a shared capacity
        RateLimitError: too many calls; a refresh that runs is asked for again
        UnavailableError: Power BI has trouble, or no answer came; a refresh that runs is asked for again
        DataError: an answer that is not Power BI's

    Example:
        refresh:
          uses: powerbi.refresh
          with:
            connection: powerbi
            workspace: Finance
            dataset: Payments
          timeout: 2h
    """
    with connection.open() as api:
        path, name = api.path_of(workspace, "datasets", dataset)
        try:
            request, is_new = api.begin_refresh(path, _ENHANCED if enhanced else _PLAIN), True
        except InvalidInputError as refusal:
            request, is_new = _running(api, path, name, if_running, refusal), False
    ctx.log.info("%s the refresh of the dataset `%s`: %s", "Started" if is_new else "Joined", name, request)
    if not wait:
        return Refreshed(name=name, job_id=request, outcome="started", taken_up=not is_new)
    state = _state(path, name, request, taken_up=not is_new, is_ours=is_new)
    return Deferred(state=state, poll_after_s=min(poll, SOON_S), reason=f"the refresh of `{name}` has begun")


refresh.on_options("workspace")(workspaces_of)
refresh.on_options("dataset")(datasets_of)


@refresh.on_poll
def _poll(ctx: Context, state: object, connection: PowerBi, wait: bool, poll: float) -> Refreshed | Deferred:
    known = cast("dict[str, Any]", state)
    if not wait:  # it was found after a crash
        return Refreshed(name=known["name"], job_id=known["request"], outcome="started", taken_up=True)
    return ask_again(ctx, known, poll, lambda: _looked(ctx, connection, known, poll))


@refresh.on_find
def _find(ctx: Context, connection: PowerBi, workspace: str, dataset: str) -> Deferred | None:
    with connection.open() as api:
        path, name = api.path_of(workspace, "datasets", dataset)
        found = _newest_running(api, path)
    if found is None or found.get("refreshType") not in _BY_API:
        return None
    ctx.log.info("Found the refresh %s of the dataset `%s`.", found["requestId"], name)
    state = _state(path, name, found["requestId"], taken_up=True, is_ours=True)
    return Deferred(state=state, poll_after_s=0, reason=f"takes up the refresh of `{name}`")


@refresh.on_cancel
def _cancel(ctx: Context, state: object, connection: PowerBi, enhanced: bool) -> None:
    known = cast("dict[str, Any]", state)
    if not (enhanced and known["is_ours"]):
        ctx.log.warning("The refresh of `%s` goes on: it can't be cancelled, or is another's.", known["name"])
        return
    with suppress(ConflictError, NotFoundError, InvalidInputError), connection.open() as api:  # it is over
        api.cancel_refresh(known["path"], known["request"])
        ctx.log.info("Asked Power BI to cancel the refresh %s.", known["request"])


def _state(path: str, name: str, request: str, *, taken_up: bool, is_ours: bool) -> dict[str, Any]:
    return {"path": path, "name": name, "request": request, "taken_up": taken_up, "is_ours": is_ours}


def _running(api: PowerBiApi, path: str, name: str, if_running: str, refusal: InvalidInputError) -> str:
    """What runs already, where that is why a refresh was refused; Power BI says 400 to many things."""
    found = _newest_running(api, path)
    if found is None:
        raise refusal
    if if_running == "fail":
        raise ConflictError(
            f"A refresh of the dataset `{name}` runs already.",
            hint="Wait for its end, or set `if_running: join`.",
        )
    return str(found["requestId"])


def _newest_running(api: PowerBiApi, path: str) -> dict[str, Any] | None:
    running = (each for each in api.refreshes(path) if each.get("status") not in _OVER)
    return next((each for each in running if each.get("requestId")), None)


def _looked(ctx: Context, connection: PowerBi, known: dict[str, Any], poll_s: float) -> Refreshed | Deferred:
    with connection.open() as api:
        history = api.refreshes(known["path"])
        found = next((each for each in history if each.get("requestId") == known["request"]), None)
        if found is None:
            gone = NotFoundError(
                f"Power BI's history has no refresh {known['request']} of the dataset `{known['name']}`.",
                hint="Look at the dataset's refresh history; was it moved or deleted?",
            )
            reason = f"waits for the refresh of `{known['name']}` to be listed"
            return not_there_yet(known, poll_s, reason, gone)
        if found.get("status") not in _OVER:
            reason = f"the refresh of `{known['name']}` runs since {found.get('startTime', 'now')}"
            return Deferred(state=found_well(known), poll_after_s=poll_s, reason=reason)
        return _result(ctx, api, found, known)


def _result(ctx: Context, api: PowerBiApi, found: dict[str, Any], known: dict[str, Any]) -> Refreshed:
    """
    Raises:
        TaskError: it did not end well.
    """
    start, end = _time(found.get("startTime")), _time(found.get("endTime"))
    duration_s, what = seconds_between(start, end), f"the refresh of the dataset `{known['name']}`"
    match found["status"]:
        case "Failed":
            said = fault_of(found) or _messages(api, found, known) or "Power BI does not say why"
            raise TaskError(
                f"{what.capitalize()} failed{lasted(duration_s)}: {said[:1_000]}",
                hint="These are Power BI's words; the dataset's refresh history has more.",
            )
        case "Cancelled":
            raise ConflictError(f"Somebody cancelled {what}.", hint="Ask who did, and run the task again.")
        case "Disabled":
            raise ConflictError(
                f"Power BI has disabled {what}.", hint="Look at the dataset's settings; it failed too often."
            )
    ctx.log.info("Refreshed the dataset `%s`%s.", known["name"], lasted(duration_s))
    return Refreshed(
        name=known["name"],
        job_id=known["request"],
        outcome="completed",
        started_at=start,
        ended_at=end,
        duration_s=duration_s,
        taken_up=known["taken_up"],
    )


def _messages(api: PowerBiApi, found: dict[str, Any], known: dict[str, Any]) -> str:
    """What the details of an enhanced refresh say."""
    if found.get("refreshType") != "ViaEnhancedApi":
        return ""
    with suppress(TaskError):
        messages = api.details(known["path"], known["request"]).get("messages") or []
        return "; ".join(str(each["message"]) for each in messages if each.get("message"))
    return ""


def _time(text: object) -> datetime | None:
    """UTC, also where Power BI leaves the zone out."""
    try:
        found = datetime.fromisoformat(str(text or ""))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
