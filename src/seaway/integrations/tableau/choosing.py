"""What there is on a site of Tableau, for who chooses in a form."""

from seaway.integrations.tableau.connection import Tableau
from seaway.sdk.context import Context
from seaway.sdk.options import Option


def datasources_of(ctx: Context, connection: Tableau, project: str) -> list[Option]:  # noqa: ARG001 - as all
    """Published data sources that the account may see."""
    return _named(connection, "datasources", project_name=project)


def workbooks_of(ctx: Context, connection: Tableau, project: str) -> list[Option]:  # noqa: ARG001 - as all
    return _named(connection, "workbooks", project_name=project)


def views_of(
    ctx: Context,  # noqa: ARG001 - as all companions
    connection: Tableau,
    workbook: str,
    project: str,
) -> list[Option]:
    """Views and dashboards."""
    return _named(connection, "views", workbook_name=workbook, project_name=project)


def projects_of(ctx: Context, connection: Tableau) -> list[Option]:  # noqa: ARG001 - as all companions
    return _named(connection, "projects")


def _named(connection: Tableau, kind: str, **narrower: str) -> list[Option]:
    with connection.open() as site:
        return [Option(name, project) for name, project in site.some(kind, **narrower)]
