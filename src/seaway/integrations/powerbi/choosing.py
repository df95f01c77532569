"""What there is in Power BI, for who chooses in a form."""

from seaway.integrations.powerbi.connection import PowerBi
from seaway.sdk.context import Context


def workspaces_of(ctx: Context, connection: PowerBi) -> list[str]:  # noqa: ARG001 - as all companions
    """Those that the application is a member of."""
    with connection.open() as api:
        return [str(each["name"]) for each in api.workspaces() if each.get("name")]


def datasets_of(ctx: Context, connection: PowerBi, workspace: str) -> list[str]:  # noqa: ARG001 - as all
    with connection.open() as api:
        return api.names(workspace, "datasets")


def reports_of(ctx: Context, connection: PowerBi, workspace: str) -> list[str]:  # noqa: ARG001 - as all
    with connection.open() as api:
        return api.names(workspace, "reports")
