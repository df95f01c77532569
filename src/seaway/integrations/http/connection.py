"""An HTTP API: where it is, and how to sign in."""

from typing import Annotated, ClassVar

from pydantic import Field, SecretStr

from seaway.errors import InvalidInputError
from seaway.sdk.connection import Connection
from seaway.sdk.form import Form


class Http(Connection):
    """Base address, headers and credentials of an HTTP API."""

    type_name: ClassVar[str] = "http"
    title: ClassVar[str] = "HTTP API"
    category: ClassVar[str] = "HTTP"

    base_url: str
    headers: Annotated[dict[str, str], Form(secret=True)] = Field(default_factory=dict, repr=False)
    """Sent with each request; often one of them is an API key."""
    token: SecretStr | None = None
    """Sent as `Authorization: Bearer …`."""
    username: str = ""
    password: SecretStr | None = None
    verify_tls: bool = True
    timeout_s: float = Field(default=30.0, gt=0)

    @classmethod
    def fields_from_url(cls, url: str) -> dict[str, object]:
        """`https://user:password@host/base`; all of it but the credentials is the base address."""
        from urllib.parse import unquote, urlsplit, urlunsplit

        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            raise InvalidInputError(
                f"`{parts.scheme}` is no scheme of an HTTP address.", hint="Use https://…"
            )
        host = parts.netloc.rpartition("@")[2]
        found: dict[str, object] = {"base_url": urlunsplit((parts.scheme, host, parts.path, parts.query, ""))}
        if parts.username:
            found |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
        return found

    def secret_values(self) -> list[str]:
        """The credentials, and the values of headers, as an API key often stands in one."""
        return [*super().secret_values(), *(value for value in self.headers.values() if len(value) >= 8)]

    def check(self) -> str:
        """Ask for the base address; any answer but a refusal of the credentials will do."""
        from seaway.integrations.http.sending import Request, send

        with send(Request(method="GET", url=self.base_url), self) as response:
            status = response.status_code
        from seaway.integrations.http.answers import error_of

        if status in (401, 403) or status >= 500:
            raise error_of(status, "GET", self.base_url, {}, "")
        return f"{self.base_url} answers ({status})."
