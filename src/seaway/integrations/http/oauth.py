"""HTTP APIs whose token comes by OAuth 2."""

from typing import ClassVar, Literal

from pydantic import Field, SecretStr

from seaway.integrations.http.connection import Http
from seaway.sdk.oauth import OAuth2


class HttpClient(Http):
    """An HTTP API that gives tokens to a program: OAuth 2 client credentials."""

    type_name: ClassVar[str] = "http_client_credentials"
    title: ClassVar[str] = "HTTP API (client credentials)"
    oauth: ClassVar[OAuth2 | None] = OAuth2(
        token_url="{token_url}",  # noqa: S106 - an address
        scopes=("{scope}",),
        grant="client_credentials",
        token="token",  # noqa: S106 - the name of a field
    )

    token_url: str
    """Where tokens are given, such as `https://login.example.com/oauth/token`."""
    client_id: str
    """As the system calls this program."""
    client_secret: SecretStr
    client_auth: Literal["basic", "post"] = "basic"
    """How the client's secret is sent: in a header (`basic`) or in the form (`post`)."""
    scope: str = ""
    """What is asked for, words with spaces between; empty for what the system gives by itself."""


class HttpSignedIn(Http):
    """An HTTP API that somebody signs in to: OAuth 2 with PKCE. The token is kept fresh."""

    type_name: ClassVar[str] = "http_oauth"
    title: ClassVar[str] = "HTTP API (sign in)"
    oauth: ClassVar[OAuth2 | None] = OAuth2(
        token_url="{token_url}",  # noqa: S106 - an address
        authorize_url="{authorize_url}",
        scopes=("{scope}",),
        token="token",  # noqa: S106 - the name of a field
    )

    authorize_url: str
    """Where people sign in, such as `https://login.example.com/oauth/authorize`."""
    token_url: str
    """Where tokens are given, such as `https://login.example.com/oauth/token`."""
    client_id: str
    """As the system calls this program."""
    client_secret: SecretStr = Field(default=SecretStr(""))
    """Empty for a public client."""
    client_auth: Literal["basic", "post"] = "basic"
    """How the client's secret is sent: in a header (`basic`) or in the form (`post`)."""
    scope: str = ""
    """What is asked for, words with spaces between; often `offline_access` to be renewed."""
