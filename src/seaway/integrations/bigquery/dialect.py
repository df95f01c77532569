"""GoogleSQL, as far as statements are put together."""

from datetime import datetime
from typing import Any
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
    has_transactions=False,
    longest_name=1024,
)
# The API says some types by the names of legacy SQL, which GoogleSQL does not take.
_LEGACY = {"INTEGER": "INT64", "FLOAT": "FLOAT64", "BOOLEAN": "BOOL", "RECORD": "STRUCT"}
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


def type_of(field: Any) -> str:
    """GoogleSQL's word for the type of a `SchemaField`, as a CREATE TABLE takes it."""
    name = scalar_of(field)
    if name == "STRUCT":
        name = f"STRUCT<{', '.join(f'`{one.name}` {type_of(one)}' for one in field.fields)}>"
    return f"ARRAY<{name}>" if field.mode == "REPEATED" else name


def scalar_of(field: Any) -> str:
    """The same of one value, where the field has a list of them."""
    name = str(_LEGACY.get(field.field_type, field.field_type))
    return f"{name}({field.precision}, {field.scale or 0})" if field.precision else name
