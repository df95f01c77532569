"""Connections whose systems sign people in (OAuth 2): sending somebody there, taking what comes back, and
keeping it fresh."""

import asyncio
import json
import secrets
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.access.auditing import note
from seaway.access.secrets import hash_of
from seaway.clock import Clock
from seaway.errors import AuthError, BadRequestError, SeawayError, TaskError, UnavailableError
from seaway.integrations.oauth import tokens as asking
from seaway.integrations.oauth.tokens import Tokens
from seaway.sdk.connection import connection_class
from seaway.sdk.oauth import OAuth2
from seaway.store import grants
from seaway.store.database import Database
from seaway.store.grants import GrantRecord, SignInRecord
from seaway.store.keys import Keys

LIVES = timedelta(minutes=10)
"""How long somebody may take to sign in."""
MARGIN = timedelta(minutes=2)
"""A token that ends sooner is renewed first."""
TURN = timedelta(seconds=45)
_LOOK_S = 0.25
Values = Mapping[str, object]


@dataclass(slots=True, kw_only=True)
class SignIns:
    """One per process. `complete` is what an attempt's connections go through."""

    clock: Clock
    database: Database
    keys: Keys
    _turns: dict[tuple[str, str], asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock), init=False
    )

    async def begin(self, actor: Actor, project: str, name: str, values: Values, *, redirect_uri: str) -> str:
        """Where the browser goes. Raises BadRequestError where nobody signs in to such a connection."""
        oauth = oauth_of(values)
        if oauth is None or oauth.grant != "authorization_code":
            what = f"Nobody signs in to the connection {name}"
            raise BadRequestError(what, hint="Its type has no sign-in.")
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
        url = asking.authorize_url(oauth, values, redirect_uri=redirect_uri, state=state, verifier=verifier)
        now, hashed = self.clock.now(), hash_of(state)
        half = json.dumps({"verifier": verifier, "redirect_uri": redirect_uri})

        def write(connection: Connection) -> None:
            sealed = self.keys.seal(connection, half, grants.sign_in_place(hashed, project), now=now)
            record = SignInRecord(
                hash=hashed,
                project=project,
                connection=name,
                user_id=actor.user_id,
                sealed=sealed,
                expires_at=now + LIVES,
            )
            grants.begin(connection, record, now=now)

        await self.database.write(write)
        return url

    async def take(self, actor: Actor, state: str) -> tuple[SignInRecord, dict[str, str]]:
        """The first half of a sign-in that somebody comes back with; once.

        Raises:
            BadRequestError: it is not theirs, too old, or was taken.
        """
        now, hashed = self.clock.now(), hash_of(state)
        record = await self.database.write(lambda c: grants.take(c, hashed, now=now))
        if record is None or record.user_id != actor.user_id:
            raise BadRequestError(
                "This sign-in is not known, or took too long", hint="Begin again at the connection."
            )
        place = grants.sign_in_place(hashed, record.project)
        half = await self.database.read(lambda c: self.keys.open(c, record.sealed, place))
        return record, json.loads(half)

    async def finish(
        self, actor: Actor, record: SignInRecord, half: Mapping[str, str], values: Values, code: str
    ) -> None:
        """Keep what the sign-in is worth. Raises TaskError where the system refuses."""
        oauth = oauth_of(values)
        if oauth is None:
            raise BadRequestError(f"Nobody signs in to the connection {record.connection}")
        got = await asyncio.to_thread(
            asking.by_code,
            oauth,
            values,
            code=code,
            redirect_uri=half["redirect_uri"],
            verifier=half["verifier"],
        )
        await self._keep(record.project, record.connection, got, by=actor)

    async def complete(self, project: str, name: str, values: Values) -> dict[str, object]:
        """The connection's values with a token that works for a while.

        Raises:
            AuthError: somebody has to sign in, first or again.
            UnavailableError: the token has ended, and the system can't be reached.
        """
        oauth = oauth_of(values)
        if oauth is None:
            return dict(values)
        async with self._turns[project, name]:
            token = await self._fresh(project, name, oauth, values)
        return {**values, oauth.token: token}

    async def _fresh(self, project: str, name: str, oauth: OAuth2, values: Values) -> str:
        grant = await self.database.read(lambda c: grants.find(c, project, name))
        if grant is not None and not grant.problem and self._lives(grant, MARGIN):
            return (await self._opened(grant))["access_token"]
        if oauth.grant == "client_credentials":
            got = await asyncio.to_thread(asking.by_credentials, oauth, values)
            await self._keep(project, name, got)
            return got.access_token
        if grant is None:
            raise AuthError(f"Nobody has signed in to the connection `{name}` yet.", hint=_hint(name))
        if grant.problem:
            raise _again(name, grant.problem)
        return await self._renewed(grant, oauth, values)

    async def _renewed(self, grant: GrantRecord, oauth: OAuth2, values: Values) -> str:
        """By this process, or by another one that is at it."""
        project, name = grant.project, grant.connection
        now = self.clock.now()
        if not await self.database.write(
            lambda c: grants.take_turn(c, project, name, now=now, until=now + TURN)
        ):
            return await self._wait(grant)
        current = await self.database.read(lambda c: grants.find(c, project, name))
        known = await self._opened(current or grant)
        try:
            got = await asyncio.to_thread(asking.by_refresh, oauth, values, _refresh_of(known, name))
        except AuthError as error:
            why = error.message
            await self.database.write(
                lambda c: grants.give_up(c, project, name, problem=why, now=self.clock.now())
            )
            raise _again(name, why) from None
        except SeawayError:
            await self.database.write(
                lambda c: grants.give_up(c, project, name, problem="", now=self.clock.now())
            )
            if self._lives(grant, timedelta(seconds=10)):
                return known["access_token"]
            raise
        await self._keep(project, name, got, before=known)
        return got.access_token

    async def _wait(self, grant: GrantRecord) -> str:
        project, name = grant.project, grant.connection
        until = self.clock.now() + TURN
        while self.clock.now() < until:
            await asyncio.sleep(_LOOK_S)
            found = await self.database.read(lambda c: grants.find(c, project, name))
            if found is None or found.problem:
                raise _again(name, found.problem if found else "it was taken away")
            if found.refreshing_until is None and self._lives(found, timedelta(0)):
                return (await self._opened(found))["access_token"]
            if found.refreshing_until is None:
                break
        raise UnavailableError(f"The token of the connection `{name}` could not be renewed.")

    async def _keep(
        self,
        project: str,
        name: str,
        got: Tokens,
        *,
        by: Actor | None = None,
        before: Mapping[str, str] | None = None,
    ) -> None:
        """A system that sends no new refresh token means the old one."""
        now = self.clock.now()
        refresh = got.refresh_token or (before or {}).get("refresh_token", "")
        text = json.dumps({"access_token": got.access_token, "refresh_token": refresh})
        ends = None if got.expires_s is None else now + timedelta(seconds=got.expires_s)

        def write(connection: Connection) -> None:
            sealed = self.keys.seal(connection, text, grants.place_of(project, name), now=now)
            record = GrantRecord(
                project=project,
                connection=name,
                sealed=sealed,
                expires_at=ends,
                updated_at=now,
                updated_by=by.name if by is not None else "",
            )
            grants.put(connection, record)
            if by is not None:
                note(
                    connection,
                    by,
                    Action.CONNECTIONS_EDIT,
                    subject=name,
                    now=now,
                    project=project,
                    detail={"signed_in": True},
                )

        await self.database.write(write)

    async def _opened(self, grant: GrantRecord) -> dict[str, str]:
        place = grants.place_of(grant.project, grant.connection)
        text = await self.database.read(lambda c: self.keys.open(c, grant.sealed, place))
        found: dict[str, str] = json.loads(text)
        return found

    def _lives(self, grant: GrantRecord, margin: timedelta) -> bool:
        now: datetime = self.clock.now()
        return grant.expires_at is None or grant.expires_at > now + margin


def oauth_of(values: Values) -> OAuth2 | None:
    """How the system of a connection signs people in; None where it does not, or its type is not installed
    here."""
    try:
        return connection_class(str(values.get("type", ""))).oauth
    except (TaskError, ImportError):
        return None


def _refresh_of(known: Mapping[str, str], name: str) -> str:
    token = known.get("refresh_token", "")
    if not token:
        raise AuthError(f"the system gave nothing to renew the token of `{name}` with")
    return token


def _again(name: str, why: str) -> AuthError:
    return AuthError(f"Sign in to the connection `{name}` again: {why.rstrip('.')}.", hint=_hint(name))


def _hint(name: str) -> str:
    return f"Open the connection in the browser and sign in, or: seaway connections sign-in {name}"
