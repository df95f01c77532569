"""Asks a system's token address (OAuth 2: RFC 6749, PKCE: RFC 7636). Blocks; call it in a thread."""

import base64
import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote_plus, urlencode

from seaway.errors import AuthError, InvalidInputError, UnavailableError
from seaway.sdk.oauth import OAuth2, address

TIMEOUT_S = 20.0
LONGEST_S = 10 * 365 * 86_400
_MOST_BYTES = 262_144


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What a system gave. `expires_s` None: it did not say how long the access token works."""

    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_s: float | None = None


def authorize_url(
    oauth: OAuth2, values: Mapping[str, object], *, redirect_uri: str, state: str, verifier: str
) -> str:
    """Where somebody's browser goes to sign in."""
    given = dict(values)
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": _value(oauth.client_id, given),
        "redirect_uri": redirect_uri,
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
        **({"scope": scope} if (scope := _scope(oauth, given)) else {}),
        **oauth.extra,
    }
    where = address(oauth.authorize_url, given)
    if not where.startswith(("https://", "http://")):
        raise InvalidInputError(
            "The address to sign in at is no HTTP address.", hint="It begins with https://."
        )
    return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}"


def by_code(
    oauth: OAuth2, values: Mapping[str, object], *, code: str, redirect_uri: str, verifier: str
) -> Tokens:
    """The tokens that somebody's sign-in is worth.

    Raises:
        AuthError: the system refuses.
        UnavailableError: it can't be reached.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
    }
    return _ask(oauth, values, form)


def by_refresh(oauth: OAuth2, values: Mapping[str, object], refresh_token: str) -> Tokens:
    """Fresh tokens. Raises as `by_code`."""
    return _ask(oauth, values, {"grant_type": "refresh_token", "refresh_token": refresh_token})


def by_credentials(oauth: OAuth2, values: Mapping[str, object]) -> Tokens:
    """Tokens for the client itself. Raises as `by_code`."""
    scope = _scope(oauth, dict(values))
    return _ask(oauth, values, {"grant_type": "client_credentials", **({"scope": scope} if scope else {})})


def _ask(oauth: OAuth2, values: Mapping[str, object], form: dict[str, str]) -> Tokens:
    import httpx

    from seaway.integrations.http.transport import GuardedTransport

    given = dict(values)
    where = address(oauth.token_url, given)
    client_id, secret = _value(oauth.client_id, given), str(given.get(oauth.client_secret) or "")
    headers = {"Accept": "application/json"}
    if secret and str(given.get("client_auth") or oauth.client_auth) == "basic":
        said = f"{quote_plus(client_id)}:{quote_plus(secret)}".encode()  # RFC 6749, 2.3.1
        headers["Authorization"] = f"Basic {base64.b64encode(said).decode()}"
        body = form
    else:
        body = form | {"client_id": client_id} | ({"client_secret": secret} if secret else {})
    try:
        with (
            GuardedTransport(verify=True) as transport,
            httpx.Client(transport=transport, timeout=TIMEOUT_S) as client,
        ):
            answer = client.post(where, data=body, headers=headers)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise InvalidInputError(f"The token address can't be asked: {error}.") from None
    except httpx.TransportError as error:
        raise UnavailableError(f"The token address can't be reached: {error}.") from None
    return _read(answer.status_code, answer.content[:_MOST_BYTES])


def _read(status: int, content: bytes) -> Tokens:
    """Never shows what was sent, nor tokens that came back."""
    import json

    try:
        said = json.loads(content)
    except ValueError:
        said = None
    if status >= 500 or status == 429:
        raise UnavailableError(f"The token address answered {status}.")
    if not isinstance(said, dict):
        raise UnavailableError(f"The token address answered {status} and no JSON.")
    token = said.get("access_token")
    if status >= 400 or not isinstance(token, str) or not token:
        why = str(said.get("error_description") or said.get("error") or f"status {status}")[:300]
        raise AuthError(f"The system refuses to give tokens: {why}.")
    lives = said.get("expires_in")
    is_number = isinstance(lives, int | float) or (isinstance(lives, str) and lives.isdigit())
    return Tokens(
        access_token=token,
        refresh_token=str(said.get("refresh_token") or ""),
        expires_s=min(max(float(lives), 0.0), LONGEST_S) if is_number and lives is not None else None,
    )


def _scope(oauth: OAuth2, values: dict[str, object]) -> str:
    known = defaultdict(str, {name: str(value or "") for name, value in values.items()})
    return " ".join(filled for scope in oauth.scopes if (filled := scope.format_map(known)))


def _value(name: str, values: Mapping[str, object]) -> str:
    value = values.get(name)
    if not value:
        raise InvalidInputError(f"`{name}` is needed to sign in, and is empty.", hint=f"Set `{name}`.")
    return str(value)
