"""Revisions: contents of workflows, named by their hash and never changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from seaway.errors import UnknownError
from seaway.store.drivers import driver_of
from seaway.store.tables import revisions


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """`source` is the file's text, `plan` and `lock` are JSON, `bundle` the hash of the project's code."""

    project: str
    workflow: str
    hash: str
    file: str
    source: str
    plan: str
    bundle: str = ""
    lock: str = "{}"
    created_at: datetime


def save(connection: Connection, revision: Revision) -> bool:
    """Keep a revision; False where the same content is kept already. Safe with two at once: one insert
    wins."""
    values = {name: getattr(revision, name) for name in Revision.__dataclass_fields__}
    statement = driver_of(connection).insert(revisions).values(values).on_conflict_do_nothing()
    return connection.execute(statement.returning(revisions.c.hash)).first() is not None


def get(connection: Connection, project: str, workflow: str, hash_: str) -> Revision:
    """One revision.

    Raises:
        UnknownError: it is not kept.
    """
    row = (
        connection.execute(
            select(revisions).where(
                revisions.c.project == project, revisions.c.workflow == workflow, revisions.c.hash == hash_
            )
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise UnknownError(f"There is no revision {hash_[:12]} of {workflow}")
    return Revision(**dict(row))


def list_of(
    connection: Connection, project: str, workflow: str, *, before: datetime | None = None, limit: int = 50
) -> list[Revision]:
    """The revisions of a workflow, newest first; `before` is the time of the last one of the page before."""
    query = select(revisions).where(revisions.c.project == project, revisions.c.workflow == workflow)
    if before is not None:
        query = query.where(revisions.c.created_at < before)
    rows = connection.execute(query.order_by(revisions.c.created_at.desc(), revisions.c.hash).limit(limit))
    return [Revision(**dict(row)) for row in rows.mappings()]
