"""Redshift's SQL, as far as statements are put together."""

import math
from collections.abc import Mapping
from datetime import datetime

from seaway.integrations.sql.protocol import Dialect, standard_literal

REDSHIFT = Dialect(
    name="redshift",
    placeholder="numeric_dollar",
    backslash_escapes=True,
    nested_comments=True,
    dollar_quotes=True,
    longest_name=127,
)


def literal(value: object) -> str:
    """A value in a statement that takes no parameters: within quotes a backslash escapes.

    Raises:
        InvalidInputError: there is no safe way to write it.
    """
    if isinstance(value, bytes):
        return f"to_varbyte('{value.hex()}', 'hex')"
    if isinstance(value, float) and not math.isfinite(value):
        return f"'{'NaN' if math.isnan(value) else 'Infinity' if value > 0 else '-Infinity'}'"
    text = standard_literal(value).replace("\\", "\\\\")
    if isinstance(value, datetime):
        return f"{text}::{'timestamptz' if value.tzinfo else 'timestamp'}"
    return text


def set_texts(settings: Mapping[str, str]) -> list[str]:
    """The statements that give a session its settings."""
    return [f"SET {name} TO {_setting(name, value)}" for name, value in settings.items()]


def _setting(name: str, value: str) -> str:
    if name == "search_path":
        return ", ".join(REDSHIFT.name_of(part.strip()) for part in value.split(","))
    return literal(value)
