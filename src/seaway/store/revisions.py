"""Revisions: contents of workflows, named by their hash and never changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, or_, select, tuple_, update

from seaway.errors import UnknownError
from seaway.store.drivers import driver_of
from seaway.store.tables import revisions, runs, workflows

DRAFT = "\x1fdraft"
"""The message of a revision that was run as a draft and never saved; nobody can type it."""


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
    author: str = ""
    message: str = ""


def save(connection: Connection, revision: Revision) -> bool:
    """Keep a revision; False where the same content is kept already. Safe with two at once: one insert
    wins."""
    values = {name: getattr(revision, name) for name in Revision.__dataclass_fields__}
    statement = driver_of(connection).insert(revisions).values(values).on_conflict_do_nothing()
    return connection.execute(statement.returning(revisions.c.hash)).first() is not None


def sign(connection: Connection, revision: Revision, *, author: str, message: str) -> None:
    """Say who saved a revision, and when. The first signature stays, also where two save the same content at
    once: the update asks that there is none."""
    is_unsigned = and_(revisions.c.author == "", revisions.c.message == "")
    connection.execute(
        update(revisions)
        .where(*_is(revision.project, revision.workflow, revision.hash))
        .where(or_(is_unsigned, revisions.c.message == DRAFT))
        .values(author=author, message=message, created_at=revision.created_at)
    )


def _is(project: str, workflow: str, hash_: str) -> tuple[ColumnElement[bool], ...]:
    return (
        revisions.c.project == project,
        revisions.c.workflow == workflow,
        revisions.c.hash == hash_,
    )


_ONE = select(revisions).where(
    revisions.c.project == bindparam("of"),
    revisions.c.workflow == bindparam("called"),
    revisions.c.hash == bindparam("hash_"),
)


def get(connection: Connection, project: str, workflow: str, hash_: str) -> Revision:
    """One revision.

    Raises:
        UnknownError: it is not kept.
    """
    names = {"of": project, "called": workflow, "hash_": hash_}
    row = connection.execute(_ONE, names).mappings().one_or_none()
    if row is None:
        raise UnknownError(f"There is no revision {hash_[:12]} of {workflow}")
    return Revision(**dict(row))


def active(connection: Connection, names: Collection[tuple[str, str]]) -> dict[tuple[str, str], Revision]:
    """The active revisions of workflows, named by project and id; without those that have none."""
    of_workflow = and_(
        revisions.c.project == workflows.c.project,
        revisions.c.workflow == workflows.c.id,
        revisions.c.hash == workflows.c.active_revision,
    )
    query = (
        select(revisions)
        .join(workflows, of_workflow)
        .where(tuple_(workflows.c.project, workflows.c.id).in_(list(names)))
    )
    found = (Revision(**dict(row)) for row in connection.execute(query).mappings())
    return {(revision.project, revision.workflow): revision for revision in found}


def find_by_start(connection: Connection, project: str, workflow: str, start: str) -> Revision:
    """The revision whose hash begins so.

    Raises:
        UnknownError: there is none, or more than one.
    """
    query = select(revisions).where(
        revisions.c.project == project,
        revisions.c.workflow == workflow,
        revisions.c.hash.startswith(start, autoescape=True),
    )
    rows = connection.execute(query.limit(2)).mappings().all()
    if len(rows) != 1:
        raise UnknownError(f"There is no revision {start[:12]} of {workflow}")
    return Revision(**dict(rows[0]))


def list_of(
    connection: Connection,
    project: str,
    workflow: str,
    *,
    before: datetime | None = None,
    limit: int = 50,
    with_drafts: bool = True,
) -> list[Revision]:
    """The revisions of a workflow, newest first; `before` is the time of the last one of the page before."""
    query = select(revisions).where(revisions.c.project == project, revisions.c.workflow == workflow)
    if before is not None:
        query = query.where(revisions.c.created_at < before)
    if not with_drafts:
        query = query.where(revisions.c.message != DRAFT)
    rows = connection.execute(query.order_by(revisions.c.created_at.desc(), revisions.c.hash).limit(limit))
    return [Revision(**dict(row)) for row in rows.mappings()]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionLine:
    """A revision without its content. `is_same`: the one before it had the same source; only the code beside
    it changed. `content`: the hash of the first revision that had this source."""

    hash: str
    file: str
    created_at: datetime
    author: str
    message: str
    content: str
    is_same: bool


def lines_of(
    connection: Connection, project: str, workflow: str, *, before: datetime | None = None, limit: int = 500
) -> list[RevisionLine]:
    """The saved revisions of a workflow, newest first, drafts left out."""
    in_time = (revisions.c.created_at, revisions.c.hash.desc())
    older = func.lag(revisions.c.source).over(order_by=in_time)
    first = func.first_value(revisions.c.hash).over(partition_by=revisions.c.source, order_by=in_time)
    compared = (
        select(
            *(revisions.c[name] for name in ("hash", "file", "created_at", "author", "message")),
            (revisions.c.source == older).label("is_same"),
            first.label("content"),
        )
        .where(revisions.c.project == project, revisions.c.workflow == workflow)
        .where(revisions.c.message != DRAFT)
        .subquery()
    )
    query = select(compared).order_by(compared.c.created_at.desc(), compared.c.hash).limit(limit)
    if before is not None:
        query = query.where(compared.c.created_at < before)
    rows = connection.execute(query).mappings()
    return [RevisionLine(**(dict(row) | {"is_same": bool(row["is_same"])})) for row in rows]


def content_of(connection: Connection, revision: Revision) -> str:
    """The hash of the first revision that had this source, drafts left out; its own where it is a draft's."""
    query = (
        select(revisions.c.hash)
        .where(revisions.c.project == revision.project, revisions.c.workflow == revision.workflow)
        .where(revisions.c.message != DRAFT, revisions.c.source == revision.source)
        .order_by(revisions.c.created_at, revisions.c.hash.desc())
        .limit(1)
    )
    return connection.execute(query).scalar() or revision.hash


def runs_of(connection: Connection, project: str, workflow: str, hashes: Sequence[str]) -> dict[str, int]:
    """How many runs each of these revisions had."""
    query = (
        select(runs.c.revision, func.count())
        .where(runs.c.project == project, runs.c.workflow == workflow, runs.c.revision.in_(list(hashes)))
        .group_by(runs.c.revision)
    )
    counts = {str(revision): int(count) for revision, count in connection.execute(query)}
    return {hash_: counts.get(hash_, 0) for hash_ in hashes}
