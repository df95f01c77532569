"""SOQL: values are bound as escaped literals, never pasted, and the columns that a query asks for are read.

After the SOQL and SOSL Reference ("Quoted String Escape Sequences", "Date Formats and Date Literals")."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from seaway.errors import InvalidInputError
from seaway.integrations.sql.protocol import Dialect
from seaway.integrations.sql.running import one_query, read_statements
from seaway.sdk.context import Context

DIALECT = Dialect(name="SOQL", placeholder="qmark", backslash_escapes=True, longest_name=80)
_ESCAPES = str.maketrans(
    {"\\": "\\\\", "'": "\\'", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)
_NAME = re.compile(r"[A-Za-z]\w*(?:\.[A-Za-z]\w*)*", re.ASCII)
_QUOTED = re.compile(r"'(?:\\.|[^'\\])*'|\"([^\"]*)\"", re.DOTALL)
_FIRST = re.compile(r"\s*SELECT\s", re.IGNORECASE)
_FROM = re.compile(r"\bFROM\s", re.IGNORECASE)
_UNKNOWN = re.compile(r"\b(?:FIELDS\s*\(|TYPEOF\s)", re.IGNORECASE)
_NESTED = re.compile(r"\(\s*SELECT\b.*\bFROM\s+([A-Za-z]\w*)", re.IGNORECASE | re.DOTALL)
_CALL = re.compile(r"[A-Za-z]\w*\s*\(.*\)(?:\s+([A-Za-z]\w*))?", re.DOTALL)


def to_soql(ctx: Context, soql: str, soql_file: str, parameters: Mapping[str, object]) -> str:
    """The query of a task, with each value as a literal.

    Raises:
        InvalidInputError: no query, or two; a value inside quotes; a value or name that SOQL can't have.
    """
    if bool(soql) == bool(soql_file):
        raise InvalidInputError("Give `soql` or `soql_file`, one of them.", hint="The other stays empty.")
    statement = one_query(read_statements(ctx, DIALECT, soql, soql_file, parameters))
    if statement.verb != "SELECT":
        raise InvalidInputError(
            f"The SOQL begins with {statement.verb or 'no word'}.", hint="A query begins with SELECT."
        )
    return _QUOTED.sub(_plain_name, statement.inlined(literal)).strip()


def literal(value: object) -> str:
    """A value as SOQL writes it; a list is one for each, as `IN (…)` wants.

    Raises:
        InvalidInputError: SOQL has no such value.
    """
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case str():
            return f"'{_clean(value).translate(_ESCAPES)}'"
        case int() | Decimal():
            return str(value)
        case float() if math.isfinite(value):
            return repr(value)
        case datetime():
            at = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
            return at.strftime("%Y-%m-%dT%H:%M:%SZ")
        case date():
            return value.isoformat()
        case list() | tuple():
            return ", ".join(literal(each) for each in value) or "NULL"
    raise InvalidInputError(
        f"A value in the SOQL is a {type(value).__name__}.",
        hint="Give text, a number, a boolean, a date, a time or a list of them.",
    )


def selected(soql: str) -> list[str] | None:
    """The names of the columns of a query, in order; None where only the answer says them."""
    parts = _select_list(soql)
    if parts is None or any(_UNKNOWN.search(part) for part in parts):
        return None
    unnamed = (f"expr{number}" for number in range(len(parts)))
    return [name for part in parts if (name := _column(part, unnamed))]


def named(name: str, what: str) -> str:
    """An API name, such as `Region__c`, as it is.

    Raises:
        InvalidInputError: it is none.
    """
    if not _NAME.fullmatch(name):
        raise InvalidInputError(
            f"`{name}` is no API name of {what}.", hint="Such as `Lead`, `Region__c` or `Owner.Name`."
        )
    return name


def _clean(text: str) -> str:
    if "\0" in text:
        raise InvalidInputError("A value in the SOQL has a NUL in it.", hint="Remove it from the value.")
    return text


def _plain_name(found: re.Match[str]) -> str:
    """`| ident` writes a name in double quotes, which SOQL does not know."""
    return found.group() if found.group(1) is None else named(found.group(1), "an object or field")


def _select_list(soql: str) -> list[str] | None:
    start = _FIRST.match(soql)
    if not start:
        return None
    parts, depth, begun = list[str](), 0, start.end()
    for at in range(start.end(), len(soql)):
        mark = soql[at]
        depth += (mark == "(") - (mark == ")")
        if depth:
            continue
        if mark == ",":
            parts.append(soql[begun:at].strip())
            begun = at + 1
        elif mark in "Ff" and _FROM.match(soql, at):
            return [*parts, soql[begun:at].strip()]
    return None


def _column(part: str, unnamed: Iterator[str]) -> str:
    if found := _NESTED.match(part):
        return found.group(1)
    if found := _CALL.fullmatch(part):
        return found.group(1) or _of_call(part, unnamed)
    words: Sequence[str] = part.split()
    return words[-1] if words else ""


def _of_call(part: str, unnamed: Iterator[str]) -> str:
    """toLabel and the like keep the field's name; the others are counted: `expr0`, `expr1`."""
    inner = part[part.index("(") + 1 : part.rindex(")")].strip()
    is_kept = part.lower().startswith(("tolabel", "format", "convertcurrency")) and _NAME.fullmatch(inner)
    return inner if is_kept else next(unnamed)
