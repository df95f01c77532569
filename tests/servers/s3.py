"""Amazon S3 and STS: moto, once open to all, and once with users and policies that it holds."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.servers.emulator import program, running
from tests.servers.places import Place
from tests.servers.proof import Proof

PROOF = Proof(system="s3", how="emulator", what="moto 5.2 (S3, STS, IAM policies)")
SECRET = "not-a-secret-but-long"
REGION = "eu-central-1"


@dataclass(frozen=True, slots=True)
class Moto:
    url: str

    @cache  # noqa: B019 - one server a session
    def client(self, service: str = "s3", key: str = "anybody", secret: str = SECRET) -> Any:
        import boto3

        return boto3.client(
            service,
            endpoint_url=self.url,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            region_name=REGION,
        )


@contextmanager
def server(folder: Path, *, calls_without_rights: int | None = None) -> Iterator[Moto]:
    """After `calls_without_rights` calls it asks who it is and what they may do; None never asks."""
    env = {} if calls_without_rights is None else {"INITIAL_NO_AUTH_ACTION_COUNT": str(calls_without_rights)}
    command = [str(program("servers", "moto_server")), "-H", "127.0.0.1", "-p", "0"]
    with running(command, folder, r"Running on http://127\.0\.0\.1:(\d+)", env) as port:
        yield Moto(f"http://127.0.0.1:{port}")


def bucket(moto: Moto, *, url: str = "") -> Place:
    """A new bucket; `url` where a proxy stands before the server."""
    name, client = f"lake-{uuid4().hex[:12]}", moto.client()
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})

    def get(path: str) -> bytes | None:
        try:
            return bytes(client.get_object(Bucket=name, Key=path)["Body"].read())
        except client.exceptions.NoSuchKey:
            return None

    values = {
        "type": "s3",
        "bucket": name,
        "region": REGION,
        "endpoint_url": url or moto.url,
        "access_key_id": "anybody",
        "secret_access_key": SECRET,
    }
    return Place(
        system="s3",
        values=values,
        put=lambda path, content: client.put_object(Bucket=name, Key=path, Body=content),
        get=get,
        names=lambda: sorted(one["Key"] for one in client.list_objects_v2(Bucket=name).get("Contents", [])),
        missing={**values, "bucket": "no-such-bucket"},
        secrets=(SECRET,),
    )


@dataclass(frozen=True, slots=True)
class Guarded:
    """A bucket whose user may list it and read it, and nothing else."""

    values: dict[str, object]


CALLS_TO_SET_UP = 4


def guarded_bucket(moto: Moto) -> Guarded:
    """Takes just `CALLS_TO_SET_UP` calls; the next one needs the right."""
    iam, name = moto.client("iam"), "guarded"
    iam.create_user(UserName="reader")
    found = iam.create_access_key(UserName="reader")["AccessKey"]
    statement = {"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetObject"], "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName="reader", PolicyName="read", PolicyDocument=policy)
    moto.client().create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return Guarded(
        {
            "type": "s3",
            "bucket": name,
            "region": REGION,
            "endpoint_url": moto.url,
            "access_key_id": found["AccessKeyId"],
            "secret_access_key": found["SecretAccessKey"],
        }
    )


def port_of(url: str) -> int:
    found = re.search(r":(\d+)", url.partition("//")[2])
    assert found
    return int(found[1])
