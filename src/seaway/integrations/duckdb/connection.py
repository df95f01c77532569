"""A DuckDB database file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from seaway.integrations.duckdb.engine import opened
from seaway.integrations.sql.protocol import SqlConnection
from seaway.sdk.connection import ProjectPath

if TYPE_CHECKING:
    import duckdb

    from seaway.integrations.duckdb.session import DuckdbSession


class DuckDB(SqlConnection):
    """A database file of this machine; it is made on first use."""

    type_name: ClassVar[str] = "duckdb"
    title: ClassVar[str] = "DuckDB"
    category: ClassVar[str] = "SQL"
    extra: ClassVar[str] = "data"

    path: ProjectPath
    """A relative path starts from the project's folder."""
    read_only: bool = False
    lock_timeout_s: float = Field(default=60.0, ge=0)
    """How long to wait while another process writes to the file."""

    @contextmanager
    def open(self, folder: Path | None = None) -> "Iterator[duckdb.DuckDBPyConnection]":
        """A connection for the time of the block; `folder` is where relative paths in its SQL start."""
        with opened(
            self.path, read_only=self.read_only, lock_timeout_s=self.lock_timeout_s, folder=folder
        ) as connection:
            yield connection

    @contextmanager
    def session(self, folder: Path | None = None) -> "Iterator[DuckdbSession]":
        """A session for the time of the block."""
        from seaway.integrations.duckdb.session import DuckdbSession

        with self.open(folder) as connection:
            yield DuckdbSession(connection)

    def check(self) -> str:
        """Open the file and count its tables; a file that is not there yet is not made."""
        place = Path(self.path)
        if not place.exists():
            return f"{place} does not exist yet; the first task that writes makes it."
        with opened(self.path, read_only=True) as connection:
            found = connection.execute("SELECT count(*) FROM information_schema.tables").fetchone()
        return f"{place} opens and has {found[0] if found else 0} tables and views."
