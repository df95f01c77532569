"""Runs something again: a new run that carries what still holds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from seaway.core.rerun import RerunChoice, RerunMode, RerunSet
from seaway.engine.intervals import Slice
from seaway.engine.plans import PlanCache
from seaway.engine.restoring import SessionReader
from seaway.engine.submission import Beside, RunRequest, Submitter, revision_of
from seaway.errors import BadRequestError, ConflictingStateError
from seaway.ids import RunId
from seaway.store.database import Database
from seaway.store.runs import LoadedRun, load


@dataclass(frozen=True, slots=True, kw_only=True)
class RerunRequest:
    """`on_newest`: with the workflow as it is now, else with the revision of the run before; `revision`: with
    that one. New `inputs` take all tasks, or some alone."""

    run_id: RunId
    choice: RerunChoice
    on_newest: bool = True
    revision: str | None = None
    inputs: Mapping[str, object] = field(default_factory=dict)
    actor: str = ""
    dedupe_key: str | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerun:
    """The new run, and which tasks run in it, each with why."""

    run_id: RunId
    set: RerunSet


class Rerunner:
    def __init__(
        self, *, database: Database, reader: SessionReader, plans: PlanCache, submitter: Submitter
    ) -> None:
        self._database = database
        self._reader = reader
        self._plans = plans
        self._submitter = submitter

    async def rerun(self, request: RerunRequest, beside: Beside | None = None) -> Rerun:
        """Enqueue the new run.

        Raises:
            UnknownError: no such run.
            ConflictingStateError: it is not over.
            BadRequestError: the choice names no task, leaves nothing to run, or does not go with new inputs.
        """
        run_request, chosen = await self._plan(request)
        submitted = await self._submitter.submit(run_request, beside)
        if submitted.run_id is None:
            raise ConflictingStateError(submitted.reason)
        return Rerun(run_id=submitted.run_id, set=chosen)

    async def preview(self, request: RerunRequest) -> RerunSet:
        """What `rerun` would do; raises what it would."""
        _, chosen = await self._plan(request)
        return chosen

    async def _plan(self, request: RerunRequest) -> tuple[RunRequest, RerunSet]:
        old = await self._database.read(lambda connection: load(connection, request.run_id))
        if not old.run.state.is_final:
            raise ConflictingStateError(
                f"The run {request.run_id} is not over: {old.run.state}",
                hint="Wait for its end, or cancel it.",
            )
        if request.inputs and request.choice.mode in (RerunMode.FAILED, RerunMode.FROM):
            raise BadRequestError("New inputs change every task", hint="Rerun all tasks with them.")
        run_request = self._request(request, old)
        revision = await self._database.read(lambda connection: revision_of(connection, run_request))
        known = self._plans.get(old.run.project, old.run.workflow, revision.hash, revision.plan)
        return run_request, await self._reader.plan_rerun(request.run_id, known, request.choice)

    def _request(self, request: RerunRequest, old: LoadedRun) -> RunRequest:
        run = old.run
        inputs = {**json.loads(run.inputs), **request.inputs}
        choice = {"mode": request.choice.mode.value, "tasks": list(request.choice.tasks)}
        return RunRequest(
            project=run.project,
            workflow=run.workflow,
            inputs={name: value for name, value in inputs.items() if value is not None},
            interval=Slice(start=run.interval_start, end=run.interval_end, timezone=run.timezone),
            trigger_kind="rerun",
            actor=request.actor,
            dedupe_key=request.dedupe_key,
            priority=request.priority,
            revision=request.revision or (None if request.on_newest else run.revision),
            rerun_of=request.run_id,
            rerun=choice,
        )
