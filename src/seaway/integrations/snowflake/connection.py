"""An account of Snowflake."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr

from seaway.errors import AuthError
from seaway.integrations.http.guard import guarded_sockets
from seaway.integrations.sql.protocol import SqlConnection
from seaway.sdk.form import Form

if TYPE_CHECKING:
    from seaway.integrations.snowflake.session import SnowflakeSession


class Snowflake(SqlConnection):
    """An account of Snowflake, and the warehouse that runs the statements."""

    type_name: ClassVar[str] = "snowflake"
    title: ClassVar[str] = "Snowflake"
    extra: ClassVar[str] = "snowflake"

    account: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    """The account's identifier, such as `acme-analytics`: what stands before `.snowflakecomputing.com`."""
    username: str = ""
    """Not needed with an OAuth token."""
    password: SecretStr = SecretStr("")
    private_key: Annotated[SecretStr, Form(title="Private key", editor="text")] = SecretStr("")
    """The key of a key pair, as PEM, in place of the password."""
    private_key_passphrase: Annotated[SecretStr, Form(advanced=True)] = SecretStr("")
    """What the private key is encrypted with."""
    oauth_token: Annotated[SecretStr, Form(advanced=True)] = SecretStr("")
    """An access token of External OAuth or Snowflake OAuth, in place of the password."""
    warehouse: str = ""
    """What runs the statements, such as `transforming`; without it the user's default."""
    database: str = ""
    schema_name: Annotated[str, Form(title="Schema")] = ""
    """Where tables are looked for that are written without a schema."""
    role: str = ""
    """Whose rights count; without it the user's default role."""
    connect_timeout_s: Annotated[int, Form(advanced=True)] = Field(default=30, ge=1)
    network_timeout_s: Annotated[int, Form(advanced=True)] = Field(default=300, ge=1)
    """How long the client tries again when an answer fails to come."""
    statement_timeout_s: Annotated[int, Form(advanced=True)] = Field(default=0, ge=0)
    """A statement that takes longer is cancelled; 0 leaves it to the account."""
    host: Annotated[str, Form(advanced=True)] = ""
    """Another address than `<account>.snowflakecomputing.com`, such as that of a private link."""
    port: Annotated[int, Form(advanced=True)] = Field(default=443, ge=1, le=65535)
    protocol: Annotated[Literal["https", "http"], Form(advanced=True)] = "https"
    """`http` is for emulators."""

    @classmethod
    def fields_from_url(cls, url: str) -> dict[str, object]:
        """`snowflake://username:password@account/database/schema?warehouse=w&role=r`."""
        fields = super().fields_from_url(url)
        fields.pop("host", None)
        account = urlsplit(f"any://{url.partition('://')[2]}").netloc.rpartition("@")[2]
        database, _, schema = str(fields.pop("database", "")).partition("/")
        given = {"account": account, "database": database, "schema_name": schema}
        return {key: value for key, value in given.items() if value} | fields

    @contextmanager
    def session(self, folder: Path | None = None) -> "Iterator[SnowflakeSession]":
        """A session for the time of the block; what runs at an exception is cancelled at Snowflake."""
        from seaway.integrations.snowflake.session import SnowflakeSession, opened

        with guarded_sockets(), opened(self.arguments(), self.label, SnowflakeSession) as session:
            yield session

    def check(self) -> str:
        """Sign in, and ask for the version."""
        with self.session() as session:
            version, user = session.ask("SELECT CURRENT_VERSION(), CURRENT_USER()")
        rest = f"with the warehouse {self.warehouse}" if self.warehouse else "with the user's own warehouse"
        return f"{self.label} answers with version {version}; signed in as {user}, {rest}."

    @property
    def label(self) -> str:
        """How messages name it."""
        return f"Snowflake ({self.account})"

    def arguments(self) -> dict[str, Any]:
        """What the client is told."""
        given: dict[str, Any] = {
            "account": self.account,
            "user": self.username,
            "warehouse": self.warehouse,
            "database": self.database,
            "schema": self.schema_name,
            "role": self.role,
            "host": self.host,
            "application": "Seaway",
            **self._credential(),
        }
        place = {"port": self.port, "protocol": self.protocol} if self.host else {}
        return {key: value for key, value in given.items() if value != ""} | {
            **place,
            "login_timeout": self.connect_timeout_s,
            "network_timeout": self.network_timeout_s,
            "session_parameters": self._settings(),
        }

    def _settings(self) -> dict[str, object]:
        settings: dict[str, object] = {
            "QUERY_TAG": f"seaway {self.name}".strip(),
            "TIMEZONE": "UTC",
            "CLIENT_TELEMETRY_ENABLED": False,
        }
        if self.statement_timeout_s:
            settings["STATEMENT_TIMEOUT_IN_SECONDS"] = self.statement_timeout_s
        return settings

    def _credential(self) -> dict[str, Any]:
        """
        Raises:
            AuthError: there is none, or the key can't be read.
        """
        if key := self.private_key.get_secret_value():
            return {"private_key": _der(key, self.private_key_passphrase.get_secret_value(), self.label)}
        if token := self.oauth_token.get_secret_value():
            return {"token": token, "authenticator": "oauth"}
        if password := self.password.get_secret_value():
            return {"password": password}
        raise AuthError(
            f"The connection to {self.label} has nothing to sign in with.",
            hint="Set `private_key` (recommended), `oauth_token` or `password`.",
        )


def _der(pem: str, passphrase: str, label: str) -> bytes:
    from cryptography.hazmat.primitives import serialization

    try:
        key = serialization.load_pem_private_key(pem.strip().encode(), passphrase.encode() or None)
    except (ValueError, TypeError):
        raise AuthError(
            f"The private key of the connection to {label} can't be read.",
            hint="Paste the whole PEM file, with its first and last line; an encrypted one wants"
            " `private_key_passphrase` too.",
        ) from None
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
