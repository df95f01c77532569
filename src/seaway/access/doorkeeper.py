"""Tells from a cookie or a token who is asking. One read of the store a request."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from seaway.access.actors import Actor
from seaway.access.roles import Role
from seaway.access.secrets import hash_of
from seaway.clock import Clock
from seaway.store import members, sessions, tokens
from seaway.store.database import Database
from seaway.store.sessions import SessionRecord
from seaway.store.tokens import TokenRecord
from seaway.store.users import User

IDLE = timedelta(days=14)
"""A session that is not used for so long has ended."""
AT_MOST = timedelta(days=90)
"""However much it is used, a session ends then."""
LOOK_AGAIN = timedelta(minutes=5)
"""That something is in use is written down so often, not at each request."""


@dataclass(slots=True)
class Doorkeeper:
    clock: Clock
    database: Database
    _seen: dict[str, datetime] = field(default_factory=dict)

    async def by_session(self, secret: str, *, address: str = "") -> Actor | None:
        """Who has this cookie; None where the session has ended."""
        now = self.clock.now()

        def read(connection: Connection) -> tuple[SessionRecord, Actor] | None:
            found = sessions.find(connection, hash_of(secret), now=now)
            if found is None:
                return None
            session, user = found
            actor = _actor(connection, user, address, session_id=session.id, csrf=session.csrf)
            return session, actor

        known = await self.database.read(read)
        if known is None:
            return None
        session, actor = known
        if self._is_due(session.id, session.seen_at, now):
            ends = min(now + IDLE, session.created_at + AT_MOST)
            await self.database.write(
                lambda connection: sessions.see(connection, session.id, now=now, expires_at=ends)
            )
        return actor

    async def by_token(self, secret: str, *, address: str = "") -> Actor | None:
        """Whose token this is; None where it was revoked or has expired."""
        now = self.clock.now()

        def read(connection: Connection) -> tuple[TokenRecord, Actor] | None:
            found = tokens.find(connection, hash_of(secret), now=now)
            if found is None:
                return None
            token, user = found
            actor = _actor(
                connection,
                user,
                address,
                token_id=token.id,
                scopes=tuple(token.scopes),
                only_project=token.project,
            )
            return token, actor

        known = await self.database.read(read)
        if known is None:
            return None
        token, actor = known
        if self._is_due(token.id, token.used_at, now):
            await self.database.write(lambda connection: tokens.see(connection, token.id, now=now))
        return actor

    def _is_due(self, what: str, seen_at: datetime | None, now: datetime) -> bool:
        """Remembers what it wrote, so that a burst of requests writes once."""
        last = max(filter(None, (seen_at, self._seen.get(what))), default=None)
        if last is not None and now - last < LOOK_AGAIN:
            return False
        if len(self._seen) > 10_000:
            self._seen.clear()
        self._seen[what] = now
        return True


def _actor(
    connection: Connection,
    user: User,
    address: str,
    *,
    session_id: str | None = None,
    token_id: str | None = None,
    csrf: str = "",
    scopes: tuple[str, ...] = ("all",),
    only_project: str | None = None,
) -> Actor:
    roles = {project: Role(role) for project, role in members.roles_of(connection, user.id).items()}
    return Actor(
        user_id=user.id,
        name=user.name,
        email=user.email,
        is_admin=user.is_admin,
        roles=roles,
        session_id=session_id,
        token_id=token_id,
        csrf=csrf,
        scopes=scopes,
        only_project=only_project,
        address=address,
        has_password=user.password is not None,
    )
