"""What the errors of Snowflake mean: by number, else by SQLSTATE.

The numbers of the client are those of `snowflake.connector.errorcode`. Snowflake publishes no list of the
server's; those here are our reading, and any other falls back to its SQLSTATE.
"""

import re

from seaway.errors import (
    AuthError,
    ConflictError,
    DataError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.sql.protocol import Fault
from seaway.integrations.sql.running import lost

_GONE = "Check the name, its database and schema, and that the connection's role may see it."
_THERE = "It is there already; use another name, or drop it first."
_RIGHT = "GRANT the right to the connection's role, or set another `role`."
_VALUE = "The value does not fit; a transaction that fails changes nothing."
_WAREHOUSE = "Set the connection's `warehouse` to one that the role may use."
_QUOTA = "Its resource monitor stopped it: raise the quota, or set another `warehouse`."
_TIMEOUT = "Raise the connection's `statement_timeout_s`, or make the statement faster."
_SIGN_IN = "Check the connection's `account`, `username` and password, key or token."
_NETWORK = "Check the connection's `account` or `host`, and that this machine can reach it."
_NUMBERS: dict[tuple[int, ...], tuple[type[TaskError], str]] = {
    (390100, 390101, 390144, 390303, 390318, 394304): (AuthError, _SIGN_IN),
    (251001, 251005, 251006, 251008): (AuthError, _SIGN_IN),
    (390422,): (PermissionDeniedError, "A network policy keeps this machine's address out."),
    (2003, 2043, 390201): (NotFoundError, _GONE),
    (606,): (InvalidInputError, _WAREHOUSE),
    (90073,): (UnavailableError, _QUOTA),
    (90105, 90106): (InvalidInputError, "Set the connection's `database` and `schema_name`."),
    (2002,): (ConflictError, _THERE),
    (3001,): (PermissionDeniedError, _RIGHT),
    (604,): (UnavailableError, "Somebody cancelled the statement."),
    (630,): (UnavailableError, _TIMEOUT),
    (625,): (UnavailableError, "Another transaction holds a lock; `retry` helps."),
    (290429,): (RateLimitError, "Snowflake answers too many requests; `retry` helps."),
    (290403,): (PermissionDeniedError, _SIGN_IN),
}
_STATES: dict[str, tuple[type[TaskError], str]] = {
    "42S02": (NotFoundError, _GONE),
    "02000": (NotFoundError, _GONE),
    "42710": (ConflictError, _THERE),
    "42501": (PermissionDeniedError, _RIGHT),
    "57P03": (InvalidInputError, _WAREHOUSE),
    "57014": (UnavailableError, _TIMEOUT),
    "22": (DataError, _VALUE),
    "23": (DataError, "A row breaks a rule of the table; nothing of the transaction was kept."),
    "28": (AuthError, _SIGN_IN),
}
_LOST = {250002, 250003, 250005, 251011, 251012, 252010, 390111, 390112, 390114}
_HTTP_ERRORS = range(290000, 600000)
_VALUES = range(100000, 101000)
"""A value that can't be converted, is too long, is null …: the status of a job comes without SQLSTATE."""
_PLACE = re.compile(r"line (\d+) at position (\d+)")


def to_fault(error: Exception, text: str = "", place: str = "") -> Fault:
    """`text` is the statement that was run; `place` says what is signed in to, while it is."""
    number, state = _number_of(error), str(getattr(error, "sqlstate", "") or "")
    said = " ".join(str(getattr(error, "raw_msg", None) or error).split())
    message = f"Can't sign in to {place}: {said}" if place else said
    for numbers, (kind, hint) in _NUMBERS.items():
        if number in numbers:
            return Fault(kind=kind, message=message, hint=hint, position=_position(said, text))
    if place:
        return Fault(kind=UnavailableError, message=f"Can't connect to {place}: {said}", hint=_NETWORK)
    if number in _LOST or state.startswith("08") or _is_http(number):
        return lost(said)
    known = _STATES.get(state) or _STATES.get(state[:2])
    if known is None and number in _VALUES:
        known = (DataError, _VALUE)
    kind, hint = known or (InvalidInputError, "Correct the statement.")
    return Fault(kind=kind, message=message, hint=hint, position=_position(said, text))


def _number_of(error: Exception) -> int:
    """The client says 250001 for every login that fails, and keeps Snowflake's own number in the text or in
    the error before."""
    number = int(getattr(error, "errno", -1) or -1)
    if number == 250001 and "ncorrect username or password" in str(error):
        return 390100
    return number


def _is_http(number: int) -> bool:
    """290500 and such; the client adds its own base twice to some."""
    return number in _HTTP_ERRORS and not 390000 <= number < 400000


def _position(said: str, text: str) -> int | None:
    found = _PLACE.search(said)
    if found is None:
        return None
    line, column = int(found.group(1)) - 1, int(found.group(2))
    lines = text.split("\n")
    if line >= len(lines):
        return None
    return sum(len(one) + 1 for one in lines[:line]) + min(column, len(lines[line]))
