"""Values as SQLite can hold them."""

from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID


def to_sqlite(value: object) -> object:
    """A value as SQLite can hold it: dates and decimals as text, lists as JSON."""
    match value:
        case datetime():
            return value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case list() | dict():
            import json

            return json.dumps(value, default=str, ensure_ascii=False)
    return value
