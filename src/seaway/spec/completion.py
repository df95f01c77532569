"""The names that an expression may use at a place, for completion: with types, and what is known of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from seaway.spec.catalog import Catalog
from seaway.spec.model import Workflow
from seaway.spec.names import APPROVAL_OUTPUTS, RUN_FIELDS, SWITCH_OUTPUTS
from seaway.spec.problems import Path
from seaway.spec.project import Project
from seaway.spec.scopes import Scope, scopes_of
from seaway.spec.tasks import Task, TaskKind

_TASK_FIELDS = {
    "state": ("string", "How it ended: success, failed, skipped, …"),
    "error": ("string", "The first line of its error."),
    "attempt": ("integer", "How many attempts it took."),
}
_AFTERWARDS = ("on_failure", "finally")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One name, dotted. `type` is a JSON type where it is known."""

    name: str
    type: str | None = None
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Where an expression stands: the scopes from its own outwards, and the task (empty: the end of one)."""

    scopes: tuple[Scope, ...]
    task: str
    pointer: Path

    @property
    def has_item(self) -> bool:
        own = self.scopes[0].tasks.get(self.task) if self.scopes else None
        return bool(self.scopes) and (
            self.scopes[0].has_item or (own is not None and own.foreach is not None)
        )


def surroundings_of(workflow: Workflow, data: object, path: str, section: str = "tasks") -> Surroundings:
    """Of the task that is named by its way through groups; of the whole where that is nothing."""
    *groups, task = path.split("/")
    wanted: Path = (section, *[step for group in groups for step in (group, "tasks")])
    by_path = {scope.path: scope for scope in scopes_of(workflow, data)}
    scope = by_path.get(wanted) or by_path[("tasks",)]
    chain: list[Scope] = []
    current: Scope | None = scope
    while current is not None:
        chain.append(current)
        current = current.parent
    return Surroundings(
        scopes=tuple(chain), task=task if scope.path == wanted else "", pointer=(*wanted, task)
    )


def names_at(workflow: Workflow, here: Surroundings, *, catalog: Catalog, project: Project) -> Iterator[Name]:
    """All names, the nearest first."""
    if here.has_item:
        yield Name(name="item", description="The item of the foreach.")
    yield from _upstream(here, catalog)
    for name, declared in workflow.inputs.items():
        kind = declared.type.value
        yield Name(name=f"inputs.{name}", type=kind, description=declared.description or declared.label or "")
    for name, value in project.variables.items():
        yield Name(name=f"vars.{name}", type=_type_of(value), description="A variable of the project.")
    for field in RUN_FIELDS:
        yield Name(name=f"run.{field}", type="string", description=_OF_RUN.get(field, ""))
    for field in ("kind", "name", "payload"):
        yield Name(name=f"trigger.{field}", description=_OF_TRIGGER[field])
    for name in workflow.outputs:
        yield Name(name=f"previous.outputs.{name}", description=_OF_PREVIOUS["outputs"])
    for field in ("run_id", "logical_date"):
        yield Name(name=f"previous.{field}", type="string", description=_OF_PREVIOUS[field])
    for name in project.connections:
        yield Name(name=f"connections.{name}", description="A connection; its values are masked.")


def _upstream(here: Surroundings, catalog: Catalog) -> Iterator[Name]:
    """The tasks that end before this one begins, innermost scope first; a nearer one hides the others."""
    seen: set[str] = set()
    task = here.task
    for scope in here.scopes:
        for name, each in scope.tasks.items():
            is_before = not task or task not in scope.tasks or scope.graph.is_before(name, task)
            if name in seen or name == task or not is_before:
                continue
            seen.add(name)
            yield from _of_task(name, each, catalog)
        task = scope.owner


def _of_task(name: str, task: Task, catalog: Catalog) -> Iterator[Name]:
    outputs = dict(_outputs(task, catalog))
    whole = "list" if task.foreach else "object"
    yield Name(name=f"tasks.{name}.outputs", type=whole, description="All that it gave.")
    for output, (kind, description) in outputs.items() if not task.foreach else ():
        yield Name(name=f"tasks.{name}.outputs.{output}", type=kind, description=description)
    for field, (kind, description) in _TASK_FIELDS.items():
        yield Name(name=f"tasks.{name}.{field}", type=kind, description=description)


def _outputs(task: Task, catalog: Catalog) -> Iterator[tuple[str, tuple[str | None, str]]]:
    for name, output in task.outputs.items():
        yield name, (output.type.value if output.type else None, output.description or "")
    if task.kind is TaskKind.SWITCH:
        yield from ((name, ("string", "The label that was chosen.")) for name in SWITCH_OUTPUTS)
    if task.approval is not None:
        yield from ((name, ("string", "Who answered.")) for name in APPROVAL_OUTPUTS)
        for name, field in task.approval.fields.items():
            yield name, (field.type.value, field.description or "")
    info = catalog.find(task.uses) if task.uses else None
    schema = (info.output_schema or {}) if info else {}
    for name, about in schema.get("properties", {}).items():
        if name not in task.outputs:
            yield name, (about.get("type"), about.get("description", ""))


def _type_of(value: object) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case list():
            return "list"
        case Mapping():
            return "object"
        case _:
            return "string"


_OF_RUN = {
    "id": "The run's id.",
    "logical_date": "The day that the run is about.",
    "interval_start": "When the slice of data begins.",
    "interval_end": "When it ends.",
    "created_at": "When the run was made.",
    "timezone": "The zone that its days are counted in.",
    "failed_task": "The first task that failed; for `on_failure` and `finally`.",
    "error": "Why it failed; for `on_failure` and `finally`.",
    "state": "How the run stands; for `on_failure` and `finally`.",
    "url": "The run's page.",
}
_OF_TRIGGER: dict[str, Any] = {
    "kind": "What started the run: manual, schedule, webhook, …",
    "name": "The trigger's name.",
    "payload": "What a webhook sent.",
}
_OF_PREVIOUS = {
    "outputs": "What the last successful run of this workflow gave; the first run has none: `| default(…)`.",
    "run_id": "The last successful run before this one.",
    "logical_date": "The day that the last successful run was about.",
}
