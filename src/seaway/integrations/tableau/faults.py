"""What Tableau, and the way to it, says when something goes wrong. What Tableau's client makes of it carries
neither `Retry-After` nor bounds, so answers are looked at before the client gets them.

Codes: help.tableau.com, REST API, "Handling Errors"; the first three digits are the status."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from seaway.errors import (
    AuthError,
    DataError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.http.answers import error_of
from seaway.integrations.http.sending import shown

if TYPE_CHECKING:
    import requests

ALREADY_QUEUED = "409093"
_NAMESPACE = "http://tableau.com/api"
_MOST_REASON_BYTES = 65_536
_HINTS: dict[type[TaskError], str] = {
    AuthError: "Check `token_name`, `token` and `site`; a token expires after a year, or 15 days of rest.",
    PermissionDeniedError: "The account may not do this: ask the owner of the content, or an administrator.",
    NotFoundError: "Check the names; Tableau says 404 also where the account may not see it.",
}


def look_at(response: "requests.Response", *_: object, stream: bool = False, **__: object) -> None:
    """A hook of requests.

    Raises:
        TaskError: the class that stands for the status, with Tableau's own reason.
    """
    if stream:
        response.encoding = None  # else the client reads all of it, for its log
    if response.status_code < 400:
        if not stream and "html" in response.headers.get("content-type", ""):
            response.close()
            raise _not_tableaus(response.url, "a web page")  # which the client reads as an empty list
        return
    with response:
        reason = _reason_of(response.raw.read(_MOST_REASON_BYTES, decode_content=True))
    method, url = response.request.method or "", shown(response.url)
    if response.status_code == 401 and "x-tableau-auth" in response.request.headers:
        raise UnavailableError(
            f"{method} {url}: the session ended: {reason or 'status 401'}.",
            hint="Tableau ends it when the same token signs in elsewhere: `retry` helps, and a token for "
            "each installation.",
        )
    error = error_of(response.status_code, method, url, _lower(response), reason)
    raise type(error)(
        error.message, hint=_HINTS.get(type(error), error.hint), retry_after_s=error.retry_after_s
    )


@contextmanager
def said_to_people(url: str) -> Iterator[None]:
    """Errors of the client and of requests as ours. Only calls of the client stand inside: what it makes of
    an answer that is none of Tableau's is any error of Python's."""
    import requests
    from tableauserverclient.server.endpoint.exceptions import RedirectError, TableauError
    from tableauserverclient.server.exceptions import EndpointUnavailableError

    try:
        yield
    except TaskError:
        raise
    except EndpointUnavailableError as error:
        raise InvalidInputError(
            f"Tableau: {error}.", hint="Raise the connection's `api_version`, if the server is newer."
        ) from None
    except (RedirectError, requests.TooManyRedirects):
        raise InvalidInputError(
            f"{shown(url)} sends callers elsewhere; credentials do not go along.",
            hint="Write the address that it leads to into the connection's `url`.",
        ) from None
    except requests.exceptions.InvalidURL as error:
        raise InvalidInputError(f"`{shown(url)}` is no address: {error}.", hint="Check `url`.") from None
    except requests.Timeout:
        raise UnavailableError(
            f"No answer from {shown(url)} in time.", hint="Raise `timeout_s`, or look at the server."
        ) from None
    except (requests.RequestException, OSError) as error:
        raise UnavailableError(
            f"The connection to {shown(url)} broke: {type(error).__name__}.",
            hint="Is the server up, and the name right? `retry` helps where it passes.",
        ) from error
    except (TableauError, SyntaxError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise _not_tableaus(url, type(error).__name__) from error


def _not_tableaus(url: str, what: str) -> DataError:
    return DataError(
        f"What {shown(url)} answers is not Tableau's: {what}.",
        hint="Check the connection's `url`; does a proxy or a sign-in page stand between?",
    )


def _reason_of(content: bytes) -> str:
    """`404006: Datasource Not Found: …`; empty where it is none of Tableau's."""
    from tableauserverclient.server.endpoint.exceptions import ServerResponseError, TableauError

    try:
        found = ServerResponseError.from_response(content, {"t": _NAMESPACE}, None)
    except (TableauError, SyntaxError, ValueError):
        return ""
    said = (found.code, found.summary, found.detail) if found.code else ()
    return ": ".join(text for text in said if text)


def _lower(response: "requests.Response") -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}
