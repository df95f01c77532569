"""A MySQL or MariaDB database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field, SecretStr

from seaway.integrations.sql.protocol import SqlConnection
from seaway.sdk.connection import ProjectPath

if TYPE_CHECKING:
    from seaway.integrations.mysql.session import MysqlSession


class Mysql(SqlConnection):
    """A MySQL or MariaDB database.

    As an address: `mysql://username:password@host:3306/database?tls=true`.
    """

    type_name: ClassVar[str] = "mysql"
    title: ClassVar[str] = "MySQL"
    extra: ClassVar[str] = "mysql"

    host: str = "localhost"
    port: int = Field(default=3306, ge=1, le=65535)
    database: str = ""
    username: str = "root"
    password: SecretStr = SecretStr("")
    tls: bool = False
    """Encrypt, and check the server's certificate and name."""
    ca_file: ProjectPath = ""
    """Certificates to check the server's with, as PEM; without it those of the machine."""
    connect_timeout_s: int = Field(default=15, ge=1)
    statement_timeout_s: float = Field(default=0.0, ge=0)
    """A statement that takes longer is cancelled; 0 lets it run. MySQL itself only stops queries."""

    @contextmanager
    def session(self, folder: Path | None = None) -> "Iterator[MysqlSession]":
        """A session for the time of the block; what runs at an exception is killed at the server."""
        from seaway.integrations.mysql.session import opened

        with opened(self.arguments(), self.place(), self.statement_timeout_s) as session:
            yield session

    def check(self) -> str:
        """Sign in, and ask for the version."""
        with self.session() as session:
            version, user = session.ask("SELECT version(), current_user()")
        return f"{self.place()} answers as {version}; signed in as {user}."

    def place(self) -> str:
        return f"{self.host}:{self.port}/{self.database}"

    def arguments(self) -> dict[str, Any]:
        """What the driver is told."""
        given: dict[str, Any] = {
            "host": self.host,
            "port": self.port,
            "database": self.database or None,
            "user": self.username,
            "password": self.password.get_secret_value(),
            "connect_timeout": self.connect_timeout_s,
            "charset": "utf8mb4",
            "program_name": f"seaway {self.name}".strip(),
        }
        if self.tls or self.ca_file:
            given |= {"ssl_ca": self.ca_file or None, "ssl_verify_cert": True, "ssl_verify_identity": True}
        return given
