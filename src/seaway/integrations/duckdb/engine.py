"""DuckDB, loaded late: it is part of the extra `data`, and starts threads when it is imported."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seaway.errors import (
    DataError,
    InternalError,
    InvalidInputError,
    PermissionDeniedError,
    TaskError,
    UnavailableError,
)

if TYPE_CHECKING:
    import duckdb

MEMORY = ":memory:"
CSV_BUFFER = "buffer_size = 4_000_000"
"""For `read_csv`, whose own choice is 32 MB for each file; a row may have 2 MB in either."""
_FRUGAL = (
    "SET memory_limit = '128MiB'",
    "SET threads = 1",
    "SET allocator_flush_threshold = '8MiB'",
    "SET allocator_bulk_deallocation_flush_threshold = '8MiB'",
)
"""What the limit does not count comes on top, and may be as much again: DuckDB itself, text on its way, what
was freed and not yet given back. Each further thread takes buffers of its own."""
_LOOK_EVERY_S = 0.1


def load_duckdb() -> Any:
    """The module.

    Raises:
        InternalError: it is not installed.
    """
    try:
        import duckdb
    except ImportError as error:
        raise InternalError(
            "DuckDB is not installed.", hint='Install it with: pip install "seaway[data]"'
        ) from error
    return duckdb


@contextmanager
def opened(
    path: str, *, read_only: bool = False, lock_timeout_s: float = 0.0, folder: Path | None = None
) -> "Iterator[duckdb.DuckDBPyConnection]":
    """A connection to the database file `path`, closed at the end. Every error in the block becomes a task
    error.

    One process at a time can write to a file; another is waited for up to `lock_timeout_s`.
    folder: where relative paths in `read_csv('…')` and the like start, and spilled data goes.
    """
    duckdb = load_duckdb()
    try:
        connection = _connect(duckdb, path, read_only, time.monotonic() + lock_timeout_s)
        try:
            connection.execute("SET enable_progress_bar = false")  # it would be drawn into the log
            if folder is not None:
                connection.execute(f"SET file_search_path = {quoted(str(folder))}")
                connection.execute(f"SET temp_directory = {quoted(str(folder / '.duckdb_spill'))}")
            yield connection
        finally:
            connection.close()
    except duckdb.Error as error:
        raise to_task_error(error) from error


def be_frugal(connection: "duckdb.DuckDBPyConnection") -> None:
    """For a database of the task's own: few megabytes, however many rows. What does not fit goes to disk."""
    for text in _FRUGAL:
        connection.execute(text)


def quoted(text: str) -> str:
    """A literal for the few statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"


def load_excel(connection: "duckdb.DuckDBPyConnection") -> None:
    """Teach the connection to read and write xlsx, from the installed package: nothing is downloaded.

    Raises:
        InternalError: the package is not installed.
    """
    spec = find_spec("duckdb_extension_excel")
    places = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    found = [file for place in places for file in place.rglob("excel.duckdb_extension")]
    if not found:
        raise InternalError(
            "DuckDB's Excel extension is not installed.", hint='Install it with: pip install "seaway[data]"'
        )
    connection.load_extension(str(found[0]))


def to_task_error(error: Exception) -> TaskError:
    """The class of DuckDB's error says whose fault it is."""
    duckdb = load_duckdb()
    text = str(error)
    if "Could not set lock" in text or "Conflicting lock" in text:
        return UnavailableError(
            "The DuckDB file is in use by another process.",
            hint="Give both tasks the same `pool` of size 1, or raise the connection's `lock_timeout_s`.",
        )
    if "prepared parameter" in text:
        return InvalidInputError(
            "A `{{ }}` stands in a statement that takes no values, such as CREATE VIEW.",
            hint="Keep the value in a table, or build the text of the statement with `| unquoted`.",
        )
    match error:
        case duckdb.ParserException() | duckdb.BinderException() | duckdb.CatalogException():
            return InvalidInputError(f"The SQL is wrong: {text}", hint="Correct the statement.")
        case duckdb.PermissionException():
            return PermissionDeniedError(text, hint="The connection may not do this.")
        case duckdb.IOException():
            return UnavailableError(text, hint="Check the path, the disk and its free space.")
        case duckdb.OutOfMemoryException():
            return UnavailableError(text, hint="Give the task more memory, or query less at once.")
    return DataError(text, hint="Look at the rows it names. A transaction that fails changes nothing.")


def _connect(duckdb: Any, path: str, read_only: bool, deadline: float) -> Any:
    if path != MEMORY and not read_only:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    config = {"autoinstall_known_extensions": False}
    while True:
        try:
            return duckdb.connect(path, read_only=read_only and path != MEMORY, config=config)
        except duckdb.IOException as error:
            if "lock" not in str(error) or time.monotonic() >= deadline:
                raise
        time.sleep(_LOOK_EVERY_S)
