"""Lists users and projects."""

from pathlib import Path

from sqlalchemy import Connection

from seaway.access.first import see_first_user
from seaway.cli import looks, printing, times
from seaway.cli.reading import Reading, reading
from seaway.cli.shell import OK
from seaway.cli.welcome import whoami
from seaway.clock import SystemClock
from seaway.store import members, projects, users
from seaway.store.users import User

Listed = list[tuple[User, str]]
"""Each with their role in the project; empty where they have none."""


async def list_users(project_dir: Path | None, *, as_json: bool) -> int:
    async with reading(project_dir) as it:
        await it.database.write(lambda connection: see_first_user(connection, SystemClock(), name=whoami()))
        listed = await it.database.read(lambda connection: _list(connection, it))
    if as_json:
        printing.document({"users": [shape(user) | {"role": role or None} for user, role in listed]})
        return OK
    rows = [
        (user.name, user.email or "", role or looks.dim("none"), _comes_in(user)) for user, role in listed
    ]
    printing.table(("name", "mail", f"role in {it.project}", "comes in"), rows)
    return OK


async def list_projects(project_dir: Path | None, *, as_json: bool) -> int:
    async with reading(project_dir) as it:
        found = await it.database.read(projects.list_of)
    if as_json:
        shown = [
            {
                "name": each.name,
                "label": each.label or each.name,
                "timezone": each.timezone,
                "created_at": times.iso(each.created_at),
            }
            for each in found
        ]
        printing.document({"projects": shown})
    elif found:
        rows = [(each.name, each.label or each.name, each.timezone) for each in found]
        printing.table(("name", "label", "time zone"), rows)
    else:
        printing.note("No project is known. `seaway up` makes its project known.")
    return OK


def shape(user: User) -> dict[str, object]:
    return {
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "is_admin": user.is_admin,
        "is_active": user.is_active,
        "has_password": user.password is not None,
        "created_at": times.iso(user.created_at),
    }


def _list(connection: Connection, it: Reading) -> Listed:
    return [
        (user, "admin" if user.is_admin else members.role_of(connection, it.project, user.id) or "")
        for user in users.list_of(connection, limit=10_000)
    ]


def _comes_in(user: User) -> str:
    if not user.is_active:
        return looks.dim("not any more")
    return "by password" if user.password else "by link"
