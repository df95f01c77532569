"""The four things an attempt can be: a function, a blueprint, a script, a look at something that waits."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seaway.errors import DataError, InvalidInputError
from seaway.sdk.context import Context
from seaway.sdk.outputs import to_json
from seaway.sdk.protocols.executor import (
    AttemptSpec,
    BlueprintBody,
    CancelJobBody,
    PollBody,
    ScriptBody,
)
from seaway.sdk.waiting import Deferred
from seaway.worker import variables
from seaway.worker.cancelling import AttemptCancelled
from seaway.worker.contexts import Assets, FrameReporter, Report, build_context, known_as
from seaway.worker.failing import MEMORY_HINT, ScriptError, signal_name
from seaway.worker.last_words import cause
from seaway.worker.outputs import parse_output_file
from seaway.worker.rendering import render_env, render_inputs, render_source
from seaway.worker.room import Room
from seaway.worker.scripts import Ended, Launch, command_of, run_script

if TYPE_CHECKING:
    from seaway.sdk.blueprint import BlueprintDefinition

    Blueprint = BlueprintDefinition[Any, Any]

PYTHON_CALL = "python.call"
Outputs = dict[str, object]
_OUT_OF_MEMORY = ("MemoryError", "Cannot allocate memory", "out of memory", "bad_alloc", "std::bad_alloc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One attempt and where it takes place."""

    spec: AttemptSpec
    room: Room
    folder: Path
    code: Path | None
    report: Report
    assets: Assets

    def context(self) -> Context:
        return build_context(
            self.spec,
            folder=self.folder,
            code=self.code,
            temp=self.room.workspace.aside / "temp",
            reporter=FrameReporter(
                self.spec,
                self.report,
                self.room.capture,
                self.assets,
                self.room.paths.log_of(known_as(self.spec) or self.spec.attempt_id),
            ),
        )


def perform(job: Job) -> Deferred | Outputs:
    """Do what the attempt is there for.

    Raises:
        AttemptCancelled, SeawayError, or whatever user code raises.
    """
    match job.spec.body:
        case BlueprintBody(name=name, inputs=inputs) if name == PYTHON_CALL:
            return _call_function(job, inputs)
        case BlueprintBody(name=name, inputs=inputs):
            return _begin(job, name, inputs)
        case ScriptBody():
            return _run_script(job, job.spec.body)
        case PollBody(name=name, inputs=inputs, deferred=deferred):
            return _poll(job, name, inputs, deferred)
        case CancelJobBody(name=name, inputs=inputs, deferred=deferred):
            return _cancel_job(job, name, inputs, deferred)


def _call_function(job: Job, inputs: Outputs) -> Outputs:
    rendered = render_inputs(inputs, job.spec)
    reference, given = rendered.get("function"), rendered.get("args") or {}
    if not isinstance(reference, str) or not isinstance(given, dict):
        raise InvalidInputError(
            "python.call needs `function`, a text, and `args`, a mapping.",
            hint="Write `function: workflows/daily.py:extract`.",
        )
    with job.room.cancellation:
        prepared = job.room.code.prepared(reference)
        arguments = prepared.arguments(given)
        if prepared.context_name:
            arguments[prepared.context_name] = job.context()
        result = prepared.call(**arguments)
        if hasattr(result, "__await__"):
            result = _awaited(result)
    return _function_outputs(result, reference)


def _awaited(awaitable: object) -> object:
    import asyncio

    async def wait() -> object:
        return await awaitable  # type: ignore[misc]

    return asyncio.run(wait())


def _function_outputs(result: object, reference: str) -> Outputs:
    """`result`, and each key of a dict besides."""
    if result is None or type(result) in (str, bool, float):
        return {"result": to_json(result)}
    if hasattr(result, "__next__") or hasattr(result, "__anext__"):
        raise DataError(
            f"`{reference}` is a generator, which runs only when someone reads it.",
            hint="Return a list instead.",
        )
    value = to_json(result)
    keys = value if isinstance(value, dict) else {}
    return {**{key: item for key, item in keys.items() if key.isidentifier()}, "result": value}


def _begin(job: Job, name: str, inputs: Outputs) -> Deferred | Outputs:
    blueprint, rendered, context = _prepared(job, name, inputs)
    with job.room.cancellation:
        found = blueprint.find(context, rendered) if job.spec.is_recovery else None
        return blueprint.begin(context, rendered) if found is None else found


def _poll(job: Job, name: str, inputs: Outputs, deferred: str) -> Deferred | Outputs:
    blueprint, rendered, context = _prepared(job, name, inputs)
    with job.room.cancellation:
        return blueprint.poll(context, rendered, json.loads(deferred))


def _cancel_job(job: Job, name: str, inputs: Outputs, deferred: str) -> Outputs:
    blueprint, rendered, context = _prepared(job, name, inputs)
    with job.room.cancellation:
        blueprint.cancel(context, rendered, json.loads(deferred))
    return {}


def _prepared(job: Job, name: str, inputs: Outputs) -> tuple["Blueprint", Outputs, Context]:
    blueprint = job.room.registry.find(name)
    return blueprint, render_inputs(inputs, job.spec, blueprint.raw_inputs), job.context()


def _run_script(job: Job, body: ScriptBody) -> Outputs:
    spec, aside = job.spec, job.room.workspace.aside
    source, values = render_source(body.source, body.language, spec)
    script, output = aside / f"script.{_SUFFIXES[body.language]}", aside / "outputs"
    script.write_text(source if source.endswith("\n") else f"{source}\n", encoding="utf-8")
    output.touch(mode=0o600)
    interpreter = variables.own_python()
    launch = Launch(
        command=command_of(body.language, str(script), interpreter),
        folder=str(job.folder),
        env={**_environment(job, interpreter), "SEAWAY_OUTPUT": str(output), **values},
        memory_bytes=spec.memory_bytes,
        keep_fds=job.room.keep_fds,
        grace_s=spec.grace_s,
    )
    ended = run_script(launch, job.room.capture.feed, job.room.cancellation)
    if ended.leftovers:
        job.room.capture.system(leftover_notice(ended.leftovers), "W")
    _raise_for(ended, job)
    return parse_output_file(output.read_bytes())


_SUFFIXES = {"bash": "sh", "python": "py", "node": "js"}


def _environment(job: Job, interpreter: str) -> dict[str, str]:
    """Later ones win: the task's own `env` over all that Seaway says."""
    spec = job.spec
    env = variables.inherited()
    env["PATH"] = variables.python_first(env.get("PATH", ""), interpreter)
    env["PYTHONUNBUFFERED"] = "1"
    if spec.environment:
        env["VIRTUAL_ENV"] = sys.prefix
    given, too_long = variables.inputs(spec)
    for name in too_long:
        job.room.capture.system(
            f"The input `{name}` is too long for a variable; SEAWAY_INPUT_{name.upper()} is not set.", "W"
        )
    env |= given | _connection_variables(job)
    env |= variables.facts(spec)
    return env | variables.settable(render_env(spec))


def _connection_variables(job: Job) -> dict[str, str]:
    if not job.spec.connections:
        return {}
    context, found = job.context(), dict[str, str]()
    for name in job.spec.connections:
        found |= context.connection(name).to_environment(name)
    return found


def leftover_notice(count: int) -> str:
    """What the log says of processes that an attempt started and did not wait for."""
    what = "One process" if count == 1 else f"{count} processes"
    return f"{what} outlived the task and had to be ended: files and results are complete only without them."


def _raise_for(ended: Ended, job: Job) -> None:
    """Masked before it is cut, so that no half of a secret is left."""
    if ended.is_cancelled:
        raise AttemptCancelled
    if ended.code == 0:
        return
    said = job.room.capture.masked(ended.last_words).replace(f"{job.room.workspace.aside}/", "")
    why, hint, limit = cause(said), "", job.spec.memory_bytes
    if limit is not None and any(word in said for word in _OUT_OF_MEMORY):
        why, hint = f"out of memory (limit {limit} bytes){_behind(why)}", MEMORY_HINT
    if ended.code < 0:
        name = signal_name(-ended.code)
        maybe = ", perhaps because the machine ran out of memory" if name == "SIGKILL" else ""
        message = f"The script was killed by {name}{maybe}{_behind(why)}"
        raise ScriptError(message, exit_code=128 - ended.code, hint=hint, is_crash=True)
    message = f"exit code {ended.code}: {why}" if why else f"The script ended with exit code {ended.code}"
    raise ScriptError(message, exit_code=ended.code, hint=hint)


def _behind(why: str) -> str:
    return f": {why}" if why else ""
