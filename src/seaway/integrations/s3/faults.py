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
from seaway.integrations.http.answers import class_of
from seaway.integrations.storage.remote import brief, client_module

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
            f"Amazon S3, {what}: {brief(error)}.", hint=_HINTS[UnavailableError]
        ) from error


def to_task_error(response: Any, what: str) -> TaskError:
    """The error of an answer, by its code, else by its status."""
    said = response.get("Error", {})
    about = response.get("ResponseMetadata", {})
    code, status = str(said.get("Code", "")), int(about.get("HTTPStatusCode", 0))
    kind = _CODES.get(code) or (class_of(status) if status else UnavailableError)
    if code == "NoSuchBucket":
        what = f"the bucket {said.get('BucketName') or what}"
    words = str(said.get("Message") or "").rstrip(".") or f"status {status}"
    retry_after = str(about.get("HTTPHeaders", {}).get("retry-after", ""))
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
            f"Amazon S3, {what}: {brief(error)}.",
            hint="Give `access_key_id` and `secret_access_key`, or sign this machine in.",
        )
    if name in {"ParamValidationError", "InvalidEndpointDiscoveryConfigurationError", "InvalidRegionError"}:
        return InvalidInputError(f"Amazon S3, {what}: {brief(error)}.", hint=_HINTS[InvalidInputError])
    return UnavailableError(f"Amazon S3, {what}: {brief(error)}.", hint=_HINTS[UnavailableError])
