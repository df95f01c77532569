"""Changes to users, members and tokens, each with its row of the audit. Routes and commands call these."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor, check_scopes
from seaway.access.auditing import note
from seaway.access.roles import Role
from seaway.access.secrets import hash_of, new_token
from seaway.access.sign_in import new_link
from seaway.clock import Clock
from seaway.errors import BadRequestError, ConflictingStateError
from seaway.ids import new_id
from seaway.store import members, projects, sessions, tokens, users
from seaway.store.tokens import TokenRecord
from seaway.store.users import User

INVITATION_LIVES = timedelta(days=3)
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is to change of a user; None stays as it is. `email` "" takes it away."""

    name: str | None = None
    email: str | None = None
    is_admin: bool | None = None
    is_active: bool | None = None
    password_hash: str | None = None


def add_user(
    connection: Connection,
    actor: Actor,
    clock: Clock,
    *,
    name: str,
    email: str | None = None,
    is_admin: bool = False,
    password_hash: str | None = None,
) -> tuple[User, str]:
    """Make a user, and a link by which they can come in the first time.

    Raises:
        ConflictingStateError: the name or the address is taken.
        BadRequestError: it is no name, or no address.
    """
    user = User(
        id=new_id(),
        name=checked_name(name),
        email=checked_email(email),
        password=password_hash,
        is_admin=is_admin,
        created_at=clock.now(),
    )
    users.add(connection, user)
    kind = "admin" if is_admin else "user"
    note(connection, actor, Action.USERS_MANAGE, subject=f"added the {kind} {user.name}", now=clock.now())
    return user, new_link(connection, user, clock, INVITATION_LIVES)


def invite_again(connection: Connection, actor: Actor, clock: Clock, user_id: str) -> str:
    """A link for a user who is there; returns its secret.

    Raises:
        UnknownError: there is no such user.
        ConflictingStateError: they may not come in.
    """
    user = users.get(connection, user_id)
    if not user.is_active:
        raise ConflictingStateError(f"{user.name} is disabled", hint="Enable them first.")
    note(connection, actor, Action.USERS_MANAGE, subject=f"made a link for {user.name}", now=clock.now())
    return new_link(connection, user, clock)


def change_user(connection: Connection, actor: Actor, clock: Clock, user_id: str, changes: Changes) -> User:
    """Change a user. Who gets another password, or may not come in any more, is signed out everywhere but
    here.

    Raises:
        UnknownError: no such user.
        ConflictingStateError: nobody would be left who may manage users, or the name is taken.
    """
    before = users.get(connection, user_id)
    after = replace(
        before,
        name=before.name if changes.name is None else checked_name(changes.name),
        email=before.email if changes.email is None else checked_email(changes.email),
        is_admin=before.is_admin if changes.is_admin is None else changes.is_admin,
        is_active=before.is_active if changes.is_active is None else changes.is_active,
        password=changes.password_hash or before.password,
    )
    changed = [name for name in User.__dataclass_fields__ if getattr(before, name) != getattr(after, name)]
    if not changed:
        return after
    users.change(connection, user_id, **{name: getattr(after, name) for name in changed})
    _check_admins(connection)
    if {"password", "is_active"} & set(changed):
        sessions.end_all(connection, user_id, but=actor.session_id or "")
    said = ", ".join(sorted(changed))
    subject = f"changed {said} of {after.name}"
    note(connection, actor, Action.USERS_MANAGE, subject=subject, now=clock.now())
    return after


def remove_user(connection: Connection, actor: Actor, clock: Clock, user_id: str) -> None:
    """Take a user away, with their sessions, tokens and drafts.

    Raises:
        UnknownError: no such user.
        ConflictingStateError: it is yourself, or the last admin.
    """
    if user_id == actor.user_id:
        raise ConflictingStateError("Nobody can take themselves away", hint="Ask another admin.")
    user = users.get(connection, user_id)
    users.remove(connection, user_id)
    _check_admins(connection)
    note(connection, actor, Action.USERS_MANAGE, subject=f"removed {user.name}", now=clock.now())


def _check_admins(connection: Connection) -> None:
    if users.count_admins(connection) == 0:
        raise ConflictingStateError(
            "Nobody would be left who may manage users", hint="Make somebody else an admin first."
        )


def give_role(
    connection: Connection, actor: Actor, clock: Clock, *, project: str, user_id: str, role: Role
) -> None:
    """Give a user a role in a project, instead of the one they had."""
    projects.get(connection, project)
    user = users.get(connection, user_id)
    members.put(connection, project, user_id, role)
    subject = f"made {user.name} {role} of {project}"
    note(connection, actor, Action.MEMBERS_MANAGE, subject=subject, now=clock.now(), project=project)


def take_role(connection: Connection, actor: Actor, clock: Clock, *, project: str, user_id: str) -> None:
    """Take a user's role in a project away."""
    user = users.get(connection, user_id)
    members.remove(connection, project, user_id)
    subject = f"took {user.name} out of {project}"
    note(connection, actor, Action.MEMBERS_MANAGE, subject=subject, now=clock.now(), project=project)


def make_token(
    connection: Connection,
    actor: Actor,
    clock: Clock,
    *,
    user_id: str,
    name: str,
    scopes: Sequence[str],
    project: str | None = None,
    expires_at: datetime | None = None,
) -> tuple[TokenRecord, str]:
    """A new token, and its secret, which is shown once. It may never do more than its user.

    Raises:
        BadRequestError: a scope says nothing, or it would have expired already.
    """
    check_scopes(tuple(scopes))
    if not name.strip() or len(name) > LONGEST_NAME:
        raise BadRequestError("A token has a name, so that you know later what it was for")
    if expires_at is not None and expires_at <= clock.now():
        raise BadRequestError("The token would have expired already")
    if project is not None:
        projects.get(connection, project)
    secret = new_token()
    token = TokenRecord(
        id=new_id(),
        hash=hash_of(secret),
        start=secret[:8],
        user_id=user_id,
        name=name.strip(),
        scopes=tuple(dict.fromkeys(scopes)),
        project=project,
        created_at=clock.now(),
        expires_at=expires_at,
    )
    tokens.add(connection, token)
    note(
        connection,
        actor,
        Action.ACCOUNT_EDIT,
        subject=f"made the token {token.name}",
        now=clock.now(),
        project=project,
        detail={"scopes": list(token.scopes)},
    )
    return token, secret


def revoke_token(
    connection: Connection, actor: Actor, clock: Clock, token_id: str, *, user_id: str | None
) -> None:
    """Take a token away; one of `user_id` only, where that is given."""
    token = tokens.revoke(connection, token_id, user_id=user_id)
    subject = f"revoked the token {token.name}"
    note(connection, actor, Action.ACCOUNT_EDIT, subject=subject, now=clock.now(), project=token.project)


def checked_name(name: str) -> str:
    said = " ".join(name.split())
    if not said or len(said) > LONGEST_NAME or "@" in said or not said.isprintable():
        raise BadRequestError(
            f"{name[:50]!r} can't be a user's name",
            hint=f"A name has up to {LONGEST_NAME} characters and no @.",
        )
    return said


def checked_email(email: str | None) -> str | None:
    said = (email or "").strip().lower()
    if not said:
        return None
    left, _, right = said.partition("@")
    if not left or "." not in right or len(said) > 254 or any(c.isspace() for c in said):
        raise BadRequestError(f"{said[:100]!r} is no mail address", hint="It reads ada@example.org.")
    return said
