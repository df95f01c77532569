"""Projects: the namespaces of one store."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from seaway.errors import ConflictingStateError, UnknownError
from seaway.store.drivers import driver_of
from seaway.store.tables import projects


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRecord:
    name: str
    label: str = ""
    timezone: str = "UTC"
    created_at: datetime


def see(connection: Connection, project: ProjectRecord) -> None:
    """A project's file was read: make it known, or bring its zone up to date; a label that it does not say
    stays. The last one counts."""
    values = {name: getattr(project, name) for name in ProjectRecord.__dataclass_fields__}
    statement = driver_of(connection).insert(projects).values(values)
    changed = {"timezone": project.timezone} | ({"label": project.label} if project.label else {})
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=changed))


def add(connection: Connection, project: ProjectRecord) -> None:
    """Make a new one.

    Raises:
        ConflictingStateError: there is one of this name. Of two at once, one gets this.
    """
    values = {name: getattr(project, name) for name in ProjectRecord.__dataclass_fields__}
    statement = driver_of(connection).insert(projects).values(values).on_conflict_do_nothing()
    if connection.execute(statement.returning(projects.c.name)).first() is None:
        raise ConflictingStateError(f"There is a project {project.name} already")


def get(connection: Connection, name: str) -> ProjectRecord:
    """One project.

    Raises:
        UnknownError: no such project.
    """
    row = connection.execute(select(projects).where(projects.c.name == name)).mappings().one_or_none()
    if row is None:
        raise unknown(name)
    return ProjectRecord(**dict(row))


def is_known(connection: Connection, name: str) -> bool:
    return connection.execute(select(projects.c.name).where(projects.c.name == name)).first() is not None


def list_of(connection: Connection, *, after: str = "", limit: int = 1_000) -> list[ProjectRecord]:
    """By name; `after` is the last one of the page before."""
    query = select(projects).where(projects.c.name > after).order_by(projects.c.name).limit(limit)
    return [ProjectRecord(**dict(row)) for row in connection.execute(query).mappings()]


def unknown(name: str) -> UnknownError:
    return UnknownError(
        f"There is no project {name}", hint="`seaway projects list` shows those that there are."
    )
