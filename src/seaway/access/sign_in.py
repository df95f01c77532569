"""Coming in: by password, or by a link that works once. Either gives a new session."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.access.auditing import note
from seaway.access.doorkeeper import IDLE
from seaway.access.passwords import Passwords
from seaway.access.secrets import hash_of, new_secret
from seaway.access.throttle import WINDOW, subjects_of, wait
from seaway.clock import Clock
from seaway.errors import SignInError, ThrottledError
from seaway.ids import new_id
from seaway.store import sessions, users
from seaway.store.database import Database
from seaway.store.sessions import SessionRecord
from seaway.store.users import User

LINK_LIVES = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Where a sign-in comes from. `secret`: of the session it had before, which ends."""

    address: str = ""
    agent: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A new session; `secret` goes into the cookie and is kept nowhere."""

    secret: str
    session: SessionRecord
    user: User


@dataclass(frozen=True, slots=True)
class SignIn:
    clock: Clock
    database: Database
    passwords: Passwords

    async def by_password(self, who: str, password: str, visitor: Visitor) -> Opened:
        """Sign in a user by name or address.

        Raises:
            SignInError: no such user or another password; it doesn't say which.
            ThrottledError: too many tries.
        """
        user = await self._begin_try(who, visitor)
        is_right = await self.passwords.is_right(user.password if user else None, password)
        if user is None or user.password is None or not user.is_active or not is_right:
            raise SignInError(
                "The name or the password is wrong",
                hint="`seaway users set-password` on the server's machine sets a new one.",
            )
        found = user
        return await self.database.write(
            lambda connection: self._open(connection, found, visitor, is_tried=True)
        )

    async def confirm(self, user: User, password: str, address: str) -> None:
        """Let a signed-in user show once more that it is them.

        Raises:
            SignInError: the password is wrong.
            ThrottledError: too many tries.
        """
        await self._begin_try(user.name, Visitor(address=address))
        if not await self.passwords.is_right(user.password, password):
            raise SignInError("The password until now is wrong")
        await self.database.write(lambda connection: _forgive(connection, user, address))

    async def by_link(self, secret: str, visitor: Visitor) -> Opened:
        """Sign in by a link; it is used up.

        Raises:
            SignInError: it was used, or has expired.
        """

        def write(connection: Connection) -> Opened | None:
            user = sessions.take_link(connection, hash_of(secret), now=self.clock.now())
            return None if user is None else self._open(connection, user, visitor)

        opened = await self.database.write(write)
        if opened is None:
            raise SignInError(
                "This link was used already, or has expired", hint="`seaway up` or an admin gives a new one."
            )
        return opened

    async def _begin_try(self, who: str, visitor: Visitor) -> User | None:
        """Counts the try before it is known how it ends, so that many at once can't slip through."""
        now = self.clock.now()

        def write(connection: Connection) -> tuple[timedelta, User | None]:
            user = users.find(connection, who)
            subjects = subjects_of(user.id if user else who, visitor.address)
            pause = wait(sessions.failures_of(connection, subjects), now)
            if pause:
                return pause, None
            for subject in subjects:
                sessions.count_failure(connection, subject, now=now, since=now - WINDOW)
            return pause, user

        pause, user = await self.database.write(write)
        if pause:
            seconds = pause.total_seconds()
            raise ThrottledError(
                "Too many tries", hint=f"Try again in {max(1, round(seconds))} s.", retry_after_s=seconds
            )
        return user

    def _open(
        self, connection: Connection, user: User, visitor: Visitor, *, is_tried: bool = False
    ) -> Opened:
        now = self.clock.now()
        secret = new_secret()
        session = SessionRecord(
            id=new_id(),
            hash=hash_of(secret),
            user_id=user.id,
            csrf=new_secret(),
            agent=visitor.agent[:300],
            address=visitor.address[:100],
            created_at=now,
            seen_at=now,
            expires_at=now + IDLE,
        )
        sessions.sweep(connection, now=now)
        if visitor.secret:
            before = sessions.find(connection, hash_of(visitor.secret), now=now)
            if before is not None:
                sessions.end(connection, before[0].id, user_id=before[0].user_id)
        sessions.add(connection, session)
        if is_tried:
            _forgive(connection, user, visitor.address)
        actor = Actor(user_id=user.id, name=user.name, address=visitor.address)
        note(connection, actor, Action.SESSION_OPEN, subject="signed in", now=now)
        return Opened(secret=secret, session=session, user=user)


def _forgive(connection: Connection, user: User, address: str) -> None:
    """The right password: what was tried for this user is forgotten, of the address only this one try. Who
    has an account must not be able to try out others' without end."""
    whose, where = subjects_of(user.id, address)
    sessions.forget_failures(connection, [whose])
    sessions.take_back_failure(connection, where)


def new_link(connection: Connection, user: User, clock: Clock, lives: timedelta = LINK_LIVES) -> str:
    """A secret that signs this user in once; the address is `/link/<secret>`."""
    secret = new_secret()
    sessions.add_link(connection, hash_of(secret), user_id=user.id, expires_at=clock.now() + lives)
    return secret
