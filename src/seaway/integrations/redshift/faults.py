"""What the errors of Redshift's driver mean: by SQLSTATE as PostgreSQL's, and by their words where that is
XX000."""

import re
from typing import Any

from redshift_connector.error import Error

from seaway.errors import (
    AuthError,
    InvalidInputError,
    NotFoundError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.postgres.faults import is_lost, meaning_of
from seaway.integrations.redshift.words import first, of_words
from seaway.integrations.sql.protocol import Fault
from seaway.integrations.sql.running import lost

ERRORS: tuple[type[Exception], ...] = (Error, OSError)
"""What the driver raises; a connection that breaks is an error of the socket."""
_SIGN_IN: tuple[tuple[str, type[TaskError], str], ...] = (
    (r"password|authentication|IAM", AuthError, "Check the connection's username and password."),
    (r"database \".*\" does not exist", NotFoundError, "Check the connection's `database`."),
    (r"too many|connection limit", UnavailableError, "All connections of the database are in use."),
    (r"certificate|SSL|refuses SSL", InvalidInputError, "Check the connection's `host` and `sslmode`."),
)


def to_fault(error: Exception, place: str = "") -> Fault:
    """`place` is where the database is, while it is signed in to."""
    said = _fields(error)
    if not said:
        return _of_driver(error, place)
    state, message = said.get("C", ""), _sentence(said)
    if place:
        return _not_signed_in(message, state, place)
    if is_lost(state):
        return lost(message)
    kind, hint = of_words(message) if state.startswith("XX") else meaning_of(state)
    position = said.get("P", "")
    return Fault(
        kind=kind,
        message=message,
        hint=said.get("H") or hint,
        position=int(position) - 1 if position.isdecimal() else None,
        column=said.get("c", ""),
    )


def _fields(error: Exception) -> dict[str, str]:
    """The fields of the server's answer, by their letters in the protocol; none for errors of the driver."""
    first: Any = error.args[0] if error.args else None
    return first if isinstance(first, dict) else {}


def _not_signed_in(message: str, state: str, place: str) -> Fault:
    found = first(_SIGN_IN, message)
    kind, hint = found or (meaning_of(state) if state[:2] in ("28", "3D", "42") else (UnavailableError, ""))
    return Fault(
        kind=kind,
        message=f"Can't sign in to {place}: {message}",
        hint=hint or "Check that it runs, and that this machine may reach it.",
    )


def _of_driver(error: Exception, place: str) -> Fault:
    said = " ".join(" ".join(str(part) for part in error.args).split()) or type(error).__name__
    if place:
        kind, hint = first(_SIGN_IN, said) or (UnavailableError, "")
        hint = hint or "Check `host` and `port`, and that this machine may reach it; `retry` helps."
        return Fault(kind=kind, message=f"Can't connect to {place}: {said}", hint=hint)
    if isinstance(error, OSError) or re.search(r"BrokenPipe|is closed|communication|socket", said):
        return lost(said)
    return Fault(kind=InvalidInputError, message=said, hint="Correct the statement.")


def _sentence(said: dict[str, str]) -> str:
    """The message, and the detail, of which Redshift makes a box of many lines."""
    message = " ".join(said.get("M", "").split())
    boxed = re.search(r"error:\s*(.*?)\s*(?:code:|context:|query:|$)", said.get("D", ""), re.DOTALL)
    detail = " ".join((boxed.group(1) if boxed else said.get("D", "")).split())
    return f"{message}. {detail}" if detail and detail not in message else message
