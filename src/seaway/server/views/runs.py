"""Puts runs together as pages show them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from seaway.core.failures import failure_of
from seaway.core.rows import TaskRow
from seaway.core.states import FAILURE_STATES, RunState, TaskState
from seaway.engine.finding import short
from seaway.engine.terms import KnownRevision, Ref
from seaway.errors import UnknownError
from seaway.ids import RunId, TaskKey
from seaway.server.parts import ServerParts
from seaway.server.shapes.runs import Around, Deadline, RunDetail, RunSummary, to_detail, to_summary
from seaway.server.views.approvals import waits_for
from seaway.server.views.graphs import graph_of
from seaway.store import deadlines, history, revisions, runs, tasks
from seaway.store.revisions import Revision
from seaway.store.runs import RunRecord


async def summaries(
    parts: ServerParts, project: str, records: Sequence[RunRecord], *, with_tasks: bool = False
) -> list[RunSummary]:
    """Runs with the labels of their workflows; `with_tasks`: with how far each is."""
    known = await parts.library.terms.of(project, [(each.workflow, each.revision) for each in records])
    counts: dict[RunId, Counter[TaskState]] = {}
    if with_tasks:
        ids = [each.run_id for each in records]
        counts = await parts.database.read(lambda connection: tasks.count_by_state(connection, ids))
    under_way = [each.run_id for each in records if each.state is RunState.RUNNING]
    waiting = (
        await parts.database.read(lambda connection: waits_for(connection, under_way)) if under_way else {}
    )
    run_ids = [each.run_id for each in records]
    late = await parts.database.read(lambda connection: deadlines.late_of(connection, run_ids))
    return [
        to_summary(
            each,
            _name(known, each),
            counts.get(each.run_id),
            waiting.get(each.run_id),
            late.get(each.run_id, ()),
        )
        for each in records
    ]


def _name(known: Mapping[Ref, KnownRevision], record: RunRecord) -> str:
    found = known.get((record.workflow, record.revision))
    return (found.terms.name if found else None) or record.workflow


async def find_run(parts: ServerParts, project: str, run_id: str) -> RunRecord:
    """A run of this project.

    Raises:
        UnknownError: there is none, or it is another project's.
    """
    record = await parts.database.read(lambda connection: runs.get(connection, RunId(run_id)))
    if record.project != project:
        raise UnknownError(f"There is no run {run_id} in {project}")
    return record


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    counts: Counter[TaskState]
    total: int
    usual_s: float | None
    deadlines: list[deadlines.DeadlineRecord]
    failed: TaskRow | None
    reruns: list[RunId]
    children: list[RunId]
    before: RunId | None
    after: RunId | None
    active: str | None
    is_outdated: bool
    waits_for: str | None


async def detail(parts: ServerParts, record: RunRecord) -> RunDetail:
    seen = await parts.database.read(lambda connection: _see(parts, connection, record))
    name = await parts.library.terms.name_of(record.project, record.workflow, record.revision)
    graph = await graph_of(parts, record.project, record.workflow, record.revision)
    failure = failure_of(seen.failed) if seen.failed is not None else None
    is_active = record.revision == seen.active
    late = [each for each in seen.deadlines if each.late_at is not None]
    around = Around(
        graph=graph,
        counts=dict(seen.counts),
        total=seen.total,
        usual_s=seen.usual_s,
        late=_said_late(late),
        deadlines=[
            Deadline(task=each.key or None, due_at=each.due_at, late_at=each.late_at)
            for each in seen.deadlines
        ],
        late_tasks=sorted(each.key for each in late),
        first_error=failure.message if failure else record.error,
        error_hint=failure.hint if failure else "",
        reruns=list(seen.reruns),
        children=list(seen.children),
        previous_id=seen.before,
        next_id=seen.after,
        is_revision_active=is_active,
        revision_changed=seen.is_outdated,
        waits_for=seen.waits_for,
    )
    return to_detail(record, name, around)


def _see(parts: ServerParts, connection: Connection, record: RunRecord) -> _Seen:
    run_id = record.run_id
    total = parts.library.orders.of(connection, record).total
    counts = tasks.count_by_state(connection, [run_id]).get(run_id, Counter())
    missing = total - sum(counts.values())
    if missing > 0:
        counts[TaskState.PENDING] += missing
    past = history.past_runs(connection, record.project, [record.workflow])[record.workflow]
    reruns, children = history.related(connection, record)
    before, after = history.neighbours(connection, record)
    active = _active(connection, record)
    return _Seen(
        counts=counts,
        total=total,
        usual_s=history.usual_seconds([run for run in past if run.run_id != run_id]),
        deadlines=deadlines.list_of(connection, run_id),
        failed=_first_failed(connection, record),
        reruns=reruns,
        children=children,
        before=before,
        after=after,
        active=active.hash if active else None,
        is_outdated=active is None or _is_newer(connection, active, record),
        waits_for=waits_for(connection, [run_id]).get(run_id) if record.state is RunState.RUNNING else None,
    )


def _active(connection: Connection, record: RunRecord) -> Revision | None:
    key = (record.project, record.workflow)
    return revisions.active(connection, [key]).get(key)


def _is_newer(connection: Connection, active: Revision, record: RunRecord) -> bool:
    """A draft that was tried is newer than the file, until somebody saves."""
    if active.hash == record.revision:
        return False
    try:
        own = revisions.get(connection, record.project, record.workflow, record.revision)
    except UnknownError:
        return True
    return own.message != revisions.DRAFT or active.created_at > record.created_at


def _first_failed(connection: Connection, record: RunRecord) -> TaskRow | None:
    """The task that failed first; of a foreach or a group the one inside that began it."""
    failed = tasks.in_states(connection, record.run_id, FAILURE_STATES)
    first = min(failed, key=_ended, default=None)
    if first is None:
        return None
    inner = failure_of(first).task
    if inner:
        try:
            return tasks.get(connection, record.run_id, TaskKey(inner))
        except UnknownError:
            return first
    return first


def _ended(row: TaskRow) -> float:
    return row.ended_at.timestamp() if row.ended_at else float("inf")


def _said_late(late: Iterable[deadlines.DeadlineRecord]) -> str | None:
    for each in late:
        what = each.key or "The run"
        due = f"{each.due_at:%Y-%m-%d %H:%M} UTC" if each.due_at else "its deadline"
        return f"{what} should have ended by {due}"
    return None


def said(record: RunRecord) -> str:
    """A run as the audit names it."""
    return f"run {short(record.run_id)} of {record.workflow}"
