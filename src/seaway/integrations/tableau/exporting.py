"""`tableau.export`: a view as a picture, a document or its data."""

from math import ceil
from typing import Annotated, Any, Literal

from seaway.errors import InvalidInputError
from seaway.integrations.bi.results import Exported
from seaway.integrations.bi.saving import save, target_of
from seaway.integrations.tableau.choosing import projects_of, views_of, workbooks_of
from seaway.integrations.tableau.connection import Tableau
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Form

Format = Literal["png", "pdf", "csv"]
_PARTS = {"png": "image", "pdf": "pdf", "csv": "data"}


@blueprint("tableau.export", title="Export a Tableau view", category="Dashboards", extra="tableau")
def export(
    ctx: Context,
    connection: Tableau,
    view: str,
    *,
    workbook: str = "",
    project: str = "",
    format: Format = "png",  # noqa: A002 - what a person calls it
    filters: dict[str, str] = {},  # noqa: B006 - never changed
    to: Annotated[str, Form(placeholder="report.png")] = "",
    overwrite: bool = True,
    max_age: Annotated[Duration, Form(advanced=True)] = 60.0,
    resolution: Annotated[Literal["high", "standard"], Form(advanced=True)] = "high",
    orientation: Annotated[Literal["portrait", "landscape"], Form(advanced=True)] = "landscape",
    paper: Annotated[Literal["a3", "a4", "a5", "letter", "legal", "tabloid"], Form(advanced=True)] = "a4",
) -> Exported:
    """Put a view or dashboard of Tableau into a file: a picture, a PDF, or the rows behind it.

    Tableau keeps what it drew for hours; here it is drawn anew when that is older than `max_age`, so that an
    export after a refresh shows the new data.

    Args:
        connection: who asks for it
        view: name or id of a sheet or dashboard
        workbook: name of the workbook it is in, where the name alone is not clear
        project: name of the project, likewise
        format: `png`, `pdf`, or `csv` for the rows
        filters: fields of the view, or its parameters, and the value to show; several with commas between
        to: file in the task's directory, or a folder with a slash at its end; named after the view where
            it is empty
        overwrite: where it is false, a file that is there already is a conflict
        max_age: how old a drawing may be; Tableau counts whole minutes
        resolution: of a PNG
        orientation: of a PDF
        paper: of a PDF

    Raises:
        AuthError: the token is wrong or expired
        PermissionDeniedError: the account may not export it
        NotFoundError: no such view, workbook or project, or the account may not see it
        ConflictError: the file is there already, and `overwrite` is false
        InvalidInputError: several views have that name, or `to` leads out of the task's directory
        RateLimitError: too many calls; retried
        UnavailableError: Tableau has trouble, or no answer came; retried
        DataError: an answer that is not Tableau's, or no file of that format

    Example:
        picture:
          uses: tableau.export
          with:
            connection: tableau
            view: Overview
            workbook: Payments
            filters: {Region: North}
            to: overview.png
    """
    path = target_of(ctx, to, view, format, overwrite=overwrite)
    with connection.open() as site:
        found = site.find("views", view, workbook_name=workbook, project_name=project)
        options = _options(format, max_age, resolution, orientation, paper)
        for name, value in filters.items():
            if not name.strip():
                raise InvalidInputError("A filter has no name.", hint="Write the name of a field.")
            options.vf(name, value)
        pieces = site.pieces(found, _PARTS[format], options)
        size_bytes = save(ctx.files.path(path), pieces, format, overwrite=overwrite, source="Tableau")
    ctx.log.info("Exported %s to %s: %s bytes.", found.label, path, f"{size_bytes:,}")
    return Exported(name=found.name, path=path, format=format, size_bytes=size_bytes)


export.on_options("view")(views_of)
export.on_options("workbook")(workbooks_of)
export.on_options("project")(projects_of)


def _options(kind: Format, max_age_s: float, resolution: str, orientation: str, paper: str) -> Any:
    import tableauserverclient as tsc

    minutes = max(1, ceil(max_age_s / 60))
    match kind:
        case "png":
            high = tsc.ImageRequestOptions.Resolution.High if resolution == "high" else None
            return tsc.ImageRequestOptions(imageresolution=high, maxage=minutes)
        case "pdf":
            return tsc.PDFRequestOptions(page_type=paper, orientation=orientation, maxage=minutes)
        case _:
            return tsc.CSVRequestOptions(maxage=minutes)
