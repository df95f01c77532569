"""`looker.export`: the rows or the picture of a Look, the picture of a dashboard, as an outside job."""

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from pydantic import Field

from seaway.errors import ConflictError, InvalidInputError, NotFoundError, TaskError
from seaway.integrations.bi.results import Exported
from seaway.integrations.bi.saving import save, target_of
from seaway.integrations.looker.connection import Looker
from seaway.integrations.outside import SOON_S, ask_again, found_well
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Form
from seaway.sdk.options import Option
from seaway.sdk.waiting import Deferred

if TYPE_CHECKING:
    from seaway.integrations.looker.instance import Instance, Size

Format = Literal["png", "jpg", "pdf", "csv", "json", "xlsx"]
_ROWS = ("csv", "json", "xlsx")
_LOOK_PICTURES = ("png", "jpg")
_DASHBOARD_PICTURES = ("png", "jpg", "pdf")


@blueprint("looker.export", title="Export from Looker", category="Dashboards", extra="looker")
def export(
    ctx: Context,
    connection: Looker,
    *,
    look: str = "",
    dashboard: str = "",
    format: Format = "png",  # noqa: A002 - what a person calls it
    filters: dict[str, str] = {},  # noqa: B006 - never changed
    limit: Annotated[int, Field(ge=-1)] = 0,
    to: Annotated[str, Form(placeholder="report.png")] = "",
    overwrite: bool = True,
    width: Annotated[int, Field(ge=1, le=10_000), Form(advanced=True)] = 1_200,
    height: Annotated[int, Field(ge=1, le=10_000), Form(advanced=True)] = 900,
    poll: Duration = 5.0,
) -> Exported | Deferred:
    """Run a Look or a dashboard, and put its rows or its picture into a file.

    Looker runs the queries and draws by and by, without holding a worker. Cancelling the task cancels the
    query of rows; Looker can't cancel a drawing. After a crash it is waited for, or begun again, which
    changes nothing.

    Args:
        connection: who asks for it
        look: id of a Look, as its address shows it; give this or `dashboard`
        dashboard: id of a dashboard, as its address shows it, such as `42` or `sales::overview`
        format: `csv`, `json` or `xlsx` for the rows of a Look, `png` or `jpg` for a picture; `pdf` for
            dashboards
        filters: fields and the value that is shown, as Looker writes filters, such as `orders.region: North`;
            for a dashboard the names of its filters
        limit: most rows; 0 for what the Look says, -1 for all that Looker gives
        to: file in the task's directory, or a folder with a slash at its end; named after what is exported
            where it is empty
        overwrite: where it is false, a file that is there already is a conflict
        width: of a picture, in pixels
        height: of a picture, in pixels; a dashboard may be higher
        poll: how often to look

    Raises:
        TaskError: Looker could not draw it; with its own words
        AuthError: Looker does not know the key
        PermissionDeniedError: the key's user may not do this
        NotFoundError: no such Look or dashboard, or the key's user may not see it
        ConflictError: the file is there already, and `overwrite` is false; or somebody stopped the query
        InvalidInputError: both or none of `look` and `dashboard`, a format that it has not, or the query
            fails; with Looker's own words
        RateLimitError: too many calls; retried
        UnavailableError: Looker has trouble, or no answer came; retried
        DataError: an answer that is not Looker's, or no file of that format

    Example:
        picture:
          uses: looker.export
          with:
            connection: looker
            dashboard: "42"
            format: pdf
            filters: {Region: North}
            to: overview.pdf
    """
    _check(look, dashboard, format)
    target_of(ctx, to, look or dashboard, format, overwrite=overwrite)
    from seaway.integrations.looker.instance import Size

    size = Size(width=width, height=height)
    with connection.open() as instance:
        if look:
            name, task = _begin_look(instance, look, format, filters, limit, size)
        else:
            name = instance.dashboard_title(dashboard)
            task = instance.begin_dashboard(dashboard, format, size, filters)
    ctx.log.info("Started an export of `%s`.", name)
    return Deferred(
        state={"task": task, "name": name},
        poll_after_s=min(poll, SOON_S),
        reason=f"the export of `{name}` has begun",
    )


@export.on_options("look")
def _looks_to_choose(ctx: Context, connection: Looker) -> list[Option]:  # noqa: ARG001 - as all companions
    with connection.open() as instance:
        return [Option(id_, title) for id_, title in instance.looks()]


@export.on_options("dashboard")
def _dashboards_to_choose(ctx: Context, connection: Looker) -> list[Option]:  # noqa: ARG001 - as all
    with connection.open() as instance:
        return [Option(id_, title) for id_, title in instance.dashboards()]


@export.on_poll
def _poll(
    ctx: Context,
    state: object,
    connection: Looker,
    format: str,  # noqa: A002 - the name of the input
    to: str,
    overwrite: bool,
    poll: float,
) -> Exported | Deferred:
    known = cast("dict[str, Any]", state)

    def look() -> Exported | Deferred:
        with connection.open() as instance:
            status = _rows_status(instance, known) if format in _ROWS else _picture_status(instance, known)
            if status:
                reason = f"Looker works on `{known['name']}`: {status}"
                return Deferred(state=found_well(known), poll_after_s=poll, reason=reason)
            path = target_of(ctx, to, known["name"], format, overwrite=overwrite)
            take = instance.rows if format in _ROWS else instance.picture
            pieces = take(known["task"])
            size_bytes = save(ctx.files.path(path), pieces, format, overwrite=overwrite, source="Looker")
        ctx.log.info("Exported `%s` to %s: %s bytes.", known["name"], path, f"{size_bytes:,}")
        return Exported(name=known["name"], path=path, format=format, size_bytes=size_bytes)

    return ask_again(ctx, known, poll, look)


@export.on_find
def _find(ctx: Context) -> None:
    """Nothing: Looker takes no key for what it runs, and what is run again changes nothing there."""


@export.on_cancel
def _cancel(
    ctx: Context,
    state: object,
    connection: Looker,
    format: str,  # noqa: A002 - the name of the input
) -> None:
    known = cast("dict[str, Any]", state)
    if format not in _ROWS:
        ctx.log.warning("Looker goes on drawing `%s`: that can't be cancelled.", known["name"])
        return
    with suppress(ConflictError, NotFoundError, InvalidInputError), connection.open() as instance:
        instance.cancel_rows(known["task"])
        ctx.log.info("Asked Looker to cancel the query of `%s`.", known["name"])


def _check(look: str, dashboard: str, kind: str) -> None:
    if bool(look) == bool(dashboard):
        raise InvalidInputError(
            "It is not clear what to export.", hint="Give `look` or `dashboard`, one of them."
        )
    formats = (*_ROWS, *_LOOK_PICTURES) if look else _DASHBOARD_PICTURES
    if kind not in formats:
        raise InvalidInputError(
            f"Looker makes no {kind.upper()} of a {'Look' if look else 'dashboard'}.",
            hint=f"Choose one of: {', '.join(formats)}.",
        )


def _begin_look(
    instance: "Instance", look: str, kind: str, filters: dict[str, str], limit: int, size: "Size"
) -> tuple[str, str]:
    """Its title, and the task."""
    found = instance.look(look, filters)
    if kind in _ROWS:
        return found.title, instance.begin_rows(found.query_id, kind, limit)
    return found.title, instance.begin_picture(found.query_id, kind, size)


def _rows_status(instance: "Instance", known: dict[str, Any]) -> str:
    """What it does; empty once there are rows. Why a query failed is said where its rows are asked for."""
    status = str(instance.query_task(known["task"]).status or "")
    match status.lower():
        case "complete" | "error" | "failure":
            return ""
        case "killed" | "expired":
            raise ConflictError(
                f"The query of `{known['name']}` was stopped: {status}.",
                hint="Somebody, or Looker's own limit, stopped it; run the task again.",
            )
        case _:
            return status or "queued"


def _picture_status(instance: "Instance", known: dict[str, Any]) -> str:
    """What it does; empty once it is drawn."""
    task = instance.render_task(known["task"])
    match str(task.status or ""):
        case "success":
            return ""
        case "failure":
            raise TaskError(
                f"Looker could not draw `{known['name']}`: {task.status_detail or 'it does not say why'}",
                hint="These are Looker's words. Does it open in the browser?",
            )
        case status:
            return status.replace("_", " ") or "queued"
