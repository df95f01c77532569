"""How values stand in columns, the same on both databases: instants as whole microseconds since 1970, states
as text."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

# SQLite numbers rows by itself only where the type is spelled INTEGER.
SERIAL = BigInteger().with_variant(Integer(), "sqlite")

# What is looked up and paged through: ordered by its bytes, the same on both databases and in Python.
NAME = Text().with_variant(Text(collation="C"), "postgresql")


class Instant(TypeDecorator[datetime]):
    """An aware datetime as microseconds since 1970 in UTC. An integer, because it is compared and written on
    the hot path."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return to_micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return from_micros(value)


class Json(TypeDecorator[str]):
    """JSON as text, written and read as it is: what is inside concerns its owner alone."""

    impl = Text
    cache_ok = True


def to_micros(value: datetime | None) -> int | None:
    return None if value is None else (value - EPOCH) // MICROSECOND


def from_micros(value: int | None) -> datetime | None:
    return None if value is None else EPOCH + timedelta(microseconds=value)


def storable(text: str) -> str:
    """Free text as both databases take it: without NUL and without halves of surrogate pairs."""
    if text.isascii():
        return text.replace("\0", "") if "\0" in text else text
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def storable_or_none(text: str | None) -> str | None:
    return None if text is None else storable(text)
