"""Snowflake's SQL, as far as statements are put together."""

import re
from datetime import datetime

from seaway.integrations.sql.protocol import Dialect, standard_literal

_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*")
_FOLDED = re.compile(r"[A-Z_][A-Z0-9_$]*")


class SnowflakeDialect(Dialect):
    """Names in small letters mean the same with quotes as without: Snowflake keeps them in capitals."""

    def name_of(self, name: str) -> str:
        return super().name_of(name.upper() if _PLAIN.fullmatch(name) else name)


SNOWFLAKE = SnowflakeDialect(
    name="snowflake",
    placeholder="qmark",
    backslash_escapes=True,
    dollar_quotes=True,
    has_variables=True,
    ddl_in_transactions=False,
    longest_name=255,
)


def literal(value: object) -> str:
    """A value in a statement that takes no parameters: within quotes a backslash escapes.

    Raises:
        InvalidInputError: there is no safe way to write it.
    """
    text = standard_literal(value).replace("\\", "\\\\")
    if isinstance(value, datetime):
        return f"{text}::{'TIMESTAMP_TZ' if value.tzinfo else 'TIMESTAMP_NTZ'}"
    return text


def to_small(name: str) -> str:
    """A name as people write it: in small letters where Snowflake folded it to capitals."""
    return name.lower() if _FOLDED.fullmatch(name) else name


def to_capitals(name: str) -> str:
    """A name as Snowflake keeps it."""
    return name.upper() if _PLAIN.fullmatch(name) else name
