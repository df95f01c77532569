"""Signing in to Amazon: keys, a role that is taken on, or what the machine itself has."""

from typing import TYPE_CHECKING, Any

from seaway.integrations.s3.faults import told
from seaway.integrations.s3.roles import Role, in_role
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
        role = Role(arn=connection.role_arn, external_id=connection.external_id)
        session = in_role(session, role, _checked(connection.sts_endpoint_url), told)
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


def _checked(url: str) -> str | None:
    return http_address(url, SYSTEM) if url else None
