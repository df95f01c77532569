"""What `seaway up` does for whoever typed it: makes them the first user, and shows them in."""

import asyncio
import getpass
import webbrowser
from collections.abc import Callable

from sqlalchemy import Connection

from seaway.access.first import check_public, link_for_owner, see_first_user
from seaway.cli.door import Door, may_show_browser
from seaway.clock import SystemClock
from seaway.errors import SeawayError
from seaway.store.database import Database


async def admit(database: Database, door: Door) -> None:
    """Have a first user; where others can reach the server, somebody with a password.

    Raises:
        ConflictingStateError: nobody has one; says what to do.
    """

    def write(connection: Connection) -> None:
        see_first_user(connection, SystemClock(), name=whoami())

    def check(connection: Connection) -> None:
        if door.is_public:
            check_public(connection, door.host)

    await database.write(write)
    await database.read(check)


async def welcome(
    database: Database, door: Door, ready: asyncio.Event, say: Callable[..., None], *, shows_browser: bool
) -> None:
    """Once the server answers, say where; on loopback with a link that signs in once."""
    await ready.wait()
    if door.is_public:
        say("serving", f"Open {door.url}", url=door.url)
        return
    try:
        secret = await database.write(
            lambda connection: link_for_owner(connection, SystemClock(), name=whoami())
        )
    except SeawayError as error:
        say("serving", f"Open {door.url} ({error.message})", url=door.url)
        return
    link = f"{door.url}/link/{secret}"
    say("serving", f"Open {link}", url=door.url, link=link)
    if shows_browser and may_show_browser():
        await asyncio.to_thread(webbrowser.open, link)


def whoami() -> str:
    """The name that the operating system knows."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "admin"
