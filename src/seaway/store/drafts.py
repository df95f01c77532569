"""What somebody changed in a workflow and has not saved: one draft a person and workflow."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from seaway.store.access_tables import drafts
from seaway.store.drivers import driver_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`layout` is the canvas's JSON; `base_revision` the revision it began with, None for a new workflow."""

    project: str
    workflow: str
    user_id: str
    text: str
    layout: str = "{}"
    base_revision: str | None = None
    updated_at: datetime


def put(connection: Connection, draft: Draft) -> None:
    """Keep a draft; safe with two at once, the last one counts. Who must not overwrite compares first, in
    the same transaction."""
    values = {name: getattr(draft, name) for name in Draft.__dataclass_fields__}
    keys = ["project", "workflow", "user_id"]
    changed = {name: value for name, value in values.items() if name not in keys}
    statement = driver_of(connection).insert(drafts).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))


def find(connection: Connection, project: str, workflow: str, user_id: str) -> Draft | None:
    query = select(drafts).where(
        drafts.c.project == project, drafts.c.workflow == workflow, drafts.c.user_id == user_id
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Draft(**dict(row))


def list_of(connection: Connection, project: str, *, workflow: str | None = None) -> list[Draft]:
    """All drafts of a project, or of one workflow in it, newest first."""
    query = select(drafts).where(drafts.c.project == project).order_by(drafts.c.updated_at.desc())
    if workflow is not None:
        query = query.where(drafts.c.workflow == workflow)
    return [Draft(**dict(row)) for row in connection.execute(query).mappings()]


def remove(connection: Connection, project: str, workflow: str, user_id: str) -> bool:
    """False where there was none."""
    gone = delete(drafts).where(
        drafts.c.project == project, drafts.c.workflow == workflow, drafts.c.user_id == user_id
    )
    return connection.execute(gone).rowcount > 0
