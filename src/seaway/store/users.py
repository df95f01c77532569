"""People who may sign in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from seaway.errors import ConflictingStateError, UnknownError
from seaway.store.access_tables import drafts, links, members, sessions, tokens, users


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """`password` is its Argon2 hash, None who signs in by link only. An admin is one everywhere."""

    id: str
    name: str
    email: str | None = None
    password: str | None = None
    is_admin: bool = False
    is_active: bool = True
    created_at: datetime


def add(connection: Connection, user: User) -> None:
    """Keep a new user.

    Raises:
        ConflictingStateError: somebody has this name or address. Of two at once, one gets this.
    """
    values = {name: getattr(user, name) for name in User.__dataclass_fields__}
    try:
        with connection.begin_nested():
            connection.execute(users.insert().values(values))
    except IntegrityError:
        raise _taken(user.name, user.email) from None


def change(connection: Connection, user_id: str, **values: object) -> None:
    """Change columns of a user; safe with two at once, the last one counts.

    Raises:
        UnknownError: no such user.
        ConflictingStateError: somebody else has this name or address.
    """
    try:
        with connection.begin_nested():
            changed = connection.execute(update(users).where(users.c.id == user_id).values(values))
    except IntegrityError:
        raise _taken(str(values.get("name", "")), str(values.get("email", ""))) from None
    if changed.rowcount == 0:
        raise _unknown(user_id)


def remove(connection: Connection, user_id: str) -> None:
    """Take a user away with all that lets them in. What they did stays in the audit."""
    for table in (sessions, tokens, links, members, drafts):
        connection.execute(delete(table).where(table.c.user_id == user_id))
    if connection.execute(delete(users).where(users.c.id == user_id)).rowcount == 0:
        raise _unknown(user_id)


def get(connection: Connection, user_id: str) -> User:
    """One user.

    Raises:
        UnknownError: no such user.
    """
    row = connection.execute(select(users).where(users.c.id == user_id)).mappings().one_or_none()
    if row is None:
        raise _unknown(user_id)
    return User(**dict(row))


def find(connection: Connection, name_or_email: str) -> User | None:
    """Who is called so, or has this address; names come first."""
    wanted = or_(users.c.name == name_or_email, users.c.email == name_or_email.lower())
    query = select(users).where(wanted).order_by((users.c.name == name_or_email).desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return None if row is None else User(**dict(row))


def list_of(connection: Connection, *, after: str = "", limit: int = 100) -> list[User]:
    """By id, which is the order in which they came; `after` is the last one of the page before."""
    query = select(users).where(users.c.id > after).order_by(users.c.id).limit(limit)
    return [User(**dict(row)) for row in connection.execute(query).mappings()]


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(users)).scalar_one()


def count_admins(connection: Connection) -> int:
    """How many could still let others in."""
    active = select(func.count()).select_from(users).where(users.c.is_admin, users.c.is_active)
    return connection.execute(active).scalar_one()


def has_password(connection: Connection) -> bool:
    """Whether anybody can sign in without a link."""
    query = select(users.c.id).where(users.c.password.is_not(None), users.c.is_active).limit(1)
    return connection.execute(query).first() is not None


def _taken(name: str, email: str | None) -> ConflictingStateError:
    who = name or email or "this user"
    return ConflictingStateError(f"There is a user {who} already", hint="Names and addresses are unique.")


def _unknown(user_id: str) -> UnknownError:
    return UnknownError(f"There is no user {user_id}", hint="`seaway users list` shows those that there are.")
