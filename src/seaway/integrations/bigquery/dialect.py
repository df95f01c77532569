"""GoogleSQL, as far as statements are put together."""

from datetime import datetime
from uuid import UUID

from seaway.errors import InvalidInputError
from seaway.integrations.sql.protocol import Dialect, standard_literal

DIALECT = Dialect(
    name="BigQuery",
    placeholder="at",
    quote="`",
    backslash_escapes=True,
    hash_comments=True,
    triple_quotes=True,
    ddl_in_transactions=False,
    longest_name=1024,
)
_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r"})


def literal(value: object) -> str:
    """A value in a statement that takes no parameters: in GoogleSQL a backslash escapes.

    Raises:
        InvalidInputError: there is no safe way to write it.
    """
    if isinstance(value, str | UUID):
        text = str(value)
        if "\0" in text:
            raise InvalidInputError("A value in the SQL has a NUL in it.", hint="Remove it from the value.")
        return f"'{text.translate(_ESCAPES)}'"
    if isinstance(value, datetime):
        return f"{'TIMESTAMP' if value.tzinfo else 'DATETIME'} '{value.isoformat(' ')}'"
    return standard_literal(value)
