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
from seaway.engine.lateness import deadlines_of
from seaway.engine.needs import find_needs
from seaway.engine.orders import cancel
from seaway.engine.plans import PlanCache
from seaway.engine.ports import Artifacts, Evaluator, SurroundingsSource
from seaway.engine.previous import find_previous, previous_names
from seaway.engine.uploads import require_sizes
from seaway.errors import BadRequestError, BusyError, ConflictingStateError, SeawayError
from seaway.ids import RunId, TaskKey, new_run_id
from seaway.spec.fields import is_template
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


Beside = Callable[[Connection, RunId], None]
"""What is written in the transaction that accepts a run; not where the run was there already."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """`is_new` is false where a run with the same dedupe key was there. `run_id` None: skipped, `reason`
    says why."""

    run_id: RunId | None
    is_new: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a run asks for, with what stands there where nothing is given; `slice` is what it would be about.
    A default that can't be told now is left out."""

    terms: Terms
    defaults: Mapping[str, object]
    slice: Slice


class Submitter:
    def __init__(
        self,
        *,
        clock: Clock,
        database: Database,
        plans: PlanCache,
        evaluator: Evaluator,
        artifacts: Artifacts,
        surroundings: SurroundingsSource,
        timezone: Callable[[], str],
    ) -> None:
        self._clock = clock
        self._database = database
        self._plans = plans
        self._evaluator = evaluator
        self._artifacts = artifacts
        self._surroundings = surroundings
        self._timezone = timezone

    async def submit(self, request: RunRequest, beside: Beside | None = None) -> Submitted:
        """Accept a run.

        Raises:
            UnknownError: no such workflow.
            SpecError: the inputs are wrong; all problems at once.
            BusyError: too many wait, or the workflow's limit says fail.
            NotFoundError: a connection or a secret that it names is nowhere.
        """
        new, concurrency = await self.prepare(request)

        def write(connection: Connection) -> Submitted:
            submitted = admit(connection, new, concurrency)
            if beside is not None and submitted.run_id is not None and submitted.is_new:
                beside(connection, submitted.run_id)
            return submitted

        return await self._database.write(write)

    async def prepare(
        self, request: RunRequest, revision: Revision | None = None
    ) -> tuple[NewRun, Concurrency | None]:
        """Settle the slice and the inputs; writes nothing. `revision`: the one to run, where it is known."""
        if revision is None:
            revision = await self._database.read(lambda connection: revision_of(connection, request))
        known = self._plans.get(request.project, request.workflow, revision.hash, revision.plan)
        await self._surroundings.require(request.project, known, revision.hash)
        terms = known.terms
        now = self._clock.now()
        slice_ = request.interval or slice_for(
            terms, logical_date=request.logical_date, now=now, timezone=self._timezone()
        )
        new = self._new_run(request, revision, slice_, now)
        if known.may_ask_previous:
            new = replace(new, previous=await self._previous(new))
        inputs = await self._inputs(terms, request, new)
        concurrency = terms.concurrency
        group = await self._group(concurrency, new, inputs)
        new = replace(
            new,
            inputs=json.dumps(inputs),
            group_key=group,
            group_limit=concurrency.limit if concurrency else None,
            deadlines=tuple(deadlines_of(known.plan, interval_start=new.interval_start)),
        )
        return new, concurrency

    async def form(self, request: RunRequest) -> Form:
        """What `request` would have to give. Reads only.

        Raises:
            UnknownError: no such workflow, or revision of it.
        """
        revision = await self._database.read(lambda connection: revision_of(connection, request))
        known = self._plans.get(request.project, request.workflow, revision.hash, revision.plan)
        terms = known.terms
        now = self._clock.now()
        slice_ = slice_for(terms, logical_date=request.logical_date, now=now, timezone=self._timezone())
        values, _ = check_inputs(terms, {})
        written = {name: value for name, value in values.items() if is_template(value)}
        plain = {name: value for name, value in values.items() if name not in written}
        new = self._new_run(request, revision, slice_, now)
        if known.may_ask_previous:
            new = replace(new, previous=await self._previous(new))
        return Form(terms=terms, defaults={**plain, **await self._rendered(written, new)}, slice=slice_)

    async def _rendered(self, written: Mapping[str, object], new: NewRun) -> dict[str, object]:
        if not written:
            return {}
        try:
            rendered = await self._evaluator.render(written, await self._names(new, written))
        except SeawayError:
            return {}
        return dict(rendered) if isinstance(rendered, Mapping) else {}

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

    async def _previous(self, new: NewRun) -> str:
        return await self._database.read(
            lambda connection: find_previous(
                connection, new.project, new.workflow, now=new.created_at, rerun_of=new.rerun_of
            )
        )

    async def _inputs(self, terms: Terms, request: RunRequest, new: NewRun) -> dict[str, object]:
        """Given values are data, converted and checked; defaults are rendered, then checked the same way."""
        values, problems = check_inputs(terms, request.inputs)
        if problems:
            raise SpecError(tuple(problems))
        await require_sizes(self._artifacts, terms.inputs, values)
        defaults = {name: value for name, value in values.items() if name not in request.inputs}
        if not defaults:
            return values
        rendered = await self._evaluator.render(defaults, await self._names(new, defaults))
        if not isinstance(rendered, Mapping):
            raise BadRequestError("the defaults of the inputs can't be rendered")
        known = {name: value for name, value in rendered.items() if value is not None}
        values, problems = check_inputs(terms, {**values, **known})
        if problems:
            raise SpecError(tuple(problems))
        return values

    async def _names(self, new: NewRun, templates: object) -> dict[str, object]:
        around = await self._surroundings.read(new.project, has_variables=find_needs(templates).has_variables)
        trigger = {"kind": new.trigger_kind, "name": new.trigger_name, **json.loads(new.trigger)}
        return {
            "run": run_names(new),
            "vars": dict(around.variables),
            "trigger": trigger,
            "previous": previous_names(new.previous),
        }

    async def _group(
        self, concurrency: Concurrency | None, new: NewRun, inputs: dict[str, object]
    ) -> str | None:
        if concurrency is None:
            return None
        group = concurrency.group or f"workflow:{new.workflow}"
        if concurrency.key is None:
            return group
        names = await self._names(new, concurrency.key)
        value = await self._evaluator.render(concurrency.key, {**names, "inputs": inputs})
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
            too_many = under_way - (concurrency.limit or under_way) + 1
            for run_id in oldest_of_group(connection, new.project, new.group_key, limit=too_many):
                cancel(
                    connection, run_id, reason=f"a newer run takes its place: {reason}", now=new.created_at
                )
    run_id, is_new = enqueue(connection, new)
    return Submitted(run_id, is_new)
