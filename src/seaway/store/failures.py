"""What a database's own errors mean, and what a person can do about them."""

import re
import shutil
import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from seaway.errors import StoreError

_SQLITE_HINTS = {
    sqlite3.SQLITE_FULL: (
        "the disk is full",
        "Free some space; nothing was written, and what waits is tried again.",
    ),
    sqlite3.SQLITE_BUSY: (
        "another process holds it",
        "Another program keeps a write open for seconds; end it, or wait and try again.",
    ),
    sqlite3.SQLITE_LOCKED: ("another process holds it", "Wait and try again."),
    sqlite3.SQLITE_READONLY: (
        "it is read-only",
        "Give the user who runs Seaway the right to write to the file and its folder.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "the file is damaged",
        "Stop Seaway and put a backup back, or save what can be read: `sqlite3 FILE .recover`.",
    ),
    sqlite3.SQLITE_NOTADB: ("the file is not an SQLite database", "Move the file away, or name another one."),
    sqlite3.SQLITE_CANTOPEN: (
        "the file can't be opened",
        "Check that its folder exists and that you may write there.",
    ),
    sqlite3.SQLITE_IOERR: (
        "the disk reports an error",
        "Look at the system's log for the disk, then try again.",
    ),
    sqlite3.SQLITE_PERM: (
        "access is denied",
        "Give the user who runs Seaway the right to write to the file.",
    ),
}

_POSTGRES_HINTS = {
    "53100": ("the server's disk is full", "Free some space on the server."),
    "53300": ("the server has no connection left", "Raise max_connections, or stop what else is connected."),
    "25006": ("the server is read-only", "It may be a standby: give the address of the primary."),
    "28P01": ("the password is wrong", "Check the user and the password in the database's URL."),
    "28000": ("the server refuses this user", "Check the user in the URL, and the server's pg_hba.conf."),
    "3D000": ("there is no such database", "Create it: `createdb NAME`."),
    "42501": ("this user lacks a right", "Grant it, or name a user that owns the schema."),
    "57014": ("the server cancelled the statement", "It took longer than the server allows; try again."),
    "40001": ("two writers collided", "Try again."),
    "40P01": ("two writers collided", "Try again."),
}

_SAID_WHILE_CONNECTING = (
    (r'database ".*" does not exist', "3D000"),
    (r'role ".*" does not exist|no pg_hba\.conf entry', "28000"),
    (r"password authentication failed|no password supplied", "28P01"),
    (r"too many clients|remaining connection slots", "53300"),
    (r"the database system is (starting up|shutting down|in recovery)", "57P03"),
)
_LITTLE_BYTES = 1_000_000
_COLLISIONS = frozenset({"40001", "40P01"})
_SHUTDOWNS = frozenset({"57P01", "57P02", "57P03"})


def explain(error: Exception, where: str) -> StoreError:
    """The error as a sentence: what happened to which database, and what to do."""
    original = _original(error)
    if isinstance(original, sqlite3.Error):
        code = _sqlite_code(original)
        is_full = code == sqlite3.SQLITE_IOERR and _is_disk_full(where)
        found = _SQLITE_HINTS.get(sqlite3.SQLITE_FULL if is_full else code)
    else:
        found = _POSTGRES_HINTS.get(_sqlstate(original))
    if found is None and is_disconnect(error):
        found = ("the server can't be reached", "Check that it runs and that its address and port are right.")
    if found is not None:
        return StoreError(
            f"The database {where} can't be used: {found[0]} ({_first_line(original)})", hint=found[1]
        )
    return StoreError(f"The database {where} refused a statement: {_first_line(original)}")


def is_disconnect(error: Exception) -> bool:
    """The connection is gone, or could not be made; a new one may work."""
    original = _original(error)
    if isinstance(original, sqlite3.Error):
        return False
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    state = _sqlstate(original)
    has_no_answer = not state and type(original).__name__ in {"OperationalError", "ConnectionTimeout"}
    return has_no_answer or state.startswith("08") or state in _SHUTDOWNS


def is_collision(error: Exception) -> bool:
    """Deadlock or serialization failure: the same work can be done again at once."""
    return _sqlstate(_original(error)) in _COLLISIONS


def leaves_commit_open(error: Exception) -> bool:
    """Raised by a COMMIT, this error does not tell whether it happened."""
    original = _original(error)
    if isinstance(original, sqlite3.Error):
        return _sqlite_code(original) == sqlite3.SQLITE_IOERR
    return is_disconnect(error)


def _original(error: Exception) -> BaseException:
    return error.orig if isinstance(error, DBAPIError) and error.orig is not None else error


def _sqlite_code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _is_disk_full(where: str) -> bool:
    """SQLite calls it an input or output error where a file beside the database can't grow."""
    try:
        return shutil.disk_usage(Path(where).parent).free < _LITTLE_BYTES
    except OSError:
        return False


def _sqlstate(error: BaseException) -> str:
    """Of an error while connecting only the server's words are known."""
    state = getattr(error, "sqlstate", None)
    if state or type(error).__name__ != "OperationalError":
        return state or ""
    said = str(error)
    return next((code for pattern, code in _SAID_WHILE_CONNECTING if re.search(pattern, said)), "")


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n", 1)[0]
