"""What PostgreSQL's errors mean, by SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""

import re
from typing import Any

from seaway.errors import (
    AuthError,
    ConflictError,
    DataError,
    InternalError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.sql.protocol import Fault
from seaway.integrations.sql.running import lost

_BUSY = "The database is busy; `retry` with a delay helps."
_VALUE = "Look at the value; a transaction that fails changes nothing."
_STATES: tuple[tuple[str, type[TaskError], str], ...] = (
    # the longest beginning of a state counts, so the special ones stand first
    ("28", AuthError, "Check the connection's username and password."),
    ("3D000", NotFoundError, "Check the connection's `database`."),
    ("3F000", NotFoundError, "Check the name of the schema, or create it."),
    ("42P01", NotFoundError, "Check the name and its schema; the connection's `search_path` counts."),
    ("42883", InvalidInputError, "Check the name of the function and the types of its arguments."),
    ("42501", PermissionDeniedError, "GRANT the right to the connection's user."),
    ("42P07", ConflictError, "It is there already; use another name, or drop it first."),
    ("42710", ConflictError, "It is there already; use another name, or drop it first."),
    ("42", InvalidInputError, "Correct the statement."),
    ("23", DataError, "The row it names breaks a rule of the table; nothing of the transaction was kept."),
    ("22", DataError, _VALUE),
    ("21", DataError, _VALUE),
    ("40001", UnavailableError, "Another transaction came between; `retry` helps."),
    ("40P01", UnavailableError, "It and another transaction waited for each other; `retry` helps."),
    ("40", UnavailableError, "`retry` helps."),
    ("55P03", UnavailableError, "Something else holds the lock; `retry` helps."),
    ("53300", UnavailableError, "All connections of the server are in use; `retry` with a delay helps."),
    ("53100", UnavailableError, "The disk of the server is full; make room there."),
    ("53", UnavailableError, _BUSY),
    (
        "57014",
        UnavailableError,
        "Raise the connection's `statement_timeout_s`, or make the statement faster.",
    ),
    ("57P03", UnavailableError, "The server is starting or stopping; `retry` helps."),
    ("25006", PermissionDeniedError, "The server, or the transaction, is read-only."),
    ("54", InvalidInputError, "It is larger than PostgreSQL can take."),
    ("55", ConflictError, "It is in use, or not in the state that this needs."),
    ("58", UnavailableError, "The server can't read or write its files; ask who runs it."),
    ("P0", DataError, "The error is one of a function or trigger of the database."),
    ("XX", InternalError, "A fault in the server; ask who runs it."),
)
_LOST_STATES = ("57P01", "57P02", "57P05", "08")
_UNCONNECTED: tuple[tuple[str, type[TaskError], str], ...] = (
    # libpq gives no SQLSTATE where no connection could be made
    (r"password|authentication|no pg_hba|role \".*\" does not exist", AuthError, _STATES[0][2]),
    (r"database \".*\" does not exist", NotFoundError, _STATES[1][2]),
    (r"permission denied for database", PermissionDeniedError, "GRANT CONNECT to the connection's user."),
    (r"too many|remaining connection slots", UnavailableError, "All connections of the server are in use."),
    (r"certificate|SSL|TLS", InvalidInputError, "Check the connection's `sslmode` and `ca_file`."),
    (r"translate host name|Name or service", UnavailableError, "Check the connection's `host`."),
)
_PLACE = re.compile(r"COPY .*?, line (\d+)(?:, column (\S+?))?(?=[:,\n]|$)")


def to_fault(error: Exception, place: str = "") -> Fault:
    """`place` is where the database is."""
    state = getattr(error, "sqlstate", None)
    if state is None:
        return _without_state(error, place)
    if is_lost(state):
        return lost(_said(error))
    kind, hint = meaning_of(state)
    diagnosis: Any = error.diag  # type: ignore[attr-defined]
    position = diagnosis.statement_position
    row, column = _place(diagnosis.context or "")
    return Fault(
        kind=kind,
        message=_sentence(diagnosis),
        hint=diagnosis.message_hint or hint,
        position=int(position) - 1 if position else None,
        row=row,
        column=column or diagnosis.column_name or "",
    )


def meaning_of(state: str) -> tuple[type[TaskError], str]:
    """The class of errors and the hint that an SQLSTATE stands for."""
    return next(
        ((kind, hint) for start, kind, hint in _STATES if state.startswith(start)),
        (InvalidInputError, "Correct the statement."),
    )


def is_lost(state: str) -> bool:
    """Whether the connection is gone."""
    return state.startswith(_LOST_STATES)


def _without_state(error: Exception, place: str) -> Fault:
    import psycopg

    said = _said(error)
    if place:
        found = (entry for entry in _UNCONNECTED if re.search(entry[0], said))
        _, kind, hint = next(found, ("", UnavailableError, "Check that the server runs and can be reached."))
        return Fault(kind=kind, message=f"Can't connect to {place}: {said}", hint=hint)
    if isinstance(error, psycopg.OperationalError):
        return lost(said)
    if isinstance(error, psycopg.DataError):
        return Fault(kind=DataError, message=said, hint=_VALUE)
    return Fault(kind=InvalidInputError, message=said, hint="Correct the statement.")


def _said(error: Exception) -> str:
    return " ".join(str(error).split()).removeprefix("connection failed: ")


def _sentence(diagnosis: Any) -> str:
    """The message and the detail, which names the row of a violation."""
    said = str(diagnosis.message_primary)
    return f"{said}. {diagnosis.message_detail}" if diagnosis.message_detail else said


def _place(context: str) -> tuple[int | None, str]:
    """Row from 0 and column of a COPY."""
    found = _PLACE.search(context)
    return (int(found.group(1)) - 1, found.group(2) or "") if found else (None, "")
