"""What an answer means: which statuses are errors, of which class, and when to ask again."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from seaway.errors import (
    AuthError,
    ConflictError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    TaskError,
    UnavailableError,
)

_CLASSES: dict[int, type[TaskError]] = {
    401: AuthError,
    403: PermissionDeniedError,
    404: NotFoundError,
    407: AuthError,
    408: UnavailableError,
    409: ConflictError,
    410: NotFoundError,
    412: ConflictError,
    425: UnavailableError,
    429: RateLimitError,
}
_HINTS: dict[type[TaskError], str] = {
    AuthError: "Check the connection's token or password.",
    PermissionDeniedError: "The account may not do this; ask for the right.",
    NotFoundError: "Check the address.",
    RateLimitError: "It is asked too often; `retry` with a delay helps.",
    UnavailableError: "The other side has trouble; `retry` helps.",
    ConflictError: "It is there already, or was changed meanwhile.",
    InvalidInputError: "The other side refuses what was sent; see its answer.",
}
_SHOWN = 300


def class_of(status: int) -> type[TaskError]:
    """The class of a status that is an error; of those that HTTP gives no meaning, who errs decides."""
    return _CLASSES.get(status, UnavailableError if status >= 500 else InvalidInputError)


def error_of(status: int, method: str, url: str, headers: Mapping[str, str], body: str) -> TaskError:
    """The error of a status that was not expected; 5xx and 429 can be retried, after `Retry-After` where it
    is given."""
    kind = class_of(status)
    said = " ".join(body.split())
    said = f": {said[:_SHOWN]}{'…' if len(said) > _SHOWN else ''}" if said else "."
    retry_after_s = retry_after(headers.get("retry-after", ""), datetime.now(UTC))
    return kind(f"{method} {url} answered {status}{said}", hint=_HINTS[kind], retry_after_s=retry_after_s)


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds from a Retry-After header, which is a number or a date (RFC 9110, section 10.2.3)."""
    if value.strip().isdecimal():
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() - now.timestamp(), 0.0)
