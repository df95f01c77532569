"""A PostgreSQL database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, SecretStr

from seaway.integrations.postgres.faults import to_fault
from seaway.integrations.sql.protocol import SqlConnection
from seaway.sdk.connection import ProjectPath

if TYPE_CHECKING:
    from seaway.integrations.postgres.session import PostgresSession

SslMode = Literal["disable", "prefer", "require", "verify-ca", "verify-full"]


class Postgres(SqlConnection):
    """A PostgreSQL database, or one that speaks its protocol.

    As an address: `postgres://username:password@host:5432/database?sslmode=require`.
    """

    type_name: ClassVar[str] = "postgres"
    title: ClassVar[str] = "PostgreSQL"
    extra: ClassVar[str] = "postgres-data"

    host: str = "localhost"
    port: int = Field(default=5432, ge=1, le=65535)
    database: str = "postgres"
    username: str = "postgres"
    password: SecretStr = SecretStr("")
    sslmode: SslMode = "prefer"
    """`verify-full` checks the server's certificate and name; `require` only encrypts."""
    ca_file: ProjectPath = ""
    """Certificates to check the server's with, as PEM; without it those of `~/.postgresql/root.crt`."""
    search_path: str = ""
    """Schemas that a name without one is looked up in, such as `staging, public`."""
    connect_timeout_s: int = Field(default=15, ge=1)
    statement_timeout_s: float = Field(default=0.0, ge=0)
    """A statement that takes longer is cancelled; 0 lets it run."""

    @contextmanager
    def session(self, folder: Path | None = None) -> "Iterator[PostgresSession]":
        """A session for the time of the block; what runs at an exception is cancelled at the server."""
        from seaway.integrations.postgres.session import PostgresSession, connected

        with connected(self.arguments(), self.settings(), self.place()) as connection:
            yield PostgresSession(connection)

    def check(self) -> str:
        """Sign in, and ask for the version."""
        with self.session() as session:
            try:
                version, user = session.ask("SELECT current_setting('server_version'), current_user")
            except session.errors as error:
                raise to_fault(error, self.place()).kind(str(error)) from error
        return f"{self.place()} answers as PostgreSQL {version}; signed in as {user}."

    def place(self) -> str:
        return f"{self.host}:{self.port}/{self.database}"

    def arguments(self) -> dict[str, Any]:
        """What libpq is told."""
        given = {
            "host": self.host,
            "port": self.port,
            "dbname": self.database,
            "user": self.username,
            "password": self.password.get_secret_value(),
            "sslmode": self.sslmode,
            "sslrootcert": self.ca_file,
            "connect_timeout": self.connect_timeout_s,
            "application_name": f"seaway {self.name}".strip(),
        }
        return {key: value for key, value in given.items() if value != ""}

    def settings(self) -> dict[str, str]:
        """Settings of the session."""
        given = {
            "search_path": self.search_path,
            "statement_timeout": str(int(self.statement_timeout_s * 1000))
            if self.statement_timeout_s
            else "",
            # a server whose client is killed stops the statement, instead of finishing it for nobody
            "client_connection_check_interval": "5s",
        }
        return {key: value for key, value in given.items() if value}
