"""A SQLite database file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from seaway.integrations.sql.protocol import SqlConnection
from seaway.sdk.connection import ProjectPath

if TYPE_CHECKING:
    from seaway.integrations.sqlite.session import SqliteSession


class Sqlite(SqlConnection):
    """A database file of this machine; it is made on first use."""

    type_name: ClassVar[str] = "sqlite"
    title: ClassVar[str] = "SQLite"
    extra: ClassVar[str] = "sqlite"

    path: ProjectPath
    """A relative path starts from the project's folder."""
    read_only: bool = False
    lock_timeout_s: float = Field(default=60.0, ge=0)
    """How long to wait while another process writes to the file."""

    @contextmanager
    def session(self, folder: Path | None = None) -> "Iterator[SqliteSession]":
        """A session for the time of the block."""
        from seaway.integrations.sqlite.session import SqliteSession, connected

        with connected(self.path, read_only=self.read_only, lock_timeout_s=self.lock_timeout_s) as connection:
            yield SqliteSession(connection, is_read_only=self.read_only)

    def check(self) -> str:
        """Open the file and count its tables; a file that is not there yet is not made."""
        from seaway.integrations.sqlite.faults import to_fault
        from seaway.integrations.sqlite.session import SqliteSession, connected

        place = Path(self.path)
        if not place.exists():
            return f"{place} does not exist yet; the first task that writes makes it."
        with connected(self.path, read_only=True, lock_timeout_s=self.lock_timeout_s) as connection:
            session = SqliteSession(connection, is_read_only=True)
            try:
                tables = session.tables()
            except session.errors as error:
                fault = to_fault(error)
                raise fault.kind(f"{place}: {fault.message}", hint=fault.hint) from error
        return f"{place} opens and has {len(tables)} tables and views."
