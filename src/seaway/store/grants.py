"""What systems gave when somebody signed in to them (OAuth 2), sealed, and sign-ins that are under way."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, update

from seaway.store.columns import storable
from seaway.store.drivers import driver_of
from seaway.store.sealing import Place
from seaway.store.vault_tables import grants, sign_ins


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRecord:
    """`sealed` holds the tokens. `problem`: why they can't be renewed, so that somebody has to sign in."""

    project: str
    connection: str
    sealed: str = field(repr=False)
    expires_at: datetime | None = None
    problem: str = ""
    refreshing_until: datetime | None = None
    updated_at: datetime
    updated_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRecord:
    """Its first half is done: somebody was sent to sign in. `hash` is that of `state`."""

    hash: str
    project: str
    connection: str
    user_id: str
    sealed: str = field(repr=False)
    expires_at: datetime


def place_of(project: str, connection_name: str) -> Place:
    """Where the tokens of a connection stand."""
    return Place(project, "grant", connection_name)


def sign_in_place(hash_: str, project: str) -> Place:
    """Where the second half of a sign-in finds what it needs."""
    return Place(project, "sign_in", hash_)


def put(connection: Connection, record: GrantRecord) -> None:
    """Keep tokens instead of those before; safe with two at once, the last one counts."""
    values = {name: getattr(record, name) for name in GrantRecord.__dataclass_fields__}
    values |= {"problem": storable(record.problem), "updated_by": storable(record.updated_by)}
    changed = {name: value for name, value in values.items() if name not in ("project", "connection")}
    statement = driver_of(connection).insert(grants).values(values)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["project", "connection"], set_=changed)
    )


def find(connection: Connection, project: str, name: str) -> GrantRecord | None:
    query = select(grants).where(grants.c.project == project, grants.c.connection == name)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else GrantRecord(**dict(row))


def all_of(connection: Connection, project: str) -> dict[str, GrantRecord]:
    """All of a project, by connection."""
    rows = connection.execute(select(grants).where(grants.c.project == project)).mappings()
    return {record.connection: record for record in (GrantRecord(**dict(row)) for row in rows)}


def take_turn(connection: Connection, project: str, name: str, *, now: datetime, until: datetime) -> bool:
    """Take the right to renew the tokens, until then; False where another process has it. The one UPDATE
    decides between two."""
    free = or_(grants.c.refreshing_until.is_(None), grants.c.refreshing_until <= now)
    taken = update(grants).where(grants.c.project == project, grants.c.connection == name, free)
    return connection.execute(taken.values(refreshing_until=until)).rowcount > 0


def give_up(connection: Connection, project: str, name: str, *, problem: str, now: datetime) -> None:
    """The tokens could not be renewed; `problem` empty: perhaps the next time."""
    changed = update(grants).where(grants.c.project == project, grants.c.connection == name)
    connection.execute(changed.values(refreshing_until=None, problem=storable(problem), updated_at=now))


def remove(connection: Connection, project: str, name: str) -> bool:
    """Forget the tokens; False where there were none."""
    gone = delete(grants).where(grants.c.project == project, grants.c.connection == name)
    return connection.execute(gone).rowcount > 0


def begin(connection: Connection, record: SignInRecord, *, now: datetime) -> None:
    """Somebody is sent to sign in. Those who never came back are forgotten."""
    connection.execute(delete(sign_ins).where(sign_ins.c.expires_at <= now))
    values = {name: getattr(record, name) for name in SignInRecord.__dataclass_fields__}
    connection.execute(sign_ins.insert().values(values))


def take(connection: Connection, hash_: str, *, now: datetime) -> SignInRecord | None:
    """Somebody comes back: once, and in time. The DELETE decides between two."""
    gone = delete(sign_ins).where(sign_ins.c.hash == hash_).returning(*sign_ins.c)
    row = connection.execute(gone).mappings().one_or_none()
    if row is None:
        return None
    record = SignInRecord(**dict(row))
    return record if record.expires_at > now else None
