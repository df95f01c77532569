"""Signed-in browsers, one-time links, and failed tries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from seaway.errors import UnknownError
from seaway.store.access_tables import links, sessions, sign_in_failures, users
from seaway.store.drivers import driver_of
from seaway.store.users import User


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """`hash` is of the secret in the cookie, `csrf` what each write must repeat in a header."""

    id: str
    hash: str
    user_id: str
    csrf: str
    agent: str = ""
    address: str = ""
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


def add(connection: Connection, session: SessionRecord) -> None:
    values = {name: getattr(session, name) for name in SessionRecord.__dataclass_fields__}
    connection.execute(sessions.insert().values(values))


def find(connection: Connection, hash_: str, *, now: datetime) -> tuple[SessionRecord, User] | None:
    """The session with its user; None where it has ended or its user may not come in any more."""
    query = select(sessions).where(sessions.c.hash == hash_, sessions.c.expires_at > now)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    whose = select(users).where(users.c.id == row["user_id"], users.c.is_active)
    user = connection.execute(whose).mappings().one_or_none()
    return None if user is None else (SessionRecord(**dict(row)), User(**dict(user)))


def see(connection: Connection, session_id: str, *, now: datetime, expires_at: datetime) -> None:
    """It was used: it ends later. Nothing happens where it was ended meanwhile."""
    changed = update(sessions).where(sessions.c.id == session_id)
    connection.execute(changed.values(seen_at=now, expires_at=expires_at))


def list_of(connection: Connection, user_id: str, *, now: datetime) -> list[SessionRecord]:
    """The sessions of a user that have not ended, newest first."""
    query = select(sessions).where(sessions.c.user_id == user_id, sessions.c.expires_at > now)
    rows = connection.execute(query.order_by(sessions.c.id.desc()).limit(500)).mappings()
    return [SessionRecord(**dict(row)) for row in rows]


def end(connection: Connection, session_id: str, *, user_id: str) -> None:
    """End a session of a user.

    Raises:
        UnknownError: this user has no such session.
    """
    gone = delete(sessions).where(sessions.c.id == session_id, sessions.c.user_id == user_id)
    if connection.execute(gone).rowcount == 0:
        raise UnknownError("There is no such session")


def end_all(connection: Connection, user_id: str, *, but: str = "") -> None:
    """End all sessions of a user except one."""
    connection.execute(delete(sessions).where(sessions.c.user_id == user_id, sessions.c.id != but))


def sweep(connection: Connection, *, now: datetime) -> None:
    """Take away what has ended. Safe at any time: nothing finds it any more."""
    for table in (sessions, links):
        connection.execute(delete(table).where(table.c.expires_at <= now))


def add_link(connection: Connection, hash_: str, *, user_id: str, expires_at: datetime) -> None:
    connection.execute(links.insert().values(hash=hash_, user_id=user_id, expires_at=expires_at))


def take_link(connection: Connection, hash_: str, *, now: datetime) -> User | None:
    """Use a link up; of two who use it at once, one gets the user."""
    gone = delete(links).where(links.c.hash == hash_).returning(links.c.user_id, links.c.expires_at)
    row = connection.execute(gone).one_or_none()
    if row is None or row.expires_at <= now:
        return None
    query = select(users).where(users.c.id == row.user_id, users.c.is_active)
    user = connection.execute(query).mappings().one_or_none()
    return None if user is None else User(**dict(user))


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    count: int
    last_at: datetime


def failures_of(connection: Connection, subjects: Iterable[str]) -> dict[str, Failures]:
    """How often signing in failed, by name and by address."""
    query = select(sign_in_failures).where(sign_in_failures.c.subject.in_(list(subjects)))
    rows = connection.execute(query).mappings()
    return {row["subject"]: Failures(count=row["count"], last_at=row["last_at"]) for row in rows}


def count_failure(connection: Connection, subject: str, *, now: datetime, since: datetime) -> None:
    """One more; older ones than `since` don't count any more. Two at once count as two."""
    stale = delete(sign_in_failures).where(sign_in_failures.c.last_at < since)
    connection.execute(stale)
    statement = driver_of(connection).insert(sign_in_failures).values(subject=subject, count=1, last_at=now)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["subject"], set_={"count": sign_in_failures.c.count + 1, "last_at": now}
        )
    )


def take_back_failure(connection: Connection, subject: str) -> None:
    """One less: it was none."""
    mine = (sign_in_failures.c.subject == subject) & (sign_in_failures.c.count > 0)
    changed = update(sign_in_failures).where(mine)
    connection.execute(changed.values(count=sign_in_failures.c.count - 1))


def forget_failures(connection: Connection, subjects: Iterable[str]) -> None:
    connection.execute(delete(sign_in_failures).where(sign_in_failures.c.subject.in_(list(subjects))))
