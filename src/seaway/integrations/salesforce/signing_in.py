"""The three ways to get a session: OAuth 2 client credentials, a signed assertion (JWT), or a password.

After "OAuth Authorization Flows" of Salesforce Help; JWT bearer is RFC 7523."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from seaway.errors import AuthError, InvalidInputError
from seaway.integrations.http.client import Call
from seaway.integrations.salesforce.client import SalesforceApi, found_in
from seaway.integrations.storage.remote import client_module

if TYPE_CHECKING:
    from seaway.integrations.salesforce.connection import Salesforce

_JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_ASSERTION_S = 180
"""How long Salesforce takes an assertion, at most."""


def sign_in(connection: "Salesforce", api: SalesforceApi) -> None:
    """Enter the org.

    Raises:
        AuthError: Salesforce refuses, or something to sign in with is missing.
        TaskError: no answer, or none that can be used.
    """
    form = _form(connection)
    found = api.json(Call(method="POST", path="services/oauth2/token", data=form))
    token = found_in(found, "access_token", "token")
    api.enter(str(token), str(found.get("instance_url") or connection.sign_in_url))


def _form(connection: "Salesforce") -> Mapping[str, str]:
    match connection.sign_in:
        case "client_credentials":
            if connection.domain in ("login", "test") and not connection.login_url:
                raise InvalidInputError(
                    "Client credentials work at the org's own address only.",
                    hint="Set `domain` to My Domain of the org, such as `acme`.",
                )
            return {
                "grant_type": "client_credentials",
                "client_id": connection.client_id,
                "client_secret": _needed(connection, "client_secret"),
            }
        case "jwt":
            return {"grant_type": _JWT_GRANT, "assertion": _assertion(connection)}
        case "password":
            return {
                "grant_type": "password",
                "client_id": connection.client_id,
                "client_secret": _needed(connection, "client_secret"),
                "username": _needed(connection, "username"),
                "password": _needed(connection, "password") + connection.security_token.get_secret_value(),
            }


def _assertion(connection: "Salesforce") -> str:
    key = _needed(connection, "private_key")
    claims = {
        "iss": connection.client_id,
        "sub": _needed(connection, "username"),
        "aud": connection.audience,
        "exp": int(time.time()) + _ASSERTION_S,
    }
    jwt = client_module("jwt", "salesforce", "Salesforce")
    try:
        return str(jwt.encode(claims, key.strip(), algorithm="RS256"))
    except (jwt.exceptions.InvalidKeyError, ValueError, TypeError):
        raise AuthError(
            f"The private key of the connection `{connection.name}` can't be read.",
            hint="Paste the whole PEM file of an RSA key without a passphrase, with its first and last line.",
        ) from None


def _needed(connection: "Salesforce", name: str) -> str:
    value = getattr(connection, name)
    text = str(value.get_secret_value() if hasattr(value, "get_secret_value") else value)
    if not text:
        raise AuthError(
            f"The connection `{connection.name}` has no `{name}`.",
            hint=f"Signing in by `{connection.sign_in}` needs it.",
        )
    return text
