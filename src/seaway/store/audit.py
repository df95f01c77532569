"""What people changed. A row is written in the transaction of the change it tells."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from seaway.store.access_tables import audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`action` is a name of the table of actions; `subject` what it was done to, as a person says it."""

    at: datetime
    actor: str
    actor_name: str
    action: str
    subject: str
    project: str | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
    address: str = ""
    seq: int = 0


def note(connection: Connection, entry: Entry) -> None:
    values = {name: getattr(entry, name) for name in Entry.__dataclass_fields__ if name != "seq"}
    connection.execute(audit.insert().values(values | {"detail": json.dumps(dict(entry.detail))}))


def list_of(
    connection: Connection,
    *,
    project: str | None = None,
    projects: Sequence[str] | None = None,
    actions: Sequence[str] | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[Entry]:
    """Newest first; `before` is the last one of the page before. `projects`: only what is about one of them,
    None for all, with what is about none."""
    query = select(audit).order_by(audit.c.seq.desc()).limit(limit)
    if project is not None:
        query = query.where(audit.c.project == project)
    if projects is not None:
        query = query.where(audit.c.project.in_(list(projects)))
    if actions is not None:
        query = query.where(or_(*[audit.c.action == action for action in actions]))
    if before is not None:
        query = query.where(audit.c.seq < before)
    return _entries(connection, query)


def list_about_run(
    connection: Connection,
    run_id: str,
    *,
    project: str,
    actions: Sequence[str],
    since: datetime,
    until: datetime,
    limit: int = 500,
) -> list[Entry]:
    """What was done to a run, the oldest first. Looks through what the project changed within that time."""
    about = audit.c.detail.contains(f'"run_id": {json.dumps(run_id)}', autoescape=True)
    query = (
        select(audit)
        .where(audit.c.project == project, audit.c.seq >= _first_since(connection, since))
        .where(audit.c.at <= until, or_(*[audit.c.action == action for action in actions]), about)
        .order_by(audit.c.seq)
        .limit(limit)
    )
    return _entries(connection, query)


def _first_since(connection: Connection, moment: datetime) -> int:
    """Where entries of this time begin: they are numbered in the order of time, so halving finds it."""
    low, high = 0, (connection.execute(select(func.max(audit.c.seq))).scalar() or 0) + 1
    while low < high:
        middle = (low + high) // 2
        query = select(audit.c.seq, audit.c.at).where(audit.c.seq >= middle).order_by(audit.c.seq).limit(1)
        row = connection.execute(query).one_or_none()
        if row is None or row.at >= moment:
            high = middle
        else:
            low = row.seq + 1
    return low


def _entries(connection: Connection, query: Select[Any]) -> list[Entry]:
    rows = [dict(row) for row in connection.execute(query).mappings()]
    return [Entry(**(row | {"detail": json.loads(row["detail"])})) for row in rows]
