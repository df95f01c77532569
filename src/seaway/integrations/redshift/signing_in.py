"""Passwords that last minutes, from Amazon's IAM: GetClusterCredentials, and GetCredentials of Serverless."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from seaway.errors import (
    AuthError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.storage.remote import client_module, http_address

if TYPE_CHECKING:
    from seaway.integrations.redshift.connection import Redshift

SYSTEM = "Amazon Redshift"
_CODES: dict[str, tuple[type[TaskError], str]] = {
    "ClusterNotFound": (NotFoundError, "Check the connection's `cluster` and `region`."),
    "ClusterNotFoundFault": (NotFoundError, "Check the connection's `cluster` and `region`."),
    "ResourceNotFoundException": (NotFoundError, "Check the connection's `workgroup` and `region`."),
    "AccessDenied": (PermissionDeniedError, "Grant the key redshift:GetClusterCredentials on this user."),
    "AccessDeniedException": (PermissionDeniedError, "Grant the key redshift-serverless:GetCredentials."),
    "UnauthorizedOperation": (PermissionDeniedError, "Grant the key redshift:GetClusterCredentials."),
    "Throttling": (RateLimitError, "Too much is asked at once; `retry` with a delay helps."),
    "ThrottlingException": (RateLimitError, "Too much is asked at once; `retry` with a delay helps."),
    "ValidationException": (InvalidInputError, "Check the connection's `workgroup` and `database`."),
}
_OF_KEYS = ("InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken", "UnrecognizedClientException")
_KEYS_HINT = "Check the connection's access key, secret and token; a temporary one may have ended."


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What to sign in with, and where."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)


def credentials_of(connection: "Redshift") -> Credentials:
    """Those of the connection, or those that Amazon gives for some minutes.

    Raises:
        TaskError: Amazon gives none, and why.
    """
    if connection.sign_in == "password":
        return Credentials(
            host=connection.host,
            port=connection.port,
            username=connection.username,
            password=connection.password.get_secret_value(),
        )
    return _of_workgroup(connection) if connection.workgroup else _of_cluster(connection)


def _of_cluster(connection: "Redshift") -> Credentials:
    with _told(f"the cluster {connection.cluster}"):
        client = _client(connection, "redshift")
        given = client.get_cluster_credentials(
            DbUser=connection.username, DbName=connection.database, ClusterIdentifier=connection.cluster
        )
        host, port = connection.host, connection.port
        if not host:
            found = client.describe_clusters(ClusterIdentifier=connection.cluster)["Clusters"][0]["Endpoint"]
            host, port = found["Address"], found["Port"]
    return Credentials(host=host, port=port, username=given["DbUser"], password=given["DbPassword"])


def _of_workgroup(connection: "Redshift") -> Credentials:
    with _told(f"the workgroup {connection.workgroup}"):
        client = _client(connection, "redshift-serverless")
        given = client.get_credentials(dbName=connection.database, workgroupName=connection.workgroup)
        host, port = connection.host, connection.port
        if not host:
            found = client.get_workgroup(workgroupName=connection.workgroup)["workgroup"]["endpoint"]
            host, port = found["address"], found["port"]
    return Credentials(host=host, port=port, username=given["dbUser"], password=given["dbPassword"])


def _client(connection: "Redshift", service: str) -> Any:
    boto3 = client_module("boto3", "redshift", SYSTEM)
    config = client_module("botocore.config", "redshift", SYSTEM)
    secret, token = connection.secret_access_key, connection.session_token
    endpoint = http_address(connection.endpoint_url, SYSTEM) if connection.endpoint_url else None
    return boto3.Session().client(
        service,
        region_name=connection.region or None,
        endpoint_url=endpoint,
        aws_access_key_id=connection.access_key_id or None,
        aws_secret_access_key=secret.get_secret_value() if secret else None,
        aws_session_token=token.get_secret_value() if token else None,
        config=config.Config(
            retries={"mode": "standard", "total_max_attempts": 2},
            connect_timeout=connection.connect_timeout_s,
            read_timeout=connection.connect_timeout_s,
        ),
    )


@contextmanager
def _told(what: str) -> Iterator[None]:
    exceptions = client_module("botocore.exceptions", "redshift", SYSTEM)
    try:
        yield
    except exceptions.ClientError as error:
        raise _of_answer(error.response, what) from error
    except exceptions.BotoCoreError as error:
        raise _of_client(error, what) from error


def _of_answer(response: Any, what: str) -> TaskError:
    said = response.get("Error", {})
    code, status = str(said.get("Code", "")), response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    message = f"{SYSTEM}, {what}: {str(said.get('Message') or '').rstrip('.')} ({code or status})."
    if code in _OF_KEYS:
        return AuthError(message, hint=_KEYS_HINT)
    kind, hint = _CODES.get(code) or _of_status(status)
    return kind(message, hint=hint)


def _of_status(status: int) -> tuple[type[TaskError], str]:
    match status:
        case 401:
            return AuthError, _KEYS_HINT
        case 403:
            return PermissionDeniedError, "Check what the key may do."
        case 429:
            return RateLimitError, "Too much is asked at once; `retry` with a delay helps."
        case _ if status >= 500:
            return UnavailableError, "Amazon has trouble; `retry` helps."
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
