"""What Azure's answers mean. The client gives them as text; the status and Azure's own code stand in it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

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
from seaway.integrations.http.answers import class_of

_CODE = re.compile(r"<Code>(\w+)</Code>")
_STATUS = re.compile(r"non-2xx status code: (\d{3})")
_MESSAGE = re.compile(r"<Message>([^<\n]+)")
_CODES: dict[str, type[TaskError]] = {
    "AuthenticationFailed": AuthError,
    "AuthorizationFailure": AuthError,
    "InvalidAuthenticationInfo": AuthError,
    "AuthorizationPermissionMismatch": PermissionDeniedError,
    "InsufficientAccountPermissions": PermissionDeniedError,
    "ContainerNotFound": NotFoundError,
    "BlobNotFound": NotFoundError,
    "ServerBusy": RateLimitError,
    "BlobAlreadyExists": ConflictError,
    "ConditionNotMet": ConflictError,
    "ContainerBeingDeleted": UnavailableError,
}
_HINTS: dict[type[TaskError], str] = {
    AuthError: "Check the connection's account and key; a SAS token may have ended.",
    PermissionDeniedError: "Ask for a role on the container, such as Storage Blob Data Contributor, or a SAS "
    "token with the right; check the key.",
    NotFoundError: "Check the container, the prefix and the path.",
    RateLimitError: "Too much is asked at once; `retry` with a delay helps.",
    ConflictError: "It is there already, or was replaced meanwhile; `overwrite: true` replaces it.",
    UnavailableError: "The other side has trouble; `retry` helps.",
    InvalidInputError: "Check the connection's container and endpoint.",
}


@contextmanager
def told(what: str) -> Iterator[None]:
    """Inside, what the client raises becomes an error of ours that speaks of `what`."""
    from obstore import exceptions

    try:
        yield
    except TaskError:
        raise
    except (exceptions.BaseError, OSError, ValueError) as error:
        raise to_task_error(error, what) from error


def to_task_error(error: BaseException, what: str) -> TaskError:
    """By Azure's code, else by the status, else by the kind of the exception."""
    text = str(error).partition("Debug source:")[0]
    code, status = _first(_CODE, text), int(_first(_STATUS, text) or 0)
    kind = _CODES.get(code) or (class_of(status) if status else _of_exception(error))
    words = _first(_MESSAGE, text).rstrip(". ")
    if not words and status:
        words = f"it answered {status}"
    elif not words:
        words = " ".join(text.split()).rstrip(". ")[:200]
    return kind(f"Azure Blob Storage, {what}: {words}{f' ({code})' if code else ''}.", hint=_HINTS[kind])


def _of_exception(error: BaseException) -> type[TaskError]:
    name = type(error).__name__
    if isinstance(error, FileNotFoundError):
        return NotFoundError
    if name == "UnauthenticatedError":
        return AuthError
    if name in {"AlreadyExistsError", "PreconditionError"}:
        return ConflictError
    if isinstance(error, ValueError) or name in {"InvalidPathError", "UnknownConfigurationKeyError"}:
        return InvalidInputError
    return UnavailableError


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
