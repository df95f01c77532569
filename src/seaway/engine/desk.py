"""Where orders are taken: run this, rerun that, cancel, pause, answer, why. Needs the store, and no engine
beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from seaway.clock import Clock
from seaway.core.rerun import RerunSet
from seaway.core.states import TaskState
from seaway.engine import orders
from seaway.engine.approvals import Approvals, Asked
from seaway.engine.plans import PlanCache
from seaway.engine.ports import Artifacts, Evaluator, SurroundingsSource
from seaway.engine.reruns import Rerun, Rerunner, RerunRequest
from seaway.engine.restoring import SessionReader
from seaway.engine.submission import Beside, Form, RunRequest, Submitted, Submitter
from seaway.engine.uploads import require_sizes
from seaway.engine.why import Waiting, Why
from seaway.errors import BadRequestError, ConflictingStateError
from seaway.ids import RunId, TaskKey
from seaway.spec.given import check_inputs
from seaway.spec.problems import SpecError
from seaway.spec.terms import Terms
from seaway.store import deadlines, tasks
from seaway.store.database import Database
from seaway.store.deadlines import DeadlineRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskParts:
    clock: Clock
    database: Database
    evaluator: Evaluator
    artifacts: Artifacts
    surroundings: SurroundingsSource
    timezone: Callable[[], str]
    pools: Mapping[str, int] = field(default_factory=dict)


class Desk:
    """Every order is a row: whoever owns the run finds it, now or after a restart."""

    def __init__(self, parts: DeskParts) -> None:
        self._clock = parts.clock
        self._database = parts.database
        self._evaluator = parts.evaluator
        self._artifacts = parts.artifacts
        plans = PlanCache()
        self._reader = SessionReader(database=parts.database, artifacts=parts.artifacts, plans=plans)
        self._submitter = Submitter(
            clock=parts.clock,
            database=parts.database,
            plans=plans,
            evaluator=parts.evaluator,
            artifacts=parts.artifacts,
            surroundings=parts.surroundings,
            timezone=parts.timezone,
        )
        self._rerunner = Rerunner(
            database=parts.database, reader=self._reader, plans=plans, submitter=self._submitter
        )
        self._approvals = Approvals(
            database=parts.database,
            reader=self._reader,
            evaluator=parts.evaluator,
            artifacts=parts.artifacts,
            surroundings=parts.surroundings,
        )
        self._why = Why(clock=parts.clock, database=parts.database, reader=self._reader, pools=parts.pools)

    async def submit(self, request: RunRequest, beside: Beside | None = None) -> Submitted:
        return await self._submitter.submit(request, beside)

    async def form(self, request: RunRequest) -> Form:
        """What a run asks for before it is started."""
        return await self._submitter.form(request)

    async def rerun(self, request: RerunRequest, beside: Beside | None = None) -> Rerun:
        return await self._rerunner.rerun(request, beside)

    async def preview_rerun(self, request: RerunRequest) -> RerunSet:
        """What would run again and what would be carried; starts nothing."""
        return await self._rerunner.preview(request)

    async def why(self, run_id: RunId, key: TaskKey | None = None) -> list[Waiting]:
        return await self._why.explain(run_id, key)

    async def deadlines(self, run_id: RunId) -> list[DeadlineRecord]:
        """When the run and its tasks should end, or should have: what is to come, and what was missed."""
        return await self._database.read(lambda connection: deadlines.list_of(connection, run_id))

    async def cancel(self, run_id: RunId, *, reason: str, is_forced: bool = False) -> bool:
        """False where the run is over already."""
        now = self._clock.now()
        return await self._database.write(
            lambda connection: orders.cancel(connection, run_id, reason=reason, now=now, is_forced=is_forced)
        )

    async def pause(self, run_id: RunId, *, reason: str) -> None:
        now = self._clock.now()
        await self._database.write(
            lambda connection: orders.pause(connection, run_id, reason=reason, now=now)
        )

    async def resume(self, run_id: RunId) -> None:
        now = self._clock.now()
        await self._database.write(lambda connection: orders.resume(connection, run_id, now=now))

    async def asked(self, run_id: RunId, key: TaskKey) -> Asked:
        """What an approval asks."""
        return await self._approvals.asked(run_id, key)

    async def answer(
        self,
        run_id: RunId,
        key: TaskKey,
        *,
        actor: str,
        is_approved: bool,
        values: Mapping[str, object],
    ) -> None:
        """Answer an approval. A rejection needs no values.

        Raises:
            ConflictingStateError: the task does not wait for an answer.
            BadRequestError: this person may not answer.
            SpecError: the values do not fit the form.
        """
        row = await self._database.read(lambda connection: tasks.get(connection, run_id, key))
        if row.state is not TaskState.AWAITING_INPUT:
            raise ConflictingStateError(f"{key} does not wait for an answer: it is {row.state}")
        session = await self._reader.read(run_id, epoch=0)
        payload = session.tasks[row.path].payload
        approvers = payload.get("approvers")
        if isinstance(approvers, list) and approvers and actor not in approvers:
            raise BadRequestError(
                f"{actor} may not answer {key}", hint=f"Those who may: {', '.join(map(str, approvers))}."
            )
        checked = await self._checked(payload.get("fields"), values) if is_approved else dict(values)
        now = self._clock.now()
        await self._database.write(
            lambda connection: orders.answer(
                connection, run_id, key, actor=actor, is_approved=is_approved, values=checked, now=now
            )
        )

    async def evaluate(self, template: object, context: Mapping[str, object]) -> object:
        """What a template gives with these values, bounded in time and memory; belongs to no run.

        Raises:
            SeawayError: with a sentence that says why it can't be told.
        """
        return await self._evaluator.render(template, context)

    async def close(self) -> None:
        await self._evaluator.close()

    async def _checked(self, fields: object, values: Mapping[str, object]) -> dict[str, object]:
        form = Terms.model_validate({"inputs": fields or {}})
        checked, problems = check_inputs(form, values)
        if problems:
            raise SpecError(tuple(problems))
        await require_sizes(self._artifacts, form.inputs, checked)
        return checked
