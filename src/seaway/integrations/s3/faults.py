"""What Amazon's answers mean."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

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
from seaway.integrations.storage.remote import client_module

_CODES: dict[str, type[TaskError]] = {
    "InvalidAccessKeyId": AuthError,
    "SignatureDoesNotMatch": AuthError,
    "ExpiredToken": AuthError,
    "InvalidToken": AuthError,
    "InvalidClientTokenId": AuthError,
    "TokenRefreshRequired": AuthError,
    "AccessDenied": PermissionDeniedError,
    "AllAccessDisabled": PermissionDeniedError,
    "AccountProblem": PermissionDeniedError,
    "NoSuchBucket": NotFoundError,
    "NoSuchKey": NotFoundError,
    "NoSuchVersion": NotFoundError,
    "NoSuchUpload": UnavailableError,
    "SlowDown": RateLimitError,
    "Throttling": RateLimitError,
    "ThrottlingException": RateLimitError,
    "RequestLimitExceeded": RateLimitError,
    "PreconditionFailed": ConflictError,
    "ConditionalRequestConflict": ConflictError,
    "OperationAborted": ConflictError,
    "InvalidObjectState": ConflictError,
    "RequestTimeout": UnavailableError,
    "RequestTimeTooSkewed": AuthError,
    "BadDigest": UnavailableError,
    "InvalidBucketName": InvalidInputError,
    "KeyTooLongError": InvalidInputError,
    "PermanentRedirect": InvalidInputError,
    "AuthorizationHeaderMalformed": InvalidInputError,
}
_STATUSES: dict[int, type[TaskError]] = {
    401: AuthError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    412: ConflictError,
    429: RateLimitError,
}
_HINTS: dict[type[TaskError], str] = {
    AuthError: "Check the connection's access key, secret and token; a temporary one may have ended.",
    PermissionDeniedError: "Ask for the right on the bucket (list, get, put or delete), or check the key.",
    NotFoundError: "Check the bucket, the prefix and the path.",
    RateLimitError: "Too much is asked at once; `retry` with a delay helps.",
    ConflictError: "It is there already, or was replaced meanwhile; `overwrite: true` replaces it.",
    UnavailableError: "The other side has trouble; `retry` helps.",
    InvalidInputError: "Check the connection's region, bucket and endpoint.",
}


@contextmanager
def told(what: str) -> Iterator[None]:
    """Inside, what the client raises becomes an error of ours that speaks of `what`."""
    botocore = client_module("botocore.exceptions", "s3", "Amazon S3")
    urllib3 = client_module("urllib3.exceptions", "s3", "Amazon S3")
    try:
        yield
    except botocore.ClientError as error:
        raise to_task_error(error.response, what) from error
    except botocore.BotoCoreError as error:
        raise _of_client(error, what) from error
    except (urllib3.HTTPError, OSError) as error:
        raise UnavailableError(
            f"Amazon S3, {what}: {_brief(error)}.", hint=_HINTS[UnavailableError]
        ) from error


def to_task_error(response: Any, what: str) -> TaskError:
    """The error of an answer, by its code, else by its status."""
    said = response.get("Error", {})
    code, status = (
        str(said.get("Code", "")),
        int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)),
    )
    kind = _CODES.get(code) or _STATUSES.get(status)
    if kind is None:
        kind = UnavailableError if status >= 500 or not status else InvalidInputError
    if code == "NoSuchBucket":
        what = f"the bucket {said.get('BucketName') or what}"
    words = str(said.get("Message") or "").rstrip(".") or f"status {status}"
    headers = response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    retry_after = str(headers.get("retry-after", ""))
    return kind(
        f"Amazon S3, {what}: {words} ({code or status}).",
        hint=_HINTS[kind],
        retry_after_s=float(retry_after) if retry_after.isdecimal() else None,
    )


def _of_client(error: Exception, what: str) -> TaskError:
    name = type(error).__name__
    if "Credential" in name or name in {
        "ProfileNotFound",
        "TokenRetrievalError",
        "UnauthorizedSSOTokenError",
    }:
        return AuthError(
            f"Amazon S3, {what}: {_brief(error)}.",
            hint="Give `access_key_id` and `secret_access_key`, or sign this machine in.",
        )
    if name in {"ParamValidationError", "InvalidEndpointDiscoveryConfigurationError", "InvalidRegionError"}:
        return InvalidInputError(f"Amazon S3, {what}: {_brief(error)}.", hint=_HINTS[InvalidInputError])
    return UnavailableError(f"Amazon S3, {what}: {_brief(error)}.", hint=_HINTS[UnavailableError])


def _brief(error: BaseException) -> str:
    return " ".join(str(error).split()).rstrip(".")[:300] or type(error).__name__
