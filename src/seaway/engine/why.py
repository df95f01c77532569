"""Answers "why is it not running?" from the store alone, so that anybody may ask, whoever owns the run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from seaway.clock import Clock
from seaway.core.admission import Admission
from seaway.core.events import Queue, StartAttempt
from seaway.core.states import RunState
from seaway.engine.restoring import SessionReader
from seaway.engine.session import Session
from seaway.ids import RunId, TaskKey
from seaway.store import engines, runs
from seaway.store.database import Database
from seaway.store.queue import count_group, oldest_of_group
from seaway.store.runs import RunFilter, RunRecord

MOST_RUNS = 200
NO_ENGINE = "no engine is running"
START_ONE = "start one with `seaway up`"
LIVE = frozenset({RunState.RUNNING, RunState.CANCELLING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What holds something, since when it waits where that is known, and what frees it; one sentence.
    `key` '' is the run."""

    key: TaskKey
    why: str


class Why:
    """Admission is rebuilt from the rows of the live runs: the same pure function as in the engine gives
    the same answer."""

    def __init__(
        self, *, clock: Clock, database: Database, reader: SessionReader, pools: Mapping[str, int]
    ) -> None:
        self._clock = clock
        self._database = database
        self._reader = reader
        self._pools = pools

    async def explain(self, run_id: RunId, key: TaskKey | None = None) -> list[Waiting]:
        """Every waiting thing of a run, or one task of it; empty where nothing waits. What holds the run as a
        whole comes first."""
        now = self._clock.now()
        record = await self._database.read(lambda connection: runs.get(connection, run_id))
        if record.state.is_final:
            return []
        if record.state is RunState.QUEUED:
            why = await self._database.read(lambda connection: _why_queued(connection, record, now))
            return [Waiting(key=TaskKey(""), why=why)]
        session = await self._reader.read(run_id, epoch=record.epoch)
        slots = await self._database.read(
            lambda connection: sum(engine.slots for engine in engines.living(connection, now=now))
        )
        lack = "" if slots else await self._database.read(_no_engine)
        admission = await self._admission(record.project, session, slots)
        keys = [key] if key is not None else _waiting_keys(session)
        said = [Waiting(key=TaskKey(""), why=why) for why in _whole(record, lack)]
        said += [Waiting(key=each, why=_why(session, admission, each)) for each in keys]
        return [waiting for waiting in said if waiting.why]

    async def _admission(self, project: str, asked: Session, slots: int) -> Admission:
        """Where no engine is there nobody admits, and what waits for a slot has no place in a queue."""
        admission = Admission(self._pools, slots)
        if slots == 0:
            return admission
        live = await self._database.read(
            lambda connection: runs.list_runs(
                connection, RunFilter(project=project, states=LIVE), limit=MOST_RUNS
            )
        )
        for record in reversed(live):
            is_asked = record.run_id == asked.facts.run_id
            session = asked if is_asked else await self._reader.read(record.run_id, epoch=record.epoch)
            _fill(admission, session)
        return admission


def _whole(record: RunRecord, lack: str) -> list[str]:
    """What holds all of a run that has begun. `lack`: of an engine."""
    said = [lack] if lack else []
    if record.state is RunState.PAUSED:
        said.append(f"the run is paused: {record.reason}".rstrip(": "))
    return said


def _fill(admission: Admission, session: Session) -> None:
    for command in session.run.outstanding():
        if isinstance(command, StartAttempt):
            admission.occupy(session.facts.run_id, command)
        elif isinstance(command, Queue):
            admission.queue(session.facts.run_id, command)


def _waiting_keys(session: Session) -> list[TaskKey]:
    """Tasks at the top of the graphs, in their order, and whatever has a row."""
    plan = session.plan
    named = [TaskKey(task.id) for graph in (plan.main, plan.on_failure, plan.final) for task in graph.tasks]
    return list(dict.fromkeys([*named, *session.rows]))


def _why(session: Session, admission: Admission, key: TaskKey) -> str:
    return admission.why(session.facts.run_id, key) or session.run.explain(key)


def _why_queued(connection: Connection, record: RunRecord, now: datetime) -> str:
    if record.group_key is not None and record.group_limit is not None:
        count = count_group(connection, record.project, record.group_key)
        if count.active >= record.group_limit:
            first = oldest_of_group(connection, record.project, record.group_key)
            holder = f", the oldest is {first[0]}" if first else ""
            return (
                f"waits for its concurrency limit, {count.active} of {record.group_limit} under way{holder}; "
                "the end of one of them frees it"
            )
    if not engines.living(connection, now=now):
        return _no_engine(connection)
    return "waits for an engine to take it"


def _no_engine(connection: Connection) -> str:
    """Of one that did not leave in good order: who it was, and since when nothing was heard of it."""
    last = max(engines.list_engines(connection), key=lambda engine: engine.beat_at, default=None)
    if last is None:
        return f"{NO_ENGINE}; {START_ONE}"
    return (
        f"{NO_ENGINE}: process {last.pid} on {last.host} was last heard of on "
        f"{last.beat_at:%Y-%m-%d at %H:%M:%S} UTC; {START_ONE}"
    )
