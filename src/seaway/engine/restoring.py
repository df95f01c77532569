"""Builds a session from what the store has of a run."""

import json
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection

from seaway.core.rerun import RerunChoice, RerunMode, RerunSet, plan_rerun
from seaway.core.rows import TaskRow
from seaway.core.run import Run
from seaway.core.states import TaskState
from seaway.engine.lock import Lock
from seaway.engine.plans import KnownPlan, PlanCache
from seaway.engine.ports import Artifacts
from seaway.engine.previous import previous_names
from seaway.engine.session import RunFacts, Session
from seaway.errors import UnknownError
from seaway.ids import RunId, TaskKey
from seaway.store import tasks
from seaway.store.database import Database
from seaway.store.runs import LoadedRun, RunRecord, get, load

Frozen = dict[TaskKey, tuple[list[str], list[object]]]
"""Keys and values of the items of each foreach that is under way."""


class SessionReader:
    """Reads only; whoever owns the run decides what becomes of it."""

    def __init__(self, *, database: Database, artifacts: Artifacts, plans: PlanCache) -> None:
        self._database = database
        self._artifacts = artifacts
        self._plans = plans

    async def read(self, run_id: RunId, *, epoch: int) -> Session:
        """A run as its rows say; a rerun that has not begun comes with what it carries."""
        return await self._to_session(await self._loaded(run_id), epoch)

    async def read_claimed(
        self, run_id: RunId, *, epoch: int, engine: str, loaded: LoadedRun | None = None
    ) -> Session | None:
        """A run that `engine` claimed with this epoch; None where it is over, or somebody else's by now.
        `loaded` is read where it is not known."""
        loaded = loaded or await self._loaded(run_id)
        if loaded.run.epoch != epoch or loaded.run.owner != engine or loaded.run.state.is_final:
            return None
        return await self._to_session(loaded, epoch)

    async def _loaded(self, run_id: RunId) -> LoadedRun:
        return await self._database.read(lambda connection: load(connection, run_id))

    async def _to_session(self, loaded: LoadedRun, epoch: int) -> Session:
        known = self.plan_of(loaded)
        if loaded.run.started_at is None and loaded.run.rerun_of is not None and loaded.run.rerun is not None:
            run, frozen = await self._new_rerun(loaded.run, known)
        else:
            frozen = self._frozen(loaded.rows)
            run = self._restore(loaded, known, frozen)
        session = Session(
            facts=facts_of(loaded),
            plan=known.plan,
            run=run,
            epoch=epoch,
            tasks=known.tasks,
            items={key: values for key, (_, values) in frozen.items()},
            has_files=bool(loaded.settled),  # their rows, which would tell, are not read
        )
        for row in loaded.rows:
            session.remember(row)
        return session

    async def carried_by(self, record: RunRecord, new: KnownPlan) -> RerunSet:
        """What a rerun takes over from the run before: told by its choice, so that it is the same whoever
        asks."""
        choice = to_choice(json.loads(record.rerun or "{}"))
        return await self.plan_rerun(RunId(record.rerun_of or ""), new, choice)

    async def plan_rerun(self, old_id: RunId, new: KnownPlan, choice: RerunChoice) -> RerunSet:
        """Raises BadRequestError where the choice names no task, or leaves nothing to run."""
        old = await self._database.read(lambda connection: load(connection, old_id, with_settled_items=True))
        rows = [self._with_items(row) for row in old.rows]
        gone = await self._without_files(old)
        return plan_rerun(self.plan_of(old).plan, new.plan, rows, choice, gone=gone)

    def plan_of(self, loaded: LoadedRun) -> KnownPlan:
        run = loaded.run
        return self._plans.get(run.project, run.workflow, run.revision, loaded.plan)

    def frozen_items(self, ref: str) -> tuple[list[str], list[object]]:
        """Keys and values of a foreach, as they were when it began."""
        keys, values = json.loads(self._artifacts.get_bytes(ref))
        return keys, values

    async def _new_rerun(self, record: RunRecord, known: KnownPlan) -> tuple[Run, Frozen]:
        carry = (await self.carried_by(record, known)).carry
        frozen = self._frozen(carry.values())
        item_keys = {key: keys for key, (keys, _) in frozen.items()}
        return Run.new(record.run_id, known.plan, carried=carry, item_keys=item_keys), frozen

    def _restore(self, loaded: LoadedRun, known: KnownPlan, frozen: Frozen) -> Run:
        return Run.restore(
            loaded.run.run_id,
            known.plan,
            loaded.run.to_row(),
            loaded.rows,
            item_keys={key: keys for key, (keys, _) in frozen.items()},
            finished_items={key: _in_order(states) for key, states in loaded.settled.items()},
        )

    def _frozen(self, rows: Iterable[TaskRow]) -> Frozen:
        under_way = [row for row in rows if row.items is not None and not row.state.is_final]
        return {row.key: self.frozen_items(str(row.items)) for row in under_way}

    def _with_items(self, row: TaskRow) -> TaskRow:
        """A foreach whose list is no longer kept starts afresh."""
        is_kept = row.items is None or self._artifacts.exists(row.items)
        return row if is_kept else row._replace(items=None)

    async def _without_files(self, old: LoadedRun) -> set[TaskKey]:
        """The tasks whose files are no longer kept; without them they have no result to carry.

        Where the files of a run were let go, nothing tells any more which of its tasks had left some."""
        ended_well = [row for row in old.rows if row.state is TaskState.SUCCESS]
        gone = {row.key for row in ended_well if not self._is_kept(row.manifest)}
        if old.run.files_gone_at is not None:
            gone |= {row.key for row in ended_well if row.manifest is None and row.item_count is None}
        for row in ended_well:
            if row.carried_from is not None and row.item_count is not None:
                source, key = row.carried_from, row.key
                if not await self._are_items_kept(source, key):
                    gone.add(key)
        return gone

    async def _are_items_kept(self, source: RunId, key: TaskKey) -> bool:
        """Those of a carried foreach stand in the run it is carried from."""

        def look(connection: Connection) -> tuple[bool, list[str]]:
            try:
                is_gone = get(connection, source).files_gone_at is not None
            except UnknownError:
                is_gone = True
            return is_gone, [manifest for _, manifest in tasks.manifests_in(connection, source, key)]

        is_gone, manifests = await self._database.read(look)
        return not is_gone and all(map(self._is_kept, manifests))

    def _is_kept(self, manifest: str | None) -> bool:
        return manifest is None or self._artifacts.exists(manifest)


def to_choice(stored: Mapping[str, object]) -> RerunChoice:
    tasks = stored.get("tasks")
    return RerunChoice(
        mode=RerunMode(str(stored.get("mode", "all"))),
        tasks=tuple(str(name) for name in tasks) if isinstance(tasks, list) else (),
    )


def facts_of(loaded: LoadedRun) -> RunFacts:
    record = loaded.run
    trigger = {"kind": record.trigger_kind, "name": record.trigger_name, **json.loads(record.trigger)}
    return RunFacts(
        run_id=record.run_id,
        project=record.project,
        workflow=record.workflow,
        revision=record.revision,
        bundle=loaded.bundle,
        lock=Lock.from_json(loaded.lock),
        inputs=json.loads(record.inputs),
        trigger=trigger,
        previous=previous_names(record.previous),
        created_at=record.created_at,
        logical_date=record.logical_date,
        interval_start=record.interval_start,
        interval_end=record.interval_end,
        timezone=record.timezone,
        rerun_of=record.rerun_of,
        parent_run=record.parent_run,
        parent_key=record.parent_key,
    )


def _in_order(states: Mapping[TaskState, Iterable[int]]) -> Iterator[tuple[int, TaskState]]:
    for state, indexes in states.items():
        for index in indexes:
            yield index, state
