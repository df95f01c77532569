"""Who has which role in which project. Roles are words here; what they mean stands in `access.roles`."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

from seaway.errors import UnknownError
from seaway.store.access_tables import members, users
from seaway.store.drivers import driver_of
from seaway.store.users import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    user: User
    role: str


def put(connection: Connection, project: str, user_id: str, role: str) -> None:
    """Give a user a role in a project; safe with two at once, the last one counts."""
    statement = driver_of(connection).insert(members)
    statement = statement.values(project=project, user_id=user_id, role=role)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["project", "user_id"], set_={"role": role})
    )


def remove(connection: Connection, project: str, user_id: str) -> None:
    """Take a user's role away.

    Raises:
        UnknownError: they had none.
    """
    gone = delete(members).where(members.c.project == project, members.c.user_id == user_id)
    if connection.execute(gone).rowcount == 0:
        raise UnknownError(f"This user is no member of {project}")


def role_of(connection: Connection, project: str, user_id: str) -> str | None:
    query = select(members.c.role).where(members.c.project == project, members.c.user_id == user_id)
    return connection.execute(query).scalar_one_or_none()


def roles_of(connection: Connection, user_id: str) -> dict[str, str]:
    """Project to role."""
    sql = "SELECT project, role FROM members WHERE user_id = ?"
    return dict(driver_of(connection).select(connection, sql, (user_id,)))


def list_of(connection: Connection, project: str, *, after: str = "", limit: int = 100) -> list[Member]:
    """The members of a project by user id; `after` is the last one of the page before."""
    query = select(members.c.role, users).join(users, users.c.id == members.c.user_id)
    query = query.where(members.c.project == project, members.c.user_id > after)
    rows = connection.execute(query.order_by(members.c.user_id).limit(limit)).mappings()
    found = [dict(row) for row in rows]
    return [Member(role=str(row.pop("role")), user=User(**row)) for row in found]
