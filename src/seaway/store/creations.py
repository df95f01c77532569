"""Answers to creations, kept for a day, so that a call that is sent again creates nothing again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from seaway.store.access_tables import creations
from seaway.store.drivers import driver_of

KEEP = timedelta(days=1)
ABANDONED = timedelta(minutes=1)
"""A first call that has not answered by then died on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Creation:
    """`status` 0: the first call is still at it."""

    fingerprint: str
    status: int
    answer: str
    created_at: datetime


def claim(
    connection: Connection, *, actor: str, key: str, fingerprint: str, now: datetime
) -> Creation | None:
    """Begin; None where this call is the first. Of two at once, one insert wins, and the other sees it."""
    connection.execute(delete(creations).where(creations.c.created_at < now - KEEP))
    mine = (creations.c.actor == actor) & (creations.c.key == key)
    abandoned = mine & (creations.c.status == 0) & (creations.c.created_at < now - ABANDONED)
    connection.execute(delete(creations).where(abandoned))
    values = {"actor": actor, "key": key, "fingerprint": fingerprint, "created_at": now}
    statement = driver_of(connection).insert(creations).values(values).on_conflict_do_nothing()
    if connection.execute(statement.returning(creations.c.key)).first() is not None:
        return None
    row = connection.execute(select(creations).where(mine)).mappings().one()
    names = Creation.__dataclass_fields__
    return Creation(**{name: row[name] for name in names})


def finish(connection: Connection, *, actor: str, key: str, status: int, answer: str) -> None:
    """Keep the answer for those who ask again."""
    mine = (creations.c.actor == actor) & (creations.c.key == key)
    connection.execute(update(creations).where(mine).values(status=status, answer=answer))


def abandon(connection: Connection, *, actor: str, key: str) -> None:
    """It went wrong: the same key may be tried again."""
    mine = (creations.c.actor == actor) & (creations.c.key == key) & (creations.c.status == 0)
    connection.execute(delete(creations).where(mine))
