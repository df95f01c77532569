"""`powerbi.export`: a report as a picture or document, drawn by Power BI as an outside job."""

from typing import Annotated, Any, Literal, cast

from seaway.errors import DataError, NotFoundError, TaskError
from seaway.integrations.bi.results import Exported
from seaway.integrations.bi.saving import save, target_of
from seaway.integrations.http.client import Call
from seaway.integrations.outside import SOON_S, ask_again, found_well
from seaway.integrations.powerbi.choosing import reports_of, workspaces_of
from seaway.integrations.powerbi.client import PowerBiApi
from seaway.integrations.powerbi.connection import PowerBi
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Form
from seaway.sdk.waiting import Deferred


@blueprint("powerbi.export", title="Export a Power BI report", category="Dashboards")
def export(
    ctx: Context,
    connection: PowerBi,
    workspace: str,
    report: str,
    *,
    format: Literal["pdf", "png", "pptx"] = "pdf",  # noqa: A002 - what a person calls it
    pages: list[str] = [],  # noqa: B006 - never changed
    filter: Annotated[str, Form(placeholder="Shop/Region eq 'North'")] = "",  # noqa: A002 - Power BI's word
    to: Annotated[str, Form(placeholder="report.pdf")] = "",
    overwrite: bool = True,
    poll: Duration = 5.0,
) -> Exported | Deferred:
    """Put a report of Power BI into a file: a PDF, a picture, or slides.

    Power BI draws it by and by, without holding a worker. It wants a workspace in Premium, Fabric or Embedded
    capacity. An export that has begun can't be cancelled; after a crash it is waited for, or begun again,
    which changes nothing.

    Args:
        connection: the application that asks for it
        workspace: name or id
        report: name or id
        format: a PNG of several pages is a ZIP of pictures
        pages: names of pages, as people see them; all pages where it is empty
        filter: what is shown, as Power BI writes filters: `Table/Column eq 'value'`
        to: file in the task's directory, or a folder with a slash at its end; named after the report where it
            is empty
        overwrite: where it is false, a file that is there already is a conflict
        poll: how often to look; less often where Power BI asks for that

    Raises:
        TaskError: Power BI could not draw it; with its own words
        AuthError: the application is not let in
        PermissionDeniedError: the application may not export it
        NotFoundError: no such workspace, report or page, or the application may not see it
        ConflictError: the file is there already, and `overwrite` is false
        InvalidInputError: Power BI refuses the export, such as outside of a capacity
        RateLimitError: too many exports at once; retried
        UnavailableError: Power BI has trouble, or no answer came; retried
        DataError: an answer that is not Power BI's, or no file of that format

    Example:
        picture:
          uses: powerbi.export
          with:
            connection: powerbi
            workspace: Finance
            report: Payments
            format: png
            pages: [Overview]
            to: payments.png
    """
    target_of(ctx, to, report, format, overwrite=overwrite)
    with connection.open() as api:
        path, name = api.path_of(workspace, "reports", report)
        content = {"format": format.upper(), **_configuration(api, path, pages, filter)}
        begun = api.begin_export(path, content)
    ctx.log.info("Started an export of the report `%s`.", name)
    state = {"path": begun, "name": name}
    return Deferred(state=state, poll_after_s=min(poll, SOON_S), reason=f"the export of `{name}` has begun")


export.on_options("workspace")(workspaces_of)
export.on_options("report")(reports_of)


@export.on_poll
def _poll(
    ctx: Context,
    state: object,
    connection: PowerBi,
    format: str,  # noqa: A002 - the name of the input
    to: str,
    overwrite: bool,
    poll: float,
) -> Exported | Deferred:
    known = cast("dict[str, Any]", state)

    def look() -> Exported | Deferred:
        with connection.open() as api:
            found, after_s = api.export(known["path"])
            match found["status"]:
                case "Succeeded":
                    kind = _kind(found, format)
                    path = target_of(ctx, to, known["name"], kind, overwrite=overwrite)
                    return _saved(ctx, api, known, path, kind, overwrite=overwrite)
                case "Failed":
                    raise _failed(found, known["name"])
        done = int(found.get("percentComplete") or 0)
        ctx.progress(done, 100)
        reason = f"Power BI draws the report `{known['name']}`, {done} %"
        return Deferred(state=found_well(known), poll_after_s=max(poll, after_s), reason=reason)

    return ask_again(ctx, known, poll, look)


def _configuration(api: PowerBiApi, path: str, pages: list[str], shown: str) -> dict[str, Any]:
    """What of the report is drawn; empty for all of it."""
    known = (
        {str(each.get("displayName")): str(each.get("name")) for each in api.report_pages(path)}
        if pages
        else {}
    )
    for page in pages:
        if page not in known and page not in known.values():
            raise NotFoundError(
                f"The report has no page `{page}`.", hint=f"There are: {', '.join(known) or 'none'}."
            )
    chosen = [{"pageName": known.get(page, page)} for page in pages]
    made = {"pages": chosen, "reportLevelFilters": [{"filter": shown}] if shown else []}
    filled = {name: value for name, value in made.items() if value}
    return {"powerBIReportConfiguration": filled} if filled else {}


def _kind(found: dict[str, Any], wanted: str) -> str:
    """What the file is: several pictures come as a ZIP."""
    given = str(found.get("resourceFileExtension") or wanted).lower().lstrip(".")
    if given not in (wanted, "zip"):
        raise DataError(
            f"Power BI made a file of the kind `{given}`, not `{wanted}`.", hint="Try another `format`."
        )
    return given


def _saved(
    ctx: Context, api: PowerBiApi, known: dict[str, Any], path: str, kind: str, *, overwrite: bool
) -> Exported:
    call = Call(path=f"{known['path']}/file", headers={"Accept": "*/*"})
    size_bytes = save(ctx.files.path(path), api.pieces(call), kind, overwrite=overwrite, source="Power BI")
    ctx.log.info("Exported the report `%s` to %s: %s bytes.", known["name"], path, f"{size_bytes:,}")
    return Exported(name=known["name"], path=path, format=kind, size_bytes=size_bytes)


def _failed(found: dict[str, Any], name: str) -> TaskError:
    error = found.get("error") or {}
    said = ": ".join(str(error[key]) for key in ("code", "message") if error.get(key))
    return TaskError(
        f"Power BI could not export the report `{name}`: {said or 'it does not say why'}",
        hint="These are Power BI's words. Does the report open in the browser?",
    )
