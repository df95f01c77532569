"""Runs that a run starts and waits for: `workflow:` tasks."""

from collections.abc import Mapping
from contextlib import suppress

from seaway.clock import Clock
from seaway.core.plan import PlanTask
from seaway.engine import orders
from seaway.engine.contexts import ContextBuilder
from seaway.engine.intervals import Slice
from seaway.engine.needs import NeedsCache
from seaway.engine.ports import Evaluator, SurroundingsSource
from seaway.engine.session import Session
from seaway.engine.submission import RunRequest, Submitter
from seaway.errors import ConflictingStateError, UnknownError
from seaway.ids import AttemptId, RunId, TaskKey
from seaway.store.database import Database


class Children:
    """A child has its parent's slice, and its attempt's id as dedupe key: asked for twice, it is started
    once."""

    def __init__(
        self,
        *,
        clock: Clock,
        database: Database,
        submitter: Submitter,
        contexts: ContextBuilder,
        evaluator: Evaluator,
        surroundings: SurroundingsSource,
        needs: NeedsCache,
    ) -> None:
        self._clock = clock
        self._database = database
        self._submitter = submitter
        self._contexts = contexts
        self._evaluator = evaluator
        self._surroundings = surroundings
        self._needs = needs

    async def start(self, session: Session, key: TaskKey, task: PlanTask, attempt_id: AttemptId) -> None:
        facts = session.facts
        submitted = await self._submitter.submit(
            RunRequest(
                project=facts.project,
                workflow=str(task.payload["workflow"]),
                inputs=await self._inputs(session, key, task),
                interval=Slice(start=facts.interval_start, end=facts.interval_end, timezone=facts.timezone),
                trigger_kind="workflow",
                trigger_name=facts.workflow,
                dedupe_key=f"child:{attempt_id}",
                run_id=RunId(attempt_id),
                parent_run=facts.run_id,
                parent_key=key,
            )
        )
        if submitted.run_id is None:
            raise ConflictingStateError(f"{task.payload['workflow']} was not started: {submitted.reason}")

    async def cancel(self, child_run: RunId, reason: str) -> None:
        """Does nothing where it could not be started: its parent has heard of that."""
        now = self._clock.now()
        with suppress(UnknownError):
            await self._database.write(
                lambda connection: orders.cancel(connection, child_run, reason=reason, now=now)
            )

    async def _inputs(self, session: Session, key: TaskKey, task: PlanTask) -> Mapping[str, object]:
        given = task.payload.get("with") or {}
        needs = self._needs.of(task.definition, given)
        around = await self._surroundings.read(session.facts.project, has_variables=needs.has_variables)
        context = await self._contexts.build(session, key, tasks=needs.tasks, variables=around.variables)
        rendered = await self._evaluator.render(given, context)
        return rendered if isinstance(rendered, Mapping) else {}
