"""What the engine and the executors need of a task; the state machine carries it and never looks at it."""

from hashlib import sha256
from typing import Any

import msgspec

from seaway.spec.model import Workflow
from seaway.spec.tasks import Task, TaskKind
from seaway.spec.terms import terms_of

_POLICIES = frozenset(
    {
        "name",
        "description",
        "retry",
        "crash_retries",
        "timeout",
        "grace",
        "deadline",
        "pool",
        "slots",
        "priority",
        "executor",
        "resources",
        "allow_failure",
    }
)
"""Keys that change when, where or how often a task runs, but not what comes of it."""


def definition_of(task: Task) -> str:
    """A hash of all that decides what the task does; labels and policies do not count."""
    spec = task.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=set(_POLICIES))
    return sha256(msgspec.json.encode(spec, order="deterministic")).hexdigest()


def payload_of(task: Task) -> dict[str, object]:
    """By the kind of the task; keys without a value are left out."""
    match task.kind:
        case TaskKind.USES | TaskKind.RUN:
            payload = _attempt(task)
        case TaskKind.WORKFLOW:
            payload = {"workflow": task.workflow, "with": _plain(task.with_)}
        case TaskKind.APPROVAL:
            payload = _approval(task)
        case TaskKind.TASKS:
            payload = {"outputs": {name: _plain(output.value) for name, output in task.outputs.items()}}
        case TaskKind.SWITCH:
            payload = {}
    return {key: value for key, value in payload.items() if value not in (None, "", {}, [])}


def _attempt(task: Task) -> dict[str, object]:
    is_script = task.run is not None
    return {
        "uses": task.uses,
        "run": task.run,
        "language": task.language.value if is_script else None,
        "with": _plain(task.with_),
        "env": dict(task.env),
        "connections": list(task.connections),
        "packages": list(task.packages),
        "requirements": task.requirements,
        "outputs": {name: output.type.value for name, output in task.outputs.items() if output.type},
        "files": _files(task),
        "executor": task.executor,
        "resources": _resources(task),
        "grace_s": task.grace.total_seconds() if task.grace is not None else None,
        "isolation": task.isolation if task.isolation != "warm" else None,
        "checks": [
            check.model_dump(mode="json", by_alias=True, exclude_defaults=True) for check in task.checks
        ],
    }


def _resources(task: Task) -> dict[str, object] | None:
    """Cores, bytes, GPUs."""
    if task.resources is None:
        return None
    given = {"cpu": task.resources.cpu, "memory": task.resources.memory, "gpu": task.resources.gpu}
    return {name: value for name, value in given.items() if value is not None}


def _files(task: Task) -> dict[str, object] | None:
    if task.files is None:
        return None
    files = task.files
    given: dict[str, object | None] = {
        "keep": None if files.keep is None else list(files.keep),
        "ignore": list(files.ignore) or None,
        "from": None if files.from_ is None else list(files.from_),
        "max": files.max,
    }
    return {name: value for name, value in given.items() if value is not None}


def _approval(task: Task) -> dict[str, object]:
    approval = task.approval
    assert approval is not None
    fields = approval.model_dump(mode="json", by_alias=True, exclude_defaults=True, include={"fields"})
    return {
        "message": approval.message,
        "fields": fields.get("fields"),
        "approvers": list(approval.approvers),
    }


def run_payload(workflow: Workflow) -> dict[str, object]:
    """What the engine needs of the workflow as a whole: its `Terms`."""
    return dict(terms_of(workflow))


def _plain(value: Any) -> Any:
    """The value as JSON has it: dates as text, tuples as lists."""
    return msgspec.to_builtins(value)
