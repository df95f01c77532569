"""What SQLite's errors mean, by the name of its result code (https://www.sqlite.org/rescode.html)."""

import re

from seaway.errors import (
    ConflictError,
    DataError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.sql.protocol import Fault

_CODES: tuple[tuple[str, type[TaskError], str], ...] = (
    ("SQLITE_BUSY", UnavailableError, "Another process writes; raise the connection's `lock_timeout_s`."),
    ("SQLITE_LOCKED", UnavailableError, "Another statement holds the table; `retry` helps."),
    (
        "SQLITE_CONSTRAINT",
        DataError,
        "A row breaks a rule of the table; nothing of the transaction was kept.",
    ),
    ("SQLITE_MISMATCH", DataError, "The value does not fit the column."),
    ("SQLITE_TOOBIG", DataError, "The value is larger than SQLite can take."),
    ("SQLITE_FULL", UnavailableError, "The disk is full; make room."),
    ("SQLITE_IOERR", UnavailableError, "The file can't be read or written; check the disk."),
    ("SQLITE_READONLY", PermissionDeniedError, "The file or the connection is read-only."),
    ("SQLITE_PERM", PermissionDeniedError, "Check the rights of the file."),
    ("SQLITE_AUTH", PermissionDeniedError, "This is not allowed here."),
    ("SQLITE_CANTOPEN", NotFoundError, "Check the connection's `path`, and the rights of its folder."),
    ("SQLITE_NOTADB", DataError, "The file is no SQLite database; check the connection's `path`."),
    ("SQLITE_CORRUPT", DataError, "The file is damaged; restore it from a backup."),
    ("SQLITE_INTERRUPT", UnavailableError, "The statement was stopped."),
)
_WORDS: tuple[tuple[str, type[TaskError], str], ...] = (
    (r"no such table", NotFoundError, "Check the name of the table."),
    (r"unknown database", NotFoundError, "SQLite knows `main`, `temp` and what was attached."),
    (r"already exists", ConflictError, "It is there already; use another name, or drop it first."),
    (r"too large to convert|integer overflow", DataError, "An integer has at most 64 bits."),
)
_NEAR = re.compile(r'near "(.+)": syntax error', re.DOTALL)


def to_fault(error: Exception, text: str = "") -> Fault:
    """`text` is the statement that was run."""
    said = str(error)
    name = getattr(error, "sqlite_errorname", "") or ""
    found = [(kind, hint) for start, kind, hint in _CODES if name.startswith(start)]
    found += [(kind, hint) for words, kind, hint in _WORDS if re.search(words, said)]
    kind, hint = found[0] if found else (InvalidInputError, "Correct the statement.")
    return Fault(kind=kind, message=said, hint=hint, position=_position(said, text))


def _position(said: str, text: str) -> int | None:
    """SQLite names the word; where it stands once, that is the place."""
    found = _NEAR.search(said)
    if found is None or text.count(found.group(1)) != 1:
        return None
    return text.index(found.group(1))
