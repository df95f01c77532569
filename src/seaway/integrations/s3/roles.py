"""A role of Amazon's IAM that is taken on, for each of its services."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """`external_id` is what the role's owner asks for, where it belongs to somebody else."""

    arn: str
    external_id: str = ""


def in_role(
    session: Any, role: Role, sts_url: str | None, told: Callable[[str], AbstractContextManager[None]]
) -> Any:
    """A session of boto3 whose credentials are those of the role, asked for again before they end.

    session: one of boto3 that may take the role on.
    sts_url: where the role is asked for, if not at Amazon's own address.
    told: makes errors of ours of what goes wrong inside; takes what it is about.
    """
    sts = session.client("sts", endpoint_url=sts_url)
    asked = {"RoleArn": role.arn, "RoleSessionName": "seaway"}
    if role.external_id:
        asked["ExternalId"] = role.external_id

    def refresh() -> dict[str, str]:
        with told(f"the role {role.arn}"):
            found = sts.assume_role(**asked)["Credentials"]
        return {
            "access_key": found["AccessKeyId"],
            "secret_key": found["SecretAccessKey"],
            "token": found["SessionToken"],
            "expiry_time": found["Expiration"].isoformat(),
        }

    renewing = import_module("botocore.credentials").RefreshableCredentials.create_from_metadata(
        metadata=refresh(), refresh_using=refresh, method="sts-assume-role"
    )
    inner = import_module("botocore.session").get_session()
    inner._credentials = renewing
    inner.set_config_variable("region", session.region_name)
    return import_module("boto3").Session(botocore_session=inner)
