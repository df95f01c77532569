"""Starts runs by hand: whole ones, single tasks, what comes from one task on."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from seaway.access.actions import Action
from seaway.access.actors import Actor
from seaway.access.auditing import note
from seaway.core.rerun import RerunChoice, RerunMode
from seaway.core.states import TaskState
from seaway.engine.reruns import RerunRequest
from seaway.engine.submission import Beside, RunRequest
from seaway.errors import BadRequestError, ConflictingStateError
from seaway.ids import RunId
from seaway.server.moments import check_day
from seaway.server.parts import ServerParts
from seaway.server.shapes.orders import StartRun
from seaway.server.shapes.runs import RunSummary
from seaway.server.views.runs import said
from seaway.server.workbench import Workbench
from seaway.store import history, runs, tasks
from seaway.store.history import RunQuestion
from seaway.store.runs import RunRecord

MOST_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Starter:
    """For one person. `dedupe_key`: the same order is not carried out twice."""

    parts: ServerParts
    actor: Actor
    dedupe_key: str | None
    bench: Callable[[], Workbench]
    """Of the project; asked for where there is a draft to read."""
    beside: Beside | None = None
    """Written in the transaction that accepts the run."""

    async def start(self, project: str, workflow: str, order: StartRun) -> RunId:
        """Raises what the desk says: unknown workflow, wrong inputs, a full queue."""
        if order.only and order.from_task is not None:
            raise BadRequestError("`only` and `from_task` don't go together", hint="Choose one of them.")
        if order.text is not None and order.revision is not None:
            raise BadRequestError("`text` and `revision` don't go together", hint="Choose one of them.")
        revision = order.revision
        if order.text is not None:
            revision = await self._kept(workflow, order.text)
        if order.only or order.from_task is not None:
            return await self._part(project, workflow, order, revision)
        return await self._whole(project, workflow, order, revision)

    async def _kept(self, workflow: str, text: str) -> str:
        """A draft as a revision that is not the active one. Raises SpecError where it is not valid."""
        bench = self.bench()
        definition, known = await bench.definition(workflow, text)
        definition.require()
        publisher = bench.home.publisher(self.parts.database)
        return await publisher.keep(definition, known.project, author=self.actor.name)

    async def _whole(self, project: str, workflow: str, order: StartRun, revision: str | None) -> RunId:
        submitted = await self.parts.desk.submit(
            RunRequest(
                project=project,
                workflow=workflow,
                inputs=order.inputs,
                logical_date=check_day(order.logical_date, "logical_date"),
                priority=order.priority,
                revision=revision,
                actor=self.actor.name,
                dedupe_key=self.dedupe_key,
            ),
            self.beside,
        )
        if submitted.run_id is None:
            raise ConflictingStateError(f"The run was skipped: {submitted.reason}")
        return submitted.run_id

    async def _part(self, project: str, workflow: str, order: StartRun, revision: str | None) -> RunId:
        """A rerun of the last run that is over and has what is needed."""
        choice = (
            RerunChoice(RerunMode.ONLY, tuple(order.only))
            if order.only
            else RerunChoice(RerunMode.FROM, (order.from_task or "",))
        )
        source = await self.parts.database.read(lambda connection: _last_run(connection, project, workflow))
        if source is None:
            raise ConflictingStateError(
                f"{workflow} has no run that is over, so nothing can be taken over from it",
                hint="Run the whole workflow once.",
            )
        made = await self.parts.desk.rerun(
            RerunRequest(
                run_id=source,
                choice=choice,
                revision=revision,
                inputs=order.inputs if order.only else {},
                actor=self.actor.name,
                dedupe_key=self.dedupe_key,
                priority=order.priority,
            ),
            self.beside,
        )
        return made.run_id


def _last_run(connection: Connection, project: str, workflow: str) -> RunId | None:
    """The newest run that is over, the one with the most results of the last ones: a run of a few tasks does
    not hide what a whole one left."""
    question = RunQuestion(project=project, workflows=(workflow,))
    found = history.find_runs(connection, question, limit=MOST_LOOKED_AT)
    over = [run for run in found if run.state.is_final and run.files_gone_at is None]
    counts = tasks.count_by_state(connection, [run.run_id for run in over])
    best = max(
        over, key=lambda run: (counts.get(run.run_id, Counter())[TaskState.SUCCESS], run.run_id), default=None
    )
    return best.run_id if best else None


def dedupe_key(actor: Actor, key: str | None) -> str | None:
    """A crash between making a run and noting the answer must not make a second one."""
    return None if key is None else f"http:{actor.user_id}:{key}"


@dataclass(slots=True)
class Entry:
    """The line of the audit about a run that somebody starts, in the commit that accepts it."""

    parts: ServerParts
    actor: Actor
    _record: RunRecord | None = None

    def write(self, connection: Connection, run_id: RunId) -> None:
        self._record = runs.get(connection, run_id)
        write_entry(connection, self.parts, self.actor, Action.RUNS_START, self._record)

    async def answer(self, run_id: RunId) -> RunSummary:
        """The run as it stands; those who follow hear of it at once."""
        record = self._record
        if record is None:  # the same order was carried out before
            record = await self.parts.database.read(lambda connection: runs.get(connection, run_id))
        facts = await self.parts.live.facts.keep(record)
        self.parts.live.herald.run_summary(facts.project, facts.summary)
        return facts.summary


def write_entry(
    connection: Connection,
    parts: ServerParts,
    actor: Actor,
    action: Action,
    record: RunRecord,
    **detail: object,
) -> None:
    """In the audit: what was done to a run."""
    note(
        connection,
        actor,
        action,
        subject=said(record),
        now=parts.clock.now(),
        project=record.project,
        detail={"run_id": record.run_id, **detail},
    )
