"""Runs as people look through them: lists by any filter, how a workflow went lately, how many ended when.

Each query walks an index from its newest end and stops at the limit, so that a list costs the same with a
thousand runs as with millions."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import ColumnElement, Connection, func, or_, select

from seaway.core.states import RunState
from seaway.ids import RunId, uuid7
from seaway.store import runs as run_queries
from seaway.store.columns import from_micros, to_micros
from seaway.store.drivers import driver_of
from seaway.store.runs import RunFilter, RunRecord
from seaway.store.tables import runs, workflows

LIVE_STATES = frozenset({RunState.QUEUED, RunState.RUNNING, RunState.PAUSED, RunState.CANCELLING})
SHORT_CHARS = 8
_SLACK = timedelta(minutes=1)
_LOWEST, _HIGHEST = b"\0" * 10, b"\xff" * 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RunQuestion:
    """Which runs are looked for. Empty: any. `id_piece`: how an id, or its end, begins; in lower
    case. `error_piece`: a piece of the first line of
    the error, or of the task it came from; in lower case."""

    project: str
    workflows: tuple[str, ...] = ()
    states: frozenset[RunState] = frozenset()
    trigger_kind: str = ""
    trigger_name: str = ""
    id_piece: str = ""
    error_piece: str = ""
    created_from: datetime | None = None
    created_before: datetime | None = None


def find_runs(
    connection: Connection, question: RunQuestion, *, after: RunId | None = None, limit: int = 50
) -> list[RunRecord]:
    """Runs, newest first; `after` is the last run of the page before."""
    if question.id_piece:
        return _by_id(connection, question, after=after, limit=limit)
    if question.error_piece:
        return _by_error(connection, question, after=after, limit=limit)
    streams = [_stream(connection, question, part, after, limit) for part in _parts(question)]
    merged = heapq.merge(*streams, key=lambda run: run.run_id, reverse=True)
    return list(islice(merged, limit))


@dataclass(frozen=True, slots=True)
class _Part:
    workflow: str | None
    state: RunState | None


def _parts(question: RunQuestion) -> Iterator[_Part]:
    """One walk of an index for each workflow and each state that is asked for."""
    for workflow in question.workflows or (None,):
        for state in sorted(question.states) or (None,):
            yield _Part(workflow, state)


def _stream(
    connection: Connection, question: RunQuestion, part: _Part, after: RunId | None, limit: int
) -> list[RunRecord]:
    query = run_queries.records().where(runs.c.project == question.project)
    if part.workflow is not None:
        query = query.where(runs.c.workflow == part.workflow)
    if part.state is not None:
        query = query.where(runs.c.state == part.state)
    if question.trigger_kind:
        query = query.where(runs.c.trigger_kind == question.trigger_kind)
    if question.trigger_name:
        query = query.where(runs.c.trigger_name == question.trigger_name)
    for condition in _times(question):
        query = query.where(condition)
    if after is not None:
        query = query.where(runs.c.run_id < after)
    rows = connection.execute(query.order_by(runs.c.run_id.desc()).limit(limit)).mappings()
    return [run_queries.to_record(row) for row in rows]


def _times(question: RunQuestion) -> Iterator[ColumnElement[bool]]:
    """Ids begin with the time they were made at, so an index by id is one by time too."""
    if question.created_from is not None:
        yield runs.c.created_at >= question.created_from
        yield runs.c.run_id >= lowest_id(question.created_from - _SLACK)
    if question.created_before is not None:
        yield runs.c.created_at < question.created_before
        yield runs.c.run_id < lowest_id(question.created_before + _SLACK)


def lowest_id(moment: datetime) -> RunId:
    """No run made at this moment or later has a smaller id."""
    return RunId(uuid7(max(int(moment.timestamp() * 1000), 0), _LOWEST))


_BEGINS = """
SELECT run_id FROM runs WHERE project = ? AND run_id >= ? AND run_id < ? AND run_id < ?
ORDER BY run_id DESC LIMIT ?
"""
_ENDS = """
SELECT run_id FROM (
    SELECT run_id FROM runs WHERE project = ? AND run_id < ? ORDER BY run_id DESC LIMIT ?
) AS newest
WHERE substr(run_id, 29, ?) = ? ORDER BY run_id DESC LIMIT ?
"""
MOST_SEARCHED = 200_000
"""Short ids, the ends of whole ones, are looked for among so many of the newest runs: no index tells them."""


def _by_id(
    connection: Connection, question: RunQuestion, *, after: RunId | None, limit: int
) -> list[RunRecord]:
    """Runs whose id begins with the piece, or whose short id does."""
    piece, before, driver = question.id_piece, after or "\x7f", driver_of(connection)
    values: tuple[object, ...] = (question.project, piece, piece + "\x7f", before, limit)
    found = {run_id for (run_id,) in driver.select(connection, _BEGINS, values)}
    if len(piece) <= SHORT_CHARS:
        values = (question.project, before, MOST_SEARCHED, len(piece), piece, limit)
        found.update(run_id for (run_id,) in driver.select(connection, _ENDS, values))
    newest = sorted(found, reverse=True)[:limit]
    records = [run_queries.get(connection, RunId(run_id)) for run_id in newest]
    return [record for record in records if _fits(record, question)]


def _by_error(
    connection: Connection, question: RunQuestion, *, after: RunId | None, limit: int
) -> list[RunRecord]:
    """Failed runs whose error has the piece, among the newest failed ones: no index tells them."""
    conditions = [runs.c.project == question.project, runs.c.state == RunState.FAILED, *_times(question)]
    if question.trigger_kind:
        conditions.append(runs.c.trigger_kind == question.trigger_kind)
    if question.trigger_name:
        conditions.append(runs.c.trigger_name == question.trigger_name)
    if question.workflows:
        conditions.append(runs.c.workflow.in_(question.workflows))
    if after is not None:
        conditions.append(runs.c.run_id < after)
    newest = select(runs.c.run_id, runs.c.error, runs.c.failed_task).where(*conditions)
    looked = newest.order_by(runs.c.run_id.desc()).limit(MOST_SEARCHED).subquery()
    query = select(looked.c.run_id).where(
        or_(
            func.lower(looked.c.error).contains(question.error_piece, autoescape=True),
            func.lower(looked.c.failed_task).contains(question.error_piece, autoescape=True),
        )
    )
    found = connection.execute(query.order_by(looked.c.run_id.desc()).limit(limit)).scalars()
    records = [run_queries.get(connection, RunId(run_id)) for run_id in found]
    return [record for record in records if _fits(record, question)]


def _fits(record: RunRecord, question: RunQuestion) -> bool:
    return (
        (not question.workflows or record.workflow in question.workflows)
        and (not question.states or record.state in question.states)
        and (not question.trigger_kind or record.trigger_kind == question.trigger_kind)
        and (not question.trigger_name or record.trigger_name == question.trigger_name)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """Of a run just what a dot in a row of dots shows."""

    run_id: RunId
    state: RunState
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    failed_task: str | None
    error: str | None

    @property
    def seconds(self) -> float | None:
        if self.started_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.started_at).total_seconds()


_PAST = """
SELECT run_id, state, created_at, started_at, ended_at, failed_task, error FROM runs
WHERE project = ? AND workflow = ? ORDER BY run_id DESC LIMIT ?
"""


def past_runs(
    connection: Connection, project: str, names: Iterable[str], *, limit: int = 30
) -> dict[str, list[PastRun]]:
    """The last runs of each workflow, newest first: some dozen rows each, whatever the history."""
    driver = driver_of(connection)
    return {
        name: [_past(row) for row in driver.select(connection, _PAST, (project, name, limit))]
        for name in names
    }


def _past(row: Sequence[object]) -> PastRun:
    created = from_micros(row[2])  # type: ignore[arg-type]
    assert created is not None
    return PastRun(
        run_id=RunId(str(row[0])),
        state=RunState(str(row[1])),
        created_at=created,
        started_at=from_micros(row[3]),  # type: ignore[arg-type]
        ended_at=from_micros(row[4]),  # type: ignore[arg-type]
        failed_task=None if row[5] is None else str(row[5]),
        error=None if row[6] is None else str(row[6]),
    )


_BUCKETS = """
SELECT ended_at / ?, state, count(*) FROM runs
WHERE project = ? AND ended_at IS NOT NULL AND ended_at >= ? AND ended_at < ? GROUP BY 1, 2
"""
HOUR = timedelta(hours=1)
_HOUR_MICROS = 3_600_000_000


def ended_by_hour(
    connection: Connection, project: str, *, start: datetime, end: datetime
) -> dict[datetime, Counter[RunState]]:
    """How many runs ended in each hour of [start, end), by how they ended; hours without any are left out.

    Reads an index alone (`ix_runs_project_ended`); what is over does not change, so callers keep it."""
    values = (_HOUR_MICROS, project, to_micros(start), to_micros(end))
    found: dict[datetime, Counter[RunState]] = defaultdict(Counter)
    for hour, state, count in driver_of(connection).select(connection, _BUCKETS, values):
        at = from_micros(hour * _HOUR_MICROS)
        assert at is not None
        found[at][RunState(state)] += count
    return dict(found)


def failing_workflows(
    connection: Connection, project: str, *, since: datetime, limit: int = 200
) -> list[str]:
    """Workflows that had a failed run since then, by id: one look into an index for each workflow."""
    failed = select(runs.c.run_id).where(
        runs.c.project == workflows.c.project,
        runs.c.workflow == workflows.c.id,
        runs.c.state == RunState.FAILED,
        runs.c.run_id >= lowest_id(since),
    )
    query = select(workflows.c.id).where(workflows.c.project == project, failed.exists())
    return list(connection.execute(query.order_by(workflows.c.id).limit(limit)).scalars())


def live_runs(connection: Connection, project: str, *, limit: int = 200) -> list[RunRecord]:
    """Runs that are not over, newest first."""
    return find_runs(connection, RunQuestion(project=project, states=LIVE_STATES), limit=limit)


def ended_runs(connection: Connection, project: str, *, since: datetime, limit: int) -> list[RunRecord]:
    """Runs that ended then or later, the last one first (`ix_runs_project_ended`)."""
    query = run_queries.records().where(runs.c.project == project, runs.c.ended_at >= since)
    rows = connection.execute(query.order_by(runs.c.ended_at.desc()).limit(limit)).mappings()
    return [run_queries.to_record(row) for row in rows]


def newer_runs(connection: Connection, project: str, than: RunId, *, limit: int) -> list[RunRecord]:
    """Runs made after that one, newest first."""
    query = run_queries.records().where(runs.c.project == project, runs.c.run_id > than)
    rows = connection.execute(query.order_by(runs.c.run_id.desc()).limit(limit)).mappings()
    return [run_queries.to_record(row) for row in rows]


def neighbours(connection: Connection, run: RunRecord) -> tuple[RunId | None, RunId | None]:
    """The runs of the same workflow right before and right after."""
    where = (runs.c.project == run.project, runs.c.workflow == run.workflow)
    before = select(runs.c.run_id).where(*where, runs.c.run_id < run.run_id)
    after = select(runs.c.run_id).where(*where, runs.c.run_id > run.run_id)
    return (
        connection.execute(before.order_by(runs.c.run_id.desc()).limit(1)).scalar_one_or_none(),
        connection.execute(after.order_by(runs.c.run_id).limit(1)).scalar_one_or_none(),
    )


def related(connection: Connection, run: RunRecord, *, limit: int = 50) -> tuple[list[RunId], list[RunId]]:
    """Its reruns, and the sub-workflows that it started; newest first."""
    reruns = RunFilter(project=run.project, rerun_of=run.run_id)
    children = RunFilter(project=run.project, parent_run=run.run_id)
    return (
        [each.run_id for each in run_queries.list_runs(connection, reruns, limit=limit)],
        [each.run_id for each in run_queries.list_runs(connection, children, limit=limit)],
    )


def usual_seconds(past: Sequence[PastRun], *, at_least: int = 1) -> float | None:
    """The median of those that succeeded; None where too few did."""
    took = sorted(run.seconds for run in past if run.state is RunState.SUCCESS and run.seconds is not None)
    return took[len(took) // 2] if len(took) >= at_least else None


def success_rate(past: Sequence[PastRun]) -> float | None:
    """The share that succeeded of those that succeeded or failed; None where none did either."""
    ended = [run for run in past if run.state in (RunState.SUCCESS, RunState.FAILED)]
    return sum(run.state is RunState.SUCCESS for run in ended) / len(ended) if ended else None
