"""Workflows: which revision is active, and whether the file that stands there now is valid."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, bindparam, delete, func, select, update

from seaway.errors import ConflictingStateError, UnknownError
from seaway.store.drivers import driver_of
from seaway.store.tables import revisions, run_queue, runs, ticks, triggers, workflows


class WorkflowState(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    """The file has problems; the last valid revision stays active."""
    GONE = "gone"
    """The file is not there any more. Nothing is started; history stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowRecord:
    """`problems` is JSON; `active_revision` None where no content was ever valid."""

    project: str
    id: str
    active_revision: str | None
    state: WorkflowState
    problems: str
    is_paused: bool
    renamed_from: str | None
    updated_at: datetime
    layout: str = "{}"
    """Where the canvas shows the tasks, as its own JSON."""


def activate(connection: Connection, project: str, id_: str, *, revision: str, now: datetime) -> None:
    """Make a revision the one that new runs use."""
    _put(
        connection,
        project,
        id_,
        now,
        {"active_revision": revision, "state": WorkflowState.VALID, "problems": "[]"},
    )


def mark_invalid(connection: Connection, project: str, id_: str, *, problems: str, now: datetime) -> None:
    """The file has problems; what was active stays active."""
    _put(connection, project, id_, now, {"state": WorkflowState.INVALID, "problems": problems})


def mark_gone(connection: Connection, project: str, id_: str, *, now: datetime) -> None:
    _put(connection, project, id_, now, {"state": WorkflowState.GONE, "problems": "[]"})


def _put(connection: Connection, project: str, id_: str, now: datetime, changes: dict[str, str]) -> None:
    """Insert or change; safe with two at once, the last one counts."""
    values = {"project": project, "id": id_, "updated_at": now} | changes
    changed = changes | {"updated_at": now}
    statement = driver_of(connection).insert(workflows).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=["project", "id"], set_=changed))


def set_paused(connection: Connection, project: str, id_: str, *, is_paused: bool, now: datetime) -> None:
    """Stop or resume all triggers of a workflow. Runs by hand go on."""
    changed = connection.execute(
        update(workflows)
        .where(workflows.c.project == project, workflows.c.id == id_)
        .values(is_paused=is_paused, updated_at=now)
    )
    if changed.rowcount == 0:
        raise _unknown(id_)


_ONE = select(workflows).where(workflows.c.project == bindparam("of"), workflows.c.id == bindparam("called"))


def get(connection: Connection, project: str, id_: str) -> WorkflowRecord:
    """One workflow.

    Raises:
        UnknownError: no such workflow.
    """
    row = connection.execute(_ONE, {"of": project, "called": id_}).mappings().one_or_none()
    if row is None:
        raise _unknown(id_)
    return WorkflowRecord(**(dict(row) | {"state": WorkflowState(row["state"])}))


def list_of(
    connection: Connection, project: str, *, after: str = "", limit: int = 1_000, with_gone: bool = False
) -> list[WorkflowRecord]:
    """The workflows of a project by id; `after` is the last one of the page before."""
    query = select(workflows).where(workflows.c.project == project, workflows.c.id > after)
    if not with_gone:
        query = query.where(workflows.c.state != WorkflowState.GONE)
    rows = connection.execute(query.order_by(workflows.c.id).limit(limit)).mappings()
    return [WorkflowRecord(**(dict(row) | {"state": WorkflowState(row["state"])})) for row in rows]


def rename(connection: Connection, project: str, *, old: str, new: str, now: datetime) -> int:
    """Bring the history of `old` to `new`, whose file says `renamed_from: old`; returns how many runs came
    along.

    Raises:
        ConflictingStateError: `new` has runs of its own.
    """
    has_runs = select(func.count()).select_from(runs).where(runs.c.project == project, runs.c.workflow == new)
    if connection.execute(has_runs).scalar_one():
        raise ConflictingStateError(
            f"{new} has runs of its own, so it can't take over those of {old}",
            hint="Give the file another name, or take `renamed_from` out.",
        )
    of_new = select(revisions.c.hash).where(revisions.c.project == project, revisions.c.workflow == new)
    connection.execute(
        delete(revisions).where(
            revisions.c.project == project, revisions.c.workflow == old, revisions.c.hash.in_(of_new)
        )
    )
    for table in (triggers, ticks):
        connection.execute(delete(table).where(table.c.project == project, table.c.workflow == new))
    for table in (revisions, triggers, ticks, run_queue):
        connection.execute(
            update(table).where(table.c.project == project, table.c.workflow == old).values(workflow=new)
        )
    moved = connection.execute(
        update(runs).where(runs.c.project == project, runs.c.workflow == old).values(workflow=new)
    )
    connection.execute(delete(workflows).where(workflows.c.project == project, workflows.c.id == old))
    _put(connection, project, new, now, {"renamed_from": old, "state": WorkflowState.VALID})
    return moved.rowcount


def _unknown(id_: str) -> UnknownError:
    return UnknownError(
        f"There is no workflow {id_}", hint="`seaway workflows list` shows those that there are."
    )
