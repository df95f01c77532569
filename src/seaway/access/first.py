"""The first user of a new installation, and the link by which its owner comes in."""

from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.access.auditing import note
from seaway.access.sign_in import new_link
from seaway.clock import Clock
from seaway.errors import ConflictingStateError
from seaway.ids import new_id
from seaway.store import users
from seaway.store.users import User

MACHINE = Actor(user_id="", name="the command line", is_admin=True)
"""Whoever may write to the state folder: they could change the database itself."""


def see_first_user(connection: Connection, clock: Clock, *, name: str) -> User | None:
    """Make the first user, an admin without a password; None where there are users. Of two at once, the one
    that commits first makes it."""
    if users.count(connection):
        return None
    user = User(id=new_id(), name=name, is_admin=True, created_at=clock.now())
    users.add(connection, user)
    note(connection, MACHINE, Action.USERS_MANAGE, subject=f"added the admin {name}", now=clock.now())
    return user


def link_for_owner(connection: Connection, clock: Clock, *, name: str) -> str:
    """A link for the admin of this name, else for the first admin; makes the first user where there is
    none."""
    see_first_user(connection, clock, name=name)
    admins = [user for user in users.list_of(connection, limit=1_000) if user.is_admin and user.is_active]
    if not admins:
        raise ConflictingStateError(
            "There is no admin who could sign in", hint="Make one: `seaway users add NAME --admin`."
        )
    owner = next((user for user in admins if user.name == name), admins[0])
    return new_link(connection, owner, clock)


def check_public(connection: Connection, host: str) -> None:
    """Other machines reach this server: somebody must be able to show who they are.

    Raises:
        ConflictingStateError: nobody has a password.
    """
    if not users.has_password(connection):
        raise ConflictingStateError(
            f"Nobody has a password yet, so a server on {host} could not tell who is asking",
            hint="Set one first: `seaway users set-password NAME`. `seaway users list` shows who there is.",
        )
