"""A database of Amazon Redshift, provisioned or serverless."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field, SecretStr, model_validator

from seaway.errors import InvalidInputError
from seaway.integrations.sql.protocol import SqlConnection
from seaway.sdk.form import Form

if TYPE_CHECKING:
    from seaway.integrations.redshift.session import RedshiftSession

SslMode = Literal["verify-full", "verify-ca", "disable"]
SignIn = Literal["password", "iam"]


class Redshift(SqlConnection):
    """A database of Amazon Redshift, in a cluster or serverless.

    As an address: `redshift://username:password@host:5439/database`.
    """

    type_name: ClassVar[str] = "redshift"
    title: ClassVar[str] = "Amazon Redshift"
    extra: ClassVar[str] = "redshift"

    host: str = ""
    """Such as `sales.abc123.eu-central-1.redshift.amazonaws.com`; with `iam` Amazon can be asked for it."""
    port: int = Field(default=5439, ge=1, le=65535)
    database: str = "dev"
    sign_in: Annotated[SignIn, Form(title="Sign in with")] = "password"
    """`iam` asks Amazon for a password that lasts minutes, in place of one that is kept here."""
    username: str = ""
    """With `iam` of a cluster the database user to sign in as; a workgroup says its own."""
    password: SecretStr = SecretStr("")
    cluster: str = ""
    """For `iam` and the Data API: the cluster's identifier."""
    workgroup: str = ""
    """For `iam` and the Data API: the workgroup of Redshift Serverless, in place of a cluster."""
    region: str = ""
    """For `iam` and the Data API, such as `eu-central-1`; empty takes that of the machine."""
    access_key_id: str = ""
    """For `iam` and the Data API: without a key the machine's own credentials are used."""
    secret_access_key: SecretStr | None = None
    session_token: SecretStr | None = None
    """Of temporary credentials."""
    role_arn: str = ""
    """For `iam` and the Data API: a role to take on with these credentials."""
    external_id: Annotated[str, Form(advanced=True)] = ""
    """What the role's owner asks for, where the role belongs to somebody else."""
    data_api: Annotated[bool, Form(title="Use the Data API")] = False
    """Run `redshift.run`, `load_from_s3` and `export_to_s3` through Amazon's Data API: no worker is held
    while Redshift works, and no way into its network is needed. Wants `cluster` or `workgroup`."""
    secret_arn: str = ""
    """For the Data API: the secret of Secrets Manager with the database's user and password; without it IAM
    signs in, as `username` where that is given."""
    s3_role: str = ""
    """The IAM role by which Redshift reads and writes buckets, such as
    `arn:aws:iam::123456789012:role/redshift-s3`; empty takes the cluster's default role."""
    sslmode: SslMode = "verify-full"
    """`verify-full` checks the server's certificate and name; `disable` is for tunnels on this machine."""
    search_path: str = ""
    """Schemas that a name without one is looked up in, such as `staging, public`."""
    connect_timeout_s: int = Field(default=30, ge=1)
    statement_timeout_s: float = Field(default=0.0, ge=0)
    """A statement that takes longer is cancelled; 0 leaves it to the database."""
    endpoint_url: Annotated[str, Form(advanced=True)] = ""
    """Where `iam` and the Data API ask, if not at Amazon's own address."""
    sts_endpoint_url: Annotated[str, Form(advanced=True)] = ""
    """Where the role is asked for, if not at Amazon's own address."""

    @model_validator(mode="after")
    def _check_sign_in(self) -> "Redshift":
        if self.sign_in == "password":
            if not self.data_api and not self.has_session:
                raise ValueError("`host` and `username` are needed to sign in with a password")
        elif bool(self.cluster) == bool(self.workgroup):
            raise ValueError("`iam` needs `cluster` or `workgroup`, one of them")
        elif self.cluster and not self.username:
            raise ValueError("`iam` of a cluster needs `username`, the database user to sign in as")
        if self.data_api and bool(self.cluster) == bool(self.workgroup):
            raise ValueError("the Data API needs `cluster` or `workgroup`, one of them")
        if self.secret_arn and not self.data_api:
            raise ValueError("`secret_arn` is for the Data API: set `data_api`")
        if bool(self.access_key_id) != bool(self.secret_access_key):
            raise ValueError("`access_key_id` and `secret_access_key` go together; one of them is missing")
        return self

    @contextmanager
    def session(self, folder: Path | None = None) -> "Iterator[RedshiftSession]":
        """A session for the time of the block; what runs at an exception is cancelled at Redshift.

        Raises:
            InvalidInputError: the connection has the Data API alone.
        """
        if not self.has_session:
            raise InvalidInputError(
                f"The connection `{self.name}` has the Data API alone, and this needs a session.",
                hint="Use `redshift.run`, `load_from_s3` or `export_to_s3`; or give the connection `host`,"
                " `username` and `password`, or `sign_in: iam`.",
            )
        from seaway.integrations.redshift.opening import opened

        with opened(self) as session:
            yield session

    def check(self) -> str:
        """Sign in, and ask who that is."""
        if not self.has_session:
            return self._check_data_api()
        said = self._check_session()
        return f"{said} {self._check_data_api()}" if self.data_api else said

    def _check_data_api(self) -> str:
        from seaway.integrations.redshift.jobs import asked_now

        user = asked_now(self, "SELECT current_user")
        return f"The Data API reaches {self.cluster or self.workgroup}/{self.database} as {user}."

    def _check_session(self) -> str:
        with self.session() as session:
            version, user = session.ask("SELECT version(), current_user")
        product = str(version).rpartition(" on ")[2].rpartition(", ")[2]
        return f"{self.label} answers ({product}); signed in as {user}."

    @property
    def has_session(self) -> bool:
        """Can it sign in to the database itself, beside the Data API?"""
        return self.sign_in == "iam" or bool(self.host and self.username)

    @property
    def label(self) -> str:
        """How messages name it."""
        return f"Redshift {self.host or self.workgroup or self.cluster}/{self.database}"

    def settings(self) -> dict[str, str]:
        """Settings of the session."""
        limit = str(int(self.statement_timeout_s * 1000)) if self.statement_timeout_s else ""
        given = {"search_path": self.search_path, "statement_timeout": limit, "timezone": "UTC"}
        return {key: value for key, value in given.items() if value}
