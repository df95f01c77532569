"""How a system signs people in: what a connection's class says about OAuth 2."""

from dataclasses import dataclass, field
from string import Formatter
from typing import Literal

from seaway.errors import InvalidInputError


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth2:
    """Addresses may hold `{field}` of the connection, such as `https://{host}/oauth/token`.

    grant: `authorization_code` (somebody signs in once, with PKCE) or `client_credentials` (nobody does).
    client_id, client_secret: the connection's fields that hold them.
    token: the connection's field that gets the access token; give it a default, as nobody fills it in.
    """

    token_url: str
    authorize_url: str = ""
    scopes: tuple[str, ...] = ()
    grant: Literal["authorization_code", "client_credentials"] = "authorization_code"
    client_id: str = "client_id"
    client_secret: str = "client_secret"  # noqa: S105 - the name of a field
    client_auth: Literal["basic", "post"] = "basic"
    """How the client's secret is sent: in the header, as every system must take it, or in the form, for those
    that do not. A field `client_auth` of the connection comes before."""
    token: str = "access_token"  # noqa: S105 - the name of a field
    extra: dict[str, str] = field(default_factory=dict)
    """Parameters that this system wants besides, when somebody is sent to sign in."""


def address(pattern: str, fields: dict[str, object]) -> str:
    """A pattern with the connection's fields in it.

    Raises:
        InvalidInputError: a field that it needs is empty.
    """
    for _, name, _, _ in Formatter().parse(pattern):
        if name and fields.get(name) in (None, ""):
            raise InvalidInputError(f"`{name}` is needed to sign in, and is empty.", hint=f"Set `{name}`.")
    return pattern.format_map({name: str(value) for name, value in fields.items()})
