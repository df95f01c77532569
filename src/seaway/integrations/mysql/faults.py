"""What the errors of MySQL and MariaDB mean, by number
(https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html)."""

import re

from seaway.errors import (
    AuthError,
    ConflictError,
    DataError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.sql.protocol import Fault
from seaway.integrations.sql.running import lost

_AGAIN = "Another transaction came between; `retry` helps."
_RULE = "The row it names breaks a rule of the table; nothing of the transaction was kept."
_VALUE = "The value does not fit its column; a transaction that fails changes nothing."
_NUMBERS: dict[tuple[int, ...], tuple[type[TaskError], str]] = {
    (1045, 1698, 1862): (AuthError, "Check the connection's username and password."),
    (1044, 1142, 1143, 1227, 1370, 1410): (
        PermissionDeniedError,
        "GRANT the right to the connection's user.",
    ),
    (1049,): (NotFoundError, "Check the connection's `database`, or the name before the dot."),
    (1146, 1051): (NotFoundError, "Check the name of the table and its database."),
    (1050, 1007, 1304, 1061): (ConflictError, "It is there already; use another name, or drop it first."),
    (1062, 1048, 1364, 1451, 1452, 1216, 1217, 3819, 4025, 1557, 1586): (DataError, _RULE),
    (1264, 1265, 1292, 1366, 1406, 1411, 1365, 1690, 1300, 3140, 1367, 1136): (DataError, _VALUE),
    (1213, 1205, 1020): (UnavailableError, _AGAIN),
    (1040, 1203, 1226): (UnavailableError, "All connections are in use; `retry` with a delay helps."),
    (1021, 1114, 3, 28): (UnavailableError, "The disk of the server is full; make room there."),
    (1969, 3024, 1317): (
        UnavailableError,
        "Raise the connection's `statement_timeout_s`, or make the statement faster.",
    ),
    (1290, 1792, 1836): (PermissionDeniedError, "The server, or the transaction, is read-only."),
    (2003, 2002, 2005): (UnavailableError, "Check that the server runs and can be reached."),
}
_LOST = {2006, 2013, 1053, 1927, 1152, 1158, 1159, 1160, 1161, 4031, 0}
_NEAR = re.compile(r"near '(.*)' at line (\d+)", re.DOTALL)
_ROW = re.compile(r" at row (\d+)")


def to_fault(error: Exception, text: str = "", place: str = "") -> Fault:
    """`text` is the statement that was run; `place` says where the database is, while it is connected to."""
    import pymysql

    number = error.args[0] if error.args and isinstance(error.args[0], int) else None
    said = str(error.args[1]) if len(error.args) > 1 else str(error)
    said = " ".join(said.split())
    connected = f"Can't connect to {place}: {said}" if place else said
    for numbers, (kind, hint) in _NUMBERS.items():
        if number in numbers:
            return Fault(kind=kind, message=connected, hint=hint)
    if number in _LOST or isinstance(error, pymysql.err.InterfaceError):
        return lost(said or "the server closed it")
    if place:
        return Fault(kind=UnavailableError, message=connected, hint="Check the server and `tls`.")
    return Fault(
        kind=InvalidInputError, message=said, hint="Correct the statement.", position=_position(said, text)
    )


def _position(said: str, text: str) -> int | None:
    """MySQL gives the line, and the text from the place on."""
    found = _NEAR.search(said)
    if found is None:
        return None
    line = int(found.group(2)) - 1
    start = sum(len(one) + 1 for one in text.split("\n")[:line])
    words = found.group(1).split()
    at = text.find(words[0], start) if words else -1
    return at if at >= 0 else start


def row_of(error: Exception) -> int | None:
    """Which row of an insert the error names, from 1."""
    found = _ROW.search(str(error.args[1]) if len(error.args) > 1 else "")
    return int(found.group(1)) if found else None
