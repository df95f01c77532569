"""Amazon's own client for what is around Redshift: IAM, and the Data API."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from seaway.errors import (
    AuthError,
    ConflictError,
    DataError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.s3.roles import Role, in_role
from seaway.integrations.storage.remote import brief, client_module, http_address

if TYPE_CHECKING:
    from seaway.integrations.redshift.connection import Redshift

SYSTEM = "Amazon Redshift"
_PLACE = "Check the connection's `cluster` or `workgroup`, and its `region`."
_BUSY = "Too much is asked at once; `retry` with a delay helps."
_TROUBLE = "Amazon has trouble; `retry` helps."
_KEYS_HINT = "Check the connection's access key, secret and token; a temporary one may have ended."
_RIGHTS = (
    "Allow the key or role `redshift-data:ExecuteStatement`, `BatchExecuteStatement`, `DescribeStatement`,"
    " `GetStatementResult`, `ListStatements` and `CancelStatement`; for a cluster also"
    " `redshift:GetClusterCredentials`, for a workgroup `redshift-serverless:GetCredentials`, for a secret"
    " `secretsmanager:GetSecretValue`."
)
_CODES: dict[str, tuple[type[TaskError], str]] = {
    "ClusterNotFound": (NotFoundError, _PLACE),
    "ClusterNotFoundFault": (NotFoundError, _PLACE),
    "ResourceNotFoundException": (NotFoundError, _PLACE),
    "AccessDenied": (PermissionDeniedError, "Grant the key redshift:GetClusterCredentials on this user."),
    "AccessDeniedException": (PermissionDeniedError, _RIGHTS),
    "UnauthorizedOperation": (PermissionDeniedError, _RIGHTS),
    "Throttling": (RateLimitError, _BUSY),
    "ThrottlingException": (RateLimitError, _BUSY),
    "ActiveStatementsExceededException": (RateLimitError, _BUSY),
    "ActiveSessionsExceededException": (RateLimitError, _BUSY),
    "ValidationException": (
        InvalidInputError,
        "Check the connection's `cluster` or `workgroup`, and `database`.",
    ),
    "ExecuteStatementException": (UnavailableError, _TROUBLE),
    "BatchExecuteStatementException": (UnavailableError, _TROUBLE),
    "DatabaseConnectionException": (UnavailableError, _TROUBLE),
    "QueryTimeoutException": (UnavailableError, _TROUBLE),
    "InternalServerException": (UnavailableError, _TROUBLE),
}
_OF_KEYS = (
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
)


def client_of(connection: "Redshift", service: str) -> Any:
    """Amazon's client for a service, signed in by the connection's keys and role, or as the machine is."""
    boto3 = client_module("boto3", "redshift", SYSTEM)
    config = client_module("botocore.config", "redshift", SYSTEM)
    secret, token = connection.secret_access_key, connection.session_token
    session = boto3.Session(
        region_name=connection.region or None,
        aws_access_key_id=connection.access_key_id or None,
        aws_secret_access_key=secret.get_secret_value() if secret else None,
        aws_session_token=token.get_secret_value() if token else None,
    )
    if connection.role_arn:
        role = Role(arn=connection.role_arn, external_id=connection.external_id)
        session = in_role(session, role, _checked(connection.sts_endpoint_url), told)
    client = session.client(
        service,
        endpoint_url=_checked(connection.endpoint_url),
        config=config.Config(
            retries={"mode": "standard", "total_max_attempts": 2},
            connect_timeout=connection.connect_timeout_s,
            read_timeout=connection.connect_timeout_s,
        ),
    )
    client.meta.events.register("before-parse", _check_whole)
    return client


def _check_whole(response_dict: Mapping[str, Any], **_: object) -> None:
    """Amazon's client does not notice that an answer was cut off."""
    size_bytes = str(response_dict["headers"].get("content-length", ""))
    if size_bytes.isdecimal() and len(response_dict["body"]) < int(size_bytes):
        raise UnavailableError(f"{SYSTEM}: the answer was cut off.", hint=_TROUBLE)


def _checked(url: str) -> str | None:
    return http_address(url, SYSTEM) if url else None


@contextmanager
def told(what: str) -> Iterator[None]:
    """Inside, what Amazon's client raises becomes an error of ours that speaks of `what`."""
    exceptions = client_module("botocore.exceptions", "redshift", SYSTEM)
    parsers = client_module("botocore.parsers", "redshift", SYSTEM)
    urllib3 = client_module("urllib3.exceptions", "redshift", SYSTEM)
    try:
        yield
    except exceptions.ClientError as error:
        raise _of_answer(error.response, what) from error
    except exceptions.BotoCoreError as error:
        raise _of_client(error, what) from error
    except parsers.ResponseParserError as error:
        raise unreadable(what) from error
    except (urllib3.HTTPError, OSError) as error:
        raise UnavailableError(f"{SYSTEM}, {what}: {brief(error)}.", hint=_TROUBLE) from error


def unreadable(what: str) -> DataError:
    """An answer that is none of Amazon's."""
    return DataError(
        f"{SYSTEM}, {what}: the answer can't be read.",
        hint="Check the connection's `endpoint_url`, and what stands between here and Amazon.",
    )


def _of_answer(response: Any, what: str) -> TaskError:
    said, about = response.get("Error", {}), response.get("ResponseMetadata", {})
    code, status = str(said.get("Code", "")), about.get("HTTPStatusCode", 0)
    message = f"{SYSTEM}, {what}: {str(said.get('Message') or '').rstrip('.')} ({code or status})."
    if code in _OF_KEYS:
        return AuthError(message, hint=_KEYS_HINT)
    kind, hint = _CODES.get(code) or _of_status(status)
    after = str(about.get("HTTPHeaders", {}).get("retry-after", ""))
    return kind(message, hint=hint, retry_after_s=float(after) if after.isdecimal() else None)


def _of_status(status: int) -> tuple[type[TaskError], str]:
    match status:
        case 401:
            return AuthError, _KEYS_HINT
        case 403:
            return PermissionDeniedError, "Check what the key may do."
        case 404:
            return NotFoundError, _PLACE
        case 409:
            return ConflictError, "It is in use, or changed meanwhile; look at it before you try again."
        case 429:
            return RateLimitError, _BUSY
        case _ if status >= 500:
            return UnavailableError, _TROUBLE
    return InvalidInputError, "Check the connection."


def _of_client(error: Exception, what: str) -> TaskError:
    name, said = type(error).__name__, " ".join(str(error).split()).rstrip(".")
    message = f"{SYSTEM}, {what}: {said}."
    if "Credential" in name or name == "ProfileNotFound":
        return AuthError(
            message, hint="Give `access_key_id` and `secret_access_key`, or sign this machine in."
        )
    if name in {"NoRegionError", "ParamValidationError", "InvalidRegionError"}:
        return InvalidInputError(message, hint="Check the connection's `region` and names.")
    return UnavailableError(message, hint="Check that this machine can reach Amazon; `retry` helps.")
