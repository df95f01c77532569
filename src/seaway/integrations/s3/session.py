"""Signing in to Amazon: keys, a role that is taken on, or what the machine itself has."""

from typing import TYPE_CHECKING, Any

from seaway.integrations.s3.faults import told
from seaway.integrations.storage.remote import client_module, http_address

if TYPE_CHECKING:
    from seaway.integrations.s3.connection import S3

SYSTEM = "Amazon S3"
_RETRIES = {"mode": "standard", "total_max_attempts": 4}
_TIMEOUTS = {"connect_timeout": 10, "read_timeout": 60}


def client_of(connection: "S3") -> Any:
    """A client for S3, with credentials that renew themselves where they are of a role."""
    boto3 = client_module("boto3", "s3", SYSTEM)
    config = client_module("botocore.config", "s3", SYSTEM)
    addressing = connection.addressing
    if addressing == "auto" and connection.endpoint_url:
        addressing = "path"
    options: dict[str, Any] = {"s3": {"addressing_style": addressing}, "retries": _RETRIES, **_TIMEOUTS}
    if connection.anonymous:
        options["signature_version"] = client_module("botocore", "s3", SYSTEM).UNSIGNED
    if connection.endpoint_url:  # other stores do not know the checksums that Amazon's asks for by now
        options |= {
            "request_checksum_calculation": "when_required",
            "response_checksum_validation": "when_required",
        }
    session = boto3.Session(**_keys(connection), region_name=_region(boto3, connection))
    if connection.role_arn:
        session = _in_role(session, connection)
    return session.client(
        "s3", endpoint_url=_checked(connection.endpoint_url), config=config.Config(**options)
    )


def _keys(connection: "S3") -> dict[str, str]:
    if not connection.access_key_id or connection.secret_access_key is None:
        return {}
    token = connection.session_token.get_secret_value() if connection.session_token else None
    keys = {
        "aws_access_key_id": connection.access_key_id,
        "aws_secret_access_key": connection.secret_access_key.get_secret_value(),
    }
    return keys | ({"aws_session_token": token} if token else {})


def _region(boto3: Any, connection: "S3") -> str:
    return connection.region or boto3.Session().region_name or "us-east-1"


def _in_role(session: Any, connection: "S3") -> Any:
    """A session whose credentials are those of the role, asked for again before they end."""
    boto3 = client_module("boto3", "s3", SYSTEM)
    credentials = client_module("botocore.credentials", "s3", SYSTEM)
    sts = session.client("sts", endpoint_url=_checked(connection.sts_endpoint_url))
    asked = {"RoleArn": connection.role_arn, "RoleSessionName": "seaway"}
    if connection.external_id:
        asked["ExternalId"] = connection.external_id

    def refresh() -> dict[str, str]:
        with told(f"the role {connection.role_arn}"):
            found = sts.assume_role(**asked)["Credentials"]
        return {
            "access_key": found["AccessKeyId"],
            "secret_key": found["SecretAccessKey"],
            "token": found["SessionToken"],
            "expiry_time": found["Expiration"].isoformat(),
        }

    renewing = credentials.RefreshableCredentials.create_from_metadata(
        metadata=refresh(), refresh_using=refresh, method="sts-assume-role"
    )
    inner = client_module("botocore.session", "s3", SYSTEM).get_session()
    inner._credentials = renewing
    inner.set_config_variable("region", session.region_name)
    return boto3.Session(botocore_session=inner)


def _checked(url: str) -> str | None:
    return http_address(url, SYSTEM) if url else None
