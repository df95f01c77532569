"""The one way in: by hand, schedule, sub-workflow or rerun, every run is enqueued here, with a dedupe key
where it has one."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import Connection

from seaway.clock import Clock
from seaway.core.admission import RunDecision, decide_run
from seaway.engine.contexts import run_names
from seaway.engine.intervals import Slice, slice_for
from seaway.engine.orders import cancel
from seaway.engine.plans import PlanCache
from seaway.engine.ports import Evaluator, SurroundingsSource
from seaway.errors import BadRequestError, BusyError, ConflictingStateError
from seaway.ids import RunId, TaskKey, new_run_id
from seaway.spec.given import check_inputs
from seaway.spec.model import Concurrency
from seaway.spec.problems import SpecError
from seaway.spec.terms import Terms
from seaway.store import revisions, workflows
from seaway.store.database import Database
from seaway.store.queue import NewRun, count_group, enqueue, oldest_of_group
from seaway.store.revisions import Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """What is asked for. Without `logical_date` or `interval` the slice is the last complete one of the
    first schedule."""

    project: str
    workflow: str
    inputs: Mapping[str, object] = field(default_factory=dict)
    logical_date: date | None = None
    interval: Slice | None = None
    trigger_kind: str = "manual"
    trigger_name: str = ""
    payload: object = None
    actor: str = ""
    dedupe_key: str | None = None
    priority: int = 0
    revision: str | None = None
    run_id: RunId | None = None
    rerun_of: RunId | None = None
    rerun: Mapping[str, object] | None = None
    parent_run: RunId | None = None
    parent_key: TaskKey | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """`is_new` is false where a run with the same dedupe key was there. `run_id` None: skipped, `reason`
    says why."""

    run_id: RunId | None
    is_new: bool
    reason: str = ""


class Submitter:
    def __init__(
        self,
        *,
        clock: Clock,
        database: Database,
        plans: PlanCache,
        evaluator: Evaluator,
        surroundings: SurroundingsSource,
        timezone: Callable[[], str],
    ) -> None:
        self._clock = clock
        self._database = database
        self._plans = plans
        self._evaluator = evaluator
        self._surroundings = surroundings
        self._timezone = timezone

    async def submit(self, request: RunRequest) -> Submitted:
        """Accept a run.

        Raises:
            UnknownError: no such workflow.
            SpecError: the inputs are wrong; all problems at once.
            BusyError: too many wait, or the workflow's limit says fail.
        """
        new, concurrency = await self.prepare(request)
        return await self._database.write(lambda connection: admit(connection, new, concurrency))

    async def prepare(self, request: RunRequest) -> tuple[NewRun, Concurrency | None]:
        """Settle the slice and the inputs; writes nothing."""
        revision = await self._database.read(lambda connection: revision_of(connection, request))
        known = self._plans.get(request.project, request.workflow, revision.hash, revision.plan)
        terms = known.terms
        now = self._clock.now()
        slice_ = request.interval or slice_for(
            terms, logical_date=request.logical_date, now=now, timezone=self._timezone()
        )
        new = self._new_run(request, revision, slice_, now)
        inputs = await self._inputs(terms, request, new)
        concurrency = terms.concurrency
        group = await self._group(concurrency, new, inputs)
        new = replace(
            new,
            inputs=json.dumps(inputs),
            group_key=group,
            group_limit=concurrency.limit if concurrency else None,
        )
        return new, concurrency

    def _new_run(self, request: RunRequest, revision: Revision, slice_: Slice, now: datetime) -> NewRun:
        trigger = {"payload": request.payload, "actor": request.actor}
        return NewRun(
            run_id=request.run_id or new_run_id(),
            project=request.project,
            workflow=request.workflow,
            revision=revision.hash,
            created_at=now,
            logical_date=slice_.start,
            interval_start=slice_.start,
            interval_end=slice_.end,
            timezone=slice_.timezone,
            trigger_kind=request.trigger_kind,
            trigger_name=request.trigger_name,
            trigger=json.dumps(trigger),
            priority=request.priority,
            dedupe_key=request.dedupe_key,
            rerun_of=request.rerun_of,
            rerun=None if request.rerun is None else json.dumps(request.rerun),
            parent_run=request.parent_run,
            parent_key=request.parent_key,
        )

    async def _inputs(self, terms: Terms, request: RunRequest, new: NewRun) -> dict[str, object]:
        """Given values are data, converted and checked; defaults are rendered, then checked the same way."""
        values, problems = check_inputs(terms, request.inputs)
        if problems:
            raise SpecError(tuple(problems))
        defaults = {name: value for name, value in values.items() if name not in request.inputs}
        if not defaults:
            return values
        rendered = await self._evaluator.render(defaults, self._names(new))
        if not isinstance(rendered, Mapping):
            raise BadRequestError("the defaults of the inputs can't be rendered")
        known = {name: value for name, value in rendered.items() if value is not None}
        values, problems = check_inputs(terms, {**values, **known})
        if problems:
            raise SpecError(tuple(problems))
        return values

    def _names(self, new: NewRun) -> dict[str, object]:
        around = self._surroundings.read(new.project, connections=(), secrets=())
        trigger = {"kind": new.trigger_kind, "name": new.trigger_name, **json.loads(new.trigger)}
        return {"run": run_names(new), "vars": dict(around.variables), "trigger": trigger}

    async def _group(
        self, concurrency: Concurrency | None, new: NewRun, inputs: dict[str, object]
    ) -> str | None:
        if concurrency is None:
            return None
        group = concurrency.group or f"workflow:{new.workflow}"
        if concurrency.key is None:
            return group
        value = await self._evaluator.render(concurrency.key, {**self._names(new), "inputs": inputs})
        return f"{group}/{value}"


def revision_of(connection: Connection, request: RunRequest) -> Revision:
    """The revision asked for, else the active one."""
    if request.revision is not None:
        return revisions.get(connection, request.project, request.workflow, request.revision)
    record = workflows.get(connection, request.project, request.workflow)
    if record.active_revision is None:
        raise ConflictingStateError(
            f"The workflow {request.workflow} was never valid, so there is nothing to run",
            hint="`seaway validate` shows what is wrong with it.",
        )
    return revisions.get(connection, request.project, request.workflow, record.active_revision)


def admit(connection: Connection, new: NewRun, concurrency: Concurrency | None) -> Submitted:
    """Enqueue a run by the rule of its workflow's limit; in one transaction with the look at what runs."""
    if concurrency is not None and new.group_key is not None:
        count = count_group(connection, new.project, new.group_key)
        decision = decide_run(
            concurrency.limit, concurrency.on_limit, running=count.active, queued=count.waiting
        )
        under_way = count.active + count.waiting
        reason = f"{under_way} of {concurrency.limit} runs of {new.workflow} are under way"
        if decision is RunDecision.SKIP:
            return Submitted(None, is_new=False, reason=f"skipped: {reason}")
        if decision is RunDecision.FAIL:
            raise BusyError(reason, hint="Its `concurrency` says `on_limit: fail`.")
        if decision is RunDecision.CANCEL_OLDEST:
            for run_id in oldest_of_group(connection, new.project, new.group_key):
                cancel(
                    connection, run_id, reason=f"a newer run takes its place: {reason}", now=new.created_at
                )
    run_id, is_new = enqueue(connection, new)
    return Submitted(run_id, is_new)
