"""A bucket in Amazon S3, or in a store that speaks its protocol."""

from contextlib import closing
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import SecretStr, model_validator

from seaway.integrations.storage.below import below
from seaway.integrations.storage.protocol import Storage, StorageConnection
from seaway.sdk.form import Form


class S3(StorageConnection):
    """A bucket in Amazon S3, or in a store that speaks its protocol (MinIO, R2, Ceph, Wasabi …)."""

    type_name: ClassVar[str] = "s3"
    title: ClassVar[str] = "Amazon S3"
    extra: ClassVar[str] = "s3"

    bucket: str
    prefix: str = ""
    """A folder in the bucket that all paths start from."""
    region: str = ""
    """Such as `eu-central-1`; empty takes that of the machine, else `us-east-1`."""
    access_key_id: str = ""
    """Without a key the machine's own credentials are used: environment, profile, role of the instance."""
    secret_access_key: SecretStr | None = None
    session_token: SecretStr | None = None
    """Of temporary credentials."""
    role_arn: str = ""
    """A role to take on with these credentials, such as `arn:aws:iam::123456789012:role/loader`."""
    external_id: str = ""
    """What the role's owner asks for, where the role belongs to somebody else."""
    anonymous: bool = False
    """Read a public bucket without signing in."""
    endpoint_url: str = ""
    """Address of a store that is not Amazon's, such as `https://minio.example.com`."""
    sts_endpoint_url: Annotated[str, Form(advanced=True)] = ""
    """Where the role is asked for, if not at Amazon's own address."""
    addressing: Annotated[Literal["auto", "path", "virtual"], Form(advanced=True)] = "auto"
    """Is the bucket in the path or in the host name? `auto` takes the path where an endpoint is given."""

    @model_validator(mode="after")
    def _check_key(self) -> "S3":
        if bool(self.access_key_id) != bool(self.secret_access_key):
            raise ValueError("`access_key_id` and `secret_access_key` go together; one of them is missing")
        return self

    @classmethod
    def fields_from_url(cls, url: str) -> dict[str, object]:
        """`s3://key:secret@bucket/prefix?region=eu-central-1`."""
        parts = urlsplit(f"s3://{url.partition('://')[2]}")
        found: dict[str, object] = {
            "bucket": parts.netloc.rpartition("@")[2],
            "prefix": unquote(parts.path.strip("/")),
            "access_key_id": unquote(parts.username or ""),
            "secret_access_key": unquote(parts.password or ""),
        }
        return {key: value for key, value in found.items() if value} | dict(parse_qsl(parts.query))

    def storage(self) -> Storage:
        """Raises InvalidInputError where the endpoint may not be reached, or the client is not installed."""
        from seaway.integrations.s3.storage import S3Storage

        return below(S3Storage(self.client(), self.bucket), self.prefix)

    def client(self) -> Any:
        """Amazon's own client, signed in."""
        from seaway.integrations.s3.session import client_of

        return client_of(self)

    def check(self) -> str:
        """The bucket is there, and may be listed."""
        from seaway.integrations.s3.storage import first_key

        with closing(self.client()) as client:
            key = first_key(client, self.bucket, self.prefix)
        return f"The bucket {self.bucket} can be listed{'' if key else '; it holds nothing here'}."

    def to_environment(self, name: str) -> dict[str, str]:
        """With the names that Amazon's own tools read."""
        given = {
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key.get_secret_value()
            if self.secret_access_key
            else "",
            "AWS_SESSION_TOKEN": self.session_token.get_secret_value() if self.session_token else "",
            "AWS_REGION": self.region,
            "AWS_ENDPOINT_URL": self.endpoint_url,
        }
        return super().to_environment(name) | {key: value for key, value in given.items() if value}
