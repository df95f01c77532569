"""What Google's answers mean."""

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
from seaway.integrations.storage.remote import brief, client_module

_HINTS: dict[type[TaskError], str] = {
    AuthError: "Check the key file: is it of an account that still exists?",
    PermissionDeniedError: "Give the account a role on the bucket, such as Storage Object User.",
    NotFoundError: "Check the bucket, the prefix and the path.",
    RateLimitError: "Too much is asked at once; `retry` with a delay helps.",
    ConflictError: "It is there already, or was replaced meanwhile; `overwrite: true` replaces it.",
    UnavailableError: "The other side has trouble; `retry` helps.",
    InvalidInputError: "See its answer.",
}


@contextmanager
def told(what: str) -> Iterator[None]:
    """Inside, what the client raises becomes an error of ours that speaks of `what`."""
    from google.api_core.exceptions import GoogleAPICallError, RetryError
    from google.auth.exceptions import GoogleAuthError
    from google.auth.exceptions import TransportError as AuthTransportError
    from google.cloud.storage.exceptions import DataCorruption, InvalidResponse

    requests = client_module("requests.exceptions", "gcs", "Google Cloud Storage")
    try:
        yield
    except InvalidResponse as error:
        raise _of_status(error.response.status_code, str(error.args[0]), what) from error
    except GoogleAPICallError as error:
        raise _of_status(int(error.code or 0), str(error.message), what) from error
    except AuthTransportError as error:
        raise _unreachable(what, error) from error
    except GoogleAuthError as error:
        raise AuthError(f"Google Cloud Storage, {what}: {brief(error)}.", hint=_HINTS[AuthError]) from error
    except (requests.RequestException, RetryError, DataCorruption, OSError) as error:
        raise _unreachable(what, error) from error


def _of_status(status: int, message: str, what: str) -> TaskError:
    kind = class_of(status) if status else UnavailableError
    words = " ".join(message.split()).rstrip(".")[:200]
    return kind(f"Google Cloud Storage, {what}: {words} ({status}).", hint=_HINTS[kind])


def _unreachable(what: str, error: BaseException) -> UnavailableError:
    return UnavailableError(f"Google Cloud Storage, {what}: {brief(error)}.", hint=_HINTS[UnavailableError])
