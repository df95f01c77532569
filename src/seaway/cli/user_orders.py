"""Adds and changes users, straight in the store: the server need not run."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection

from seaway.access import people
from seaway.access.actors import Actor
from seaway.access.first import MACHINE, see_first_user
from seaway.access.passwords import Passwords
from seaway.access.people import Changes
from seaway.access.roles import Role
from seaway.access.sign_in import new_link
from seaway.cli import printing
from seaway.cli.reading import Reading, reading
from seaway.cli.shell import OK
from seaway.cli.user_view import shape
from seaway.cli.welcome import whoami
from seaway.clock import SystemClock
from seaway.errors import UnknownError
from seaway.spec.problems import did_you_mean
from seaway.store import projects, users
from seaway.store.projects import ProjectRecord
from seaway.store.users import User

CLOCK = SystemClock()


def machine() -> Actor:
    """Who the audit says it was."""
    return replace(MACHINE, name=f"{whoami()} (command line)")


@asynccontextmanager
async def people_of(project_dir: Path | None) -> AsyncIterator[Reading]:
    """The store, with its first user and this project in it."""
    async with reading(project_dir) as it:

        def write(connection: Connection) -> None:
            see_first_user(connection, CLOCK, name=whoami())
            if not projects.is_known(connection, it.project):
                projects.see(connection, ProjectRecord(name=it.project, created_at=CLOCK.now()))

        await it.database.write(write)
        yield it


async def add_a_user(
    project_dir: Path | None, *, name: str, email: str | None, is_admin: bool, role: str | None, as_json: bool
) -> int:
    async with people_of(project_dir) as it:

        def write(connection: Connection) -> tuple[User, str]:
            user, secret = people.add_user(
                connection, machine(), CLOCK, name=name, email=email, is_admin=is_admin
            )
            if role is not None:
                people.give_role(
                    connection, machine(), CLOCK, project=it.project, user_id=user.id, role=Role(role)
                )
            return user, secret

        user, secret = await it.database.write(write)
    if as_json:
        printing.document({"user": shape(user), "link": f"/link/{secret}"})
        return OK
    printing.line(f"Added {user.name}. They come in the first time by this link, within three days:")
    printing.line(f"  <address of the server>/link/{secret}")
    if role is None and not is_admin:
        printing.note(f"They see nothing yet: `seaway users role {user.name!r} viewer` lets them look.")
    return OK


async def set_a_password(project_dir: Path | None, *, name: str | None, password: str, as_json: bool) -> int:
    async with people_of(project_dir) as it:
        who = await it.database.read(lambda connection: find_user(connection, name))
        hashed = await Passwords().hash(password, name=who.name)
        changes = Changes(password_hash=hashed)
        user = await it.database.write(
            lambda connection: people.change_user(connection, machine(), CLOCK, who.id, changes)
        )
    return _said(user, f"{user.name} signs in with the new password.", as_json=as_json)


async def make_a_link(project_dir: Path | None, *, name: str | None, as_json: bool) -> int:
    async with people_of(project_dir) as it:
        secret = await it.database.write(
            lambda connection: new_link(connection, find_user(connection, name), CLOCK)
        )
    if as_json:
        printing.document({"link": f"/link/{secret}"})
    else:
        printing.line(f"<address of the server>/link/{secret}")
        printing.note("It works once, within 15 minutes.")
    return OK


async def give_a_role(project_dir: Path | None, *, name: str, role: str, as_json: bool) -> int:
    async with people_of(project_dir) as it:

        def write(connection: Connection) -> User:
            user = find_user(connection, name)
            if role == "none":
                people.take_role(connection, machine(), CLOCK, project=it.project, user_id=user.id)
            else:
                people.give_role(
                    connection, machine(), CLOCK, project=it.project, user_id=user.id, role=Role(role)
                )
            return user

        user = await it.database.write(write)
    what = f"is no member of {it.project} any more" if role == "none" else f"is {role} of {it.project}"
    return _said(user, f"{user.name} {what}.", as_json=as_json)


async def set_active(project_dir: Path | None, *, name: str, is_active: bool, as_json: bool) -> int:
    what = "may come in" if is_active else "may not come in any more"
    user = await _change(project_dir, name, Changes(is_active=is_active))
    return _said(user, f"{user.name} {what}.", as_json=as_json)


async def remove_a_user(project_dir: Path | None, *, name: str, as_json: bool) -> int:
    def write(connection: Connection) -> User:
        user = find_user(connection, name)
        people.remove_user(connection, machine(), CLOCK, user.id)
        return user

    user = await _write(project_dir, write)
    return _said(user, f"{user.name} is gone.", as_json=as_json)


def find_user(connection: Connection, name: str | None) -> User:
    """By name or address; None is whoever types.

    Raises:
        UnknownError: nobody is called so; suggests who is.
    """
    wanted = whoami() if name is None else name
    found = users.find(connection, wanted)
    if found is None:
        known = [user.name for user in users.list_of(connection, limit=1_000)]
        hint = did_you_mean(wanted, known) or "`seaway users list` shows who there is."
        raise UnknownError(f"There is no user {wanted}", hint=hint)
    return found


async def _change(project_dir: Path | None, name: str, changes: Changes) -> User:
    def write(connection: Connection) -> User:
        return people.change_user(connection, machine(), CLOCK, find_user(connection, name).id, changes)

    return await _write(project_dir, write)


async def _write(project_dir: Path | None, work: Callable[[Connection], User]) -> User:
    async with people_of(project_dir) as it:
        return await it.database.write(work)


def _said(user: User, sentence: str, *, as_json: bool) -> int:
    if as_json:
        printing.document({"user": shape(user)})
    else:
        printing.line(sentence)
    return OK
