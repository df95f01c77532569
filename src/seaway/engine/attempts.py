"""Makes of a task in a plan what an executor can run: names for its templates, connections, files,
policies."""

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import structs

from seaway.core.plan import PlanTask
from seaway.core.rows import TaskRow
from seaway.engine.contexts import ContextBuilder, plain_context
from seaway.engine.files import FileFinder
from seaway.engine.needs import NOTHING, NeedsCache
from seaway.engine.ports import Evaluator, Surroundings, SurroundingsSource
from seaway.engine.session import Session
from seaway.errors import BadRequestError
from seaway.ids import AttemptId, TaskKey
from seaway.sdk.protocols.executor import (
    GRACE_S,
    AttemptSpec,
    BlueprintBody,
    CancelJobBody,
    FilePolicy,
    Language,
    PollBody,
    ScriptBody,
    Upstream,
)
from seaway.spec.catalog import Catalog
from seaway.spec.uploads import with_paths

Body = BlueprintBody | ScriptBody | PollBody | CancelJobBody


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptBuilder:
    """Reads variables, connections and secrets when the attempt starts, not before.

    Raises (from `build`) a SeawayError where one is missing: the task fails with that sentence."""

    contexts: ContextBuilder
    files: FileFinder
    surroundings: SurroundingsSource
    evaluator: Evaluator
    catalog: Catalog
    needs: NeedsCache
    project_dir: str

    def is_alike(self, session: Session, task: PlanTask) -> bool:
        """Whether the attempts of a task that start at one moment differ by their item alone (`alike`)."""
        if session.has_files or self.needs.of(task.definition, task.payload).tasks:
            return False
        return not any(_is_template(value) for _, value in self._connection_inputs(task))

    def build_at_once(
        self, session: Session, key: TaskKey, task: PlanTask, attempt_id: AttemptId
    ) -> AttemptSpec | None:
        """As `build`, for one that names nothing which stands somewhere else; None for every other."""
        needs = self.needs.of(task.definition, task.payload)
        if needs != NOTHING or session.has_files or self._names_connections(task):
            return None
        around = self.surroundings.plain()
        context = plain_context(session, key, around.variables)
        context["inputs"], sent = _files_sent(session)
        row = session.rows[key]
        return self._spec(
            session, task, attempt_id=attempt_id, row=row, around=around, context=context, upstreams=sent
        )

    def _names_connections(self, task: PlanTask) -> bool:
        return bool(task.payload.get("connections") or self._connection_inputs(task))

    async def build(
        self, session: Session, key: TaskKey, task: PlanTask, attempt_id: AttemptId
    ) -> AttemptSpec:
        payload = task.payload
        needs = self.needs.of(task.definition, payload)
        names = await self._connection_names(session, key, task, needs.tasks)
        around = await self.surroundings.read(
            session.facts.project,
            connections=sorted(names | needs.connections),
            secrets=sorted(needs.secrets),
            has_variables=needs.has_variables,
        )
        context = await self.contexts.build(session, key, tasks=needs.tasks, variables=around.variables)
        upstreams = await self.files.visible_to(session, key, task)
        context["inputs"], sent = _files_sent(session)
        return self._spec(
            session,
            task,
            attempt_id=attempt_id,
            row=session.rows[key],
            around=around,
            context=context,
            upstreams=_before(sent, upstreams),
        )

    def _spec(
        self,
        session: Session,
        task: PlanTask,
        *,
        attempt_id: AttemptId,
        row: TaskRow,
        around: Surroundings,
        context: dict[str, object],
        upstreams: tuple[Upstream, ...],
    ) -> AttemptSpec:
        facts, key, payload = session.facts, row.key, task.payload
        environment = facts.lock.environments.get(row.path, "")
        return AttemptSpec(
            attempt_id=attempt_id,
            run_id=facts.run_id,
            key=key,
            number=row.attempt,
            project=facts.project,
            workflow=facts.workflow,
            body=_body(payload),
            context=context,
            env={**around.env, **_strings(payload.get("env"))},
            connections=dict(around.connections),
            secrets=dict(around.secrets),
            secret_values=tuple(around.secret_values),
            project_dir=self.project_dir,
            bundle=facts.bundle,
            environment=environment,
            requirements=tuple(facts.lock.requirements.get(environment, ())),
            upstreams=upstreams,
            files=_file_policy(payload.get("files")),
            outputs=_strings(payload.get("outputs")),
            timeout_s=task.timeout_s,
            grace_s=_seconds(payload.get("grace_s"), GRACE_S),
            memory_bytes=_memory(payload.get("resources")),
            isolation=str(payload.get("isolation") or "warm"),
            job_key=_job_key(row),
            is_recovery=row.attempt > row.job_try,
            is_idempotent=task.is_idempotent,
        )

    async def _connection_names(
        self, session: Session, key: TaskKey, task: PlanTask, tasks: frozenset[str]
    ) -> frozenset[str]:
        """Names of connections: those a script asks for, and the values of a blueprint's connection
        inputs."""
        names = set(_list(task.payload.get("connections")))
        for parameter, value in self._connection_inputs(task):
            if _is_template(value):
                around = await self.surroundings.read(session.facts.project)
                context = await self.contexts.build(session, key, tasks=tasks, variables=around.variables)
                value = await self.evaluator.render(value, context)
            for name in value if isinstance(value, list) else [value]:
                if name is not None:
                    names.add(_name(name, parameter))
        return frozenset(names)

    def _connection_inputs(self, task: PlanTask) -> list[tuple[str, object]]:
        """What is given for the inputs of a blueprint that are connections."""
        given = task.payload.get("with")
        if not isinstance(given, Mapping):
            return []
        info = self.catalog.find(str(task.payload.get("uses") or ""))
        return [(name, given.get(name)) for name in info.connection_types] if info is not None else []


def alike(spec: AttemptSpec, session: Session, key: TaskKey, attempt_id: AttemptId) -> AttemptSpec:
    """The attempt of another item that starts at the same moment as `spec`."""
    row = session.rows[key]
    return structs.replace(
        spec,
        attempt_id=attempt_id,
        key=key,
        number=row.attempt,
        context={**spec.context, "item": session.item_of(key)},
        job_key=_job_key(row),
        is_recovery=row.attempt > row.job_try,
    )


def _files_sent(session: Session) -> tuple[dict[str, object], tuple[Upstream, ...]]:
    """The inputs, with the paths of files that were sent along; and where these come from."""
    declared = session.plan.payload.get("inputs")
    inputs, uploads = with_paths(declared if isinstance(declared, Mapping) else {}, session.facts.inputs)
    return inputs, tuple(
        Upstream(key=TaskKey(upload.folder), manifest=upload.manifest, prefix=upload.folder)
        for upload in uploads
    )


def _before(sent: tuple[Upstream, ...], upstreams: tuple[Upstream, ...]) -> tuple[Upstream, ...]:
    """A task may change a file that was sent along: what it left counts for those behind it."""
    if not sent:
        return upstreams
    keys = tuple(each.key for each in sent)
    return (*sent, *(structs.replace(each, after=(*each.after, *keys)) for each in upstreams))


def _job_key(row: TaskRow) -> str:
    return f"{row.run_id}/{row.key}/{row.job_try}"


def poll_of(spec: AttemptSpec, poll_id: AttemptId, deferred: str) -> AttemptSpec:
    """The attempt that looks once at what `spec` waits for."""
    name, inputs = _called(spec)
    body = PollBody(name=name, inputs=inputs, deferred=deferred, attempt_id=spec.attempt_id)
    return _with_body(spec, poll_id, body)


def job_cancel_of(spec: AttemptSpec, cancel_id: AttemptId, deferred: str) -> AttemptSpec:
    """The attempt that cancels the outside job that `spec` waits for."""
    name, inputs = _called(spec)
    return _with_body(spec, cancel_id, CancelJobBody(name=name, inputs=inputs, deferred=deferred))


def _called(spec: AttemptSpec) -> tuple[str, dict[str, object]]:
    if not isinstance(spec.body, BlueprintBody):
        raise BadRequestError(f"{spec.key} runs a script, which can't wait outside of its worker")
    return spec.body.name, spec.body.inputs


def _with_body(spec: AttemptSpec, attempt_id: AttemptId, body: Body) -> AttemptSpec:
    return structs.replace(spec, attempt_id=attempt_id, body=body)


def _body(payload: Mapping[str, object]) -> Body:
    if payload.get("uses"):
        given = payload.get("with")
        return BlueprintBody(
            name=str(payload["uses"]), inputs=dict(given) if isinstance(given, Mapping) else {}
        )
    return ScriptBody(source=str(payload["run"]), language=Language(str(payload.get("language") or "bash")))


def _file_policy(files: object) -> FilePolicy:
    if not isinstance(files, Mapping):
        return FilePolicy()
    maximum = files.get("max")
    return FilePolicy(
        keep=tuple(_list(files.get("keep"))),
        ignore=tuple(_list(files.get("ignore"))),
        max_bytes=int(maximum) if maximum is not None else None,
    )


def _memory(resources: object) -> int | None:
    if isinstance(resources, Mapping) and resources.get("memory") is not None:
        return int(resources["memory"])
    return None


def _seconds(value: object, default_s: float) -> float:
    return float(value) if isinstance(value, int | float) else default_s


def _name(value: object, parameter: str) -> str:
    if not isinstance(value, str):
        raise BadRequestError(f"`{parameter}` is {value!r}", hint="It is the name of a connection.")
    return value


def _is_template(value: object) -> bool:
    return isinstance(value, str | list) and "{{" in str(value)


def _list(value: object) -> list[str]:
    return [str(entry) for entry in value] if isinstance(value, list | tuple) else []


def _strings(value: object) -> dict[str, str]:
    return {str(name): str(entry) for name, entry in value.items()} if isinstance(value, Mapping) else {}
