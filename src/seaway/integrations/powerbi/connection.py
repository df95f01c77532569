"""Power BI, asked by an application (service principal) of Microsoft Entra."""

from typing import Annotated, ClassVar

from pydantic import Field, SecretStr

from seaway.integrations.oauth.tokens import by_credentials
from seaway.integrations.powerbi.client import PowerBiApi
from seaway.sdk.connection import Connection
from seaway.sdk.form import Form
from seaway.sdk.oauth import OAuth2


class PowerBi(Connection):
    """Power BI, asked by an application that the tenant lets in and a workspace has as a member."""

    type_name: ClassVar[str] = "powerbi"
    title: ClassVar[str] = "Power BI"
    category: ClassVar[str] = "Dashboards"
    oauth: ClassVar[OAuth2 | None] = OAuth2(
        token_url="{login_url}/{tenant}/oauth2/v2.0/token",  # noqa: S106 - an address
        scopes=("{scope}",),
        grant="client_credentials",
        client_auth="post",
    )

    tenant: str = Field(pattern=r"^[A-Za-z0-9.-]+$")
    """The directory's id, or a domain of it such as `acme.com`."""
    client_id: str
    """The application's id (Microsoft Entra, App registrations)."""
    client_secret: SecretStr
    """A secret of the application, which must be a member of the workspace; the tenant's settings must let
    service principals use the API."""
    access_token: Annotated[SecretStr, Form(advanced=True)] = SecretStr("")
    """Given by Microsoft; nobody has to fill it in."""
    base_url: Annotated[str, Form(advanced=True)] = "https://api.powerbi.com"
    """Another address for national clouds, such as `https://api.powerbigov.us`."""
    login_url: Annotated[str, Form(advanced=True)] = "https://login.microsoftonline.com"
    scope: Annotated[str, Form(advanced=True)] = "https://analysis.windows.net/powerbi/api/.default"
    timeout_s: Annotated[float, Form(advanced=True)] = Field(default=60.0, gt=0)
    """Seconds to wait for an answer."""

    def open(self) -> PowerBiApi:
        """The API, signed in; close it."""
        return PowerBiApi(self.base_url, self._token(), timeout_s=self.timeout_s)

    def check(self) -> str:
        """Ask which workspaces there are."""
        with self.open() as api:
            count = len(api.workspaces())
        return f"Power BI lets the application in; it sees {count} workspace{'' if count == 1 else 's'}."

    def _token(self) -> str:
        if token := self.access_token.get_secret_value():
            return token
        values = {**dict(self), "client_secret": self.client_secret.get_secret_value()}
        assert self.oauth is not None
        return by_credentials(self.oauth, values).access_token
