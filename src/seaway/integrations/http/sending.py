"""The one place that talks HTTP: address, credentials, time limits, and what a failed connection means."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from seaway.errors import InvalidInputError, TaskError, UnavailableError

if TYPE_CHECKING:
    import httpx

    from seaway.integrations.http.connection import Http


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`content` (or the file there) is sent as it is, `json` as JSON; at most one of them is not None."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, object] = field(default_factory=dict)
    json: object = None
    content: bytes | Path | None = None
    timeout_s: float | None = None
    follow_redirects: bool = True


@contextmanager
def send(request: Request, connection: "Http | None") -> "Iterator[httpx.Response]":
    """The answer, with its body still to be read. Every address that a user gives passes through here.

    Raises:
        InvalidInputError: no address that HTTP can use.
        PermissionDeniedError: an address that workflows may not reach; see `guard`.
        UnavailableError: no answer; a retry may help.
    """
    import httpx

    from seaway.integrations.http.transport import GuardedTransport

    url = address_of(request.url, connection.base_url if connection else "")
    try:
        address = httpx.URL(url).copy_merge_params(cast("dict[str, Any]", dict(request.params)))
        with (
            GuardedTransport(verify=connection.verify_tls if connection else True) as transport,
            httpx.Client(transport=transport, **_options(request, connection)) as client,
            client.stream(request.method, address, **_body(request)) as response,
        ):
            yield response
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
        raise InvalidInputError(f"`{url}` can't be asked: {error}.", hint="Check the address.") from error
    except httpx.TransportError as error:
        raise to_task_error(error, request.method, url) from error
    except (httpx.TooManyRedirects, httpx.DecodingError) as error:
        raise UnavailableError(f"{request.method} {shown(url)}: {error}.") from error


def address_of(url: str, base_url: str) -> str:
    """`url`, or `url` below the connection's address where it is a path.

    Raises:
        InvalidInputError: neither makes an address, or it leads to another host than the connection's.
    """
    if "://" not in url:
        if not base_url:
            raise InvalidInputError(
                f"`{url}` is no full address.", hint="Write https://… or name a connection."
            )
        url = f"{base_url.rstrip('/')}/{url.lstrip('/')}" if url else base_url
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidInputError(
            f"`{shown(url)}` is no HTTP address.", hint="It begins with https:// or http://."
        )
    if base_url and not _is_same_host(url, base_url):
        raise _leaves_host(url, base_url)
    return url


def shown(url: str) -> str:
    """Without credentials and query, which may hold a key."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def to_task_error(error: "httpx.TransportError", method: str, url: str) -> TaskError:
    """What a transport error means to a person."""
    import httpx

    call, host = f"{method} {shown(url)}", urlsplit(url).hostname
    match error:
        case httpx.TimeoutException():
            return UnavailableError(
                f"{call}: no answer in time.", hint="Raise `timeout`, or look at the host."
            )
        case httpx.ConnectError():
            return UnavailableError(
                f"{call}: can't connect to {host}: {error}.", hint="Is it up, and is the name right?"
            )
    return UnavailableError(
        f"{call}: the connection broke: {str(error) or type(error).__name__}.",
        hint="The other side, or something between, closed it; `retry` helps.",
    )


def stay_with(base_url: str) -> "Callable[[httpx.Response], None]":
    """httpx drops `Authorization` on the way to another host, but not a key in another header: so we stay."""

    def refuse(response: "httpx.Response") -> None:
        if response.has_redirect_location:
            target = str(response.request.url.join(response.headers["location"]))
            if not _is_same_host(target, base_url):
                raise _leaves_host(target, base_url)

    return refuse


def credentials_of(connection: "Http") -> tuple[dict[str, str], tuple[str, str] | None]:
    """The headers that the connection sends with each request; its name and password where it has them."""
    headers = dict(connection.headers)
    if connection.token:
        headers.setdefault("Authorization", f"Bearer {connection.token.get_secret_value()}")
    elif connection.username:
        password = connection.password.get_secret_value() if connection.password else ""
        return headers, (connection.username, password)
    return headers, None


def _is_same_host(url: str, base_url: str) -> bool:
    return _host_of(url) == _host_of(base_url)


def _host_of(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _leaves_host(url: str, base_url: str) -> InvalidInputError:
    return InvalidInputError(
        f"`{shown(url)}` is not on the connection's host {urlsplit(base_url).hostname}.",
        hint="Credentials go to the connection's own host only; give a path, or leave the connection out.",
    )


def _options(request: Request, connection: "Http | None") -> dict[str, Any]:
    headers = {"User-Agent": "seaway"} | dict(request.headers)
    options: dict[str, Any] = {
        "timeout": request.timeout_s or 30.0,
        "follow_redirects": request.follow_redirects,
    }
    if connection:
        signed, auth = credentials_of(connection)
        headers = {"User-Agent": "seaway"} | signed | dict(request.headers)
        options["timeout"] = request.timeout_s or connection.timeout_s
        options["event_hooks"] = {"response": [stay_with(connection.base_url)]}
        if auth:
            options["auth"] = auth
    return options | {"headers": headers}


def _body(request: Request) -> dict[str, Any]:
    if isinstance(request.content, Path):
        return {
            "content": _pieces(request.content),
            "headers": {"Content-Length": str(request.content.stat().st_size)},
        }
    parts = {"json": request.json, "content": request.content}
    return {name: value for name, value in parts.items() if value is not None}


def _pieces(place: Path) -> Iterator[bytes]:
    with place.open("rb") as stream:
        while piece := stream.read(1 << 16):
            yield piece
