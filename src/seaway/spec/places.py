"""Every template of a workflow, with what it may use there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from seaway.spec.model import Workflow
from seaway.spec.problems import Path
from seaway.spec.scopes import Scope
from seaway.spec.tasks import Task
from seaway.spec.triggers import Schedule, Sensor, Webhook

_RUN = frozenset({"run", "vars"})
_BEFORE = _RUN | {"trigger", "previous"}
_STARTED = _BEFORE | {"inputs"}
_IN_TASK = _STARTED | {"tasks"}
_MASKED = _IN_TASK | {"connections", "secret"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One text that is rendered.

    Attributes:
        roots: the names that may be used here.
        why_not: why others may not; ends the message.
        scope, task: where `tasks.<id>` is looked up; no task where it is the end of the scope.
        is_expression: a bare expression is allowed too.
    """

    path: Path
    text: str
    roots: frozenset[str]
    why_not: str
    scope: Scope | None = None
    task: str = ""
    is_expression: bool = False


def places_of(workflow: Workflow, main: Scope) -> Iterator[Place]:
    """The templates outside of the tasks."""
    early = "before a run starts"
    for name, declared in workflow.inputs.items():
        yield from _texts(("inputs", name, "default"), declared.default, _BEFORE, early)
    for name, trigger in workflow.triggers.items():
        path: Path = ("triggers", name)
        yield from _texts((*path, "inputs"), trigger.inputs, _RUN | {"trigger"}, early)
        if isinstance(trigger, Webhook):
            for key in ("when", "dedupe_key"):
                yield from _texts(
                    (*path, key),
                    getattr(trigger, key),
                    frozenset({"trigger", "vars"}),
                    early,
                    is_expression=key == "when",
                )
        if isinstance(trigger, Sensor):
            yield from _texts(
                (*path, "with"), trigger.with_, frozenset({"vars", "connections", "secret"}), early
            )
    if workflow.concurrency:
        for key in ("group", "key"):
            yield from _texts(("concurrency", key), getattr(workflow.concurrency, key), _STARTED, early)
    yield from _texts(("env",), workflow.env, _STARTED | {"connections", "secret"}, "for all tasks")
    if workflow.defaults:
        yield from _texts(("defaults", "env"), workflow.defaults.env, _MASKED | {"item"}, "here")
    for name, value in workflow.outputs.items():
        yield from _texts(("outputs", name), value, _IN_TASK, "in the outputs of a run", scope=main)
    for at, rule in enumerate(workflow.notifications):
        yield from _texts(("notifications", at, "message"), rule.message, _STARTED, "in a message")


def places_in(scope: Scope) -> Iterator[Place]:
    """The templates of the tasks of one scope."""
    for name, task in scope.tasks.items():
        yield from _of_task((*scope.path, name), task, scope, name)


def _of_task(path: Path, task: Task, scope: Scope, name: str) -> Iterator[Place]:
    item = frozenset({"item"}) if scope.has_item or task.foreach else frozenset()
    outer_item = frozenset({"item"}) if scope.has_item else frozenset()

    def at(
        key: str | Path, value: Any, roots: frozenset[str], why: str, *, bare: bool = False
    ) -> Iterator[Place]:
        steps = (key,) if isinstance(key, str) else key
        return _texts((*path, *steps), value, roots, why, scope=scope, task=name, is_expression=bare)

    open_text = "where the value would be shown or kept"
    yield from at("with", task.with_, _MASKED | item, "here")
    yield from at("env", task.env, _MASKED | item, "here")
    yield from at("run", task.run, _MASKED | item, "here")
    yield from at("when", task.when, _IN_TASK | item, open_text, bare=True)
    if task.switch:
        for label, condition in task.switch.cases.items():
            yield from at(("switch", "cases", label), condition, _IN_TASK | item, open_text, bare=True)
    if task.foreach:
        source = task.foreach.matrix or task.foreach.items
        key: Path = ("foreach", "matrix") if task.foreach.matrix else ("foreach", "items")
        yield from at(key, source, _IN_TASK | outer_item, open_text)
        yield from at(
            ("foreach", "key"), task.foreach.key, frozenset({"item", "inputs"}), "in the key of an item"
        )
    if task.approval:
        yield from at(("approval", "message"), task.approval.message, _IN_TASK | item, open_text)
        for field, declared in task.approval.fields.items():
            yield from at(
                ("approval", "fields", field, "default"), declared.default, _IN_TASK | item, open_text
            )
    for position, check in enumerate(task.checks):
        rule = check.model_dump(exclude_unset=True)
        yield from at(("checks", position), rule, _IN_TASK | item, open_text)


def _texts(
    path: Path,
    value: Any,
    roots: frozenset[str],
    why_not: str,
    *,
    scope: Scope | None = None,
    task: str = "",
    is_expression: bool = False,
) -> Iterator[Place]:
    """The texts of a value that hold a template, with their paths."""
    match value:
        case str():
            if "{" in value or is_expression:
                yield Place(
                    path=path,
                    text=value,
                    roots=roots,
                    why_not=why_not,
                    scope=scope,
                    task=task,
                    is_expression=is_expression and "{{" not in value and "{%" not in value,
                )
        case dict():
            for key, inner in value.items():
                yield from _texts((*path, key), inner, roots, why_not, scope=scope, task=task)
        case list() | tuple():
            for at, inner in enumerate(value):
                yield from _texts((*path, at), inner, roots, why_not, scope=scope, task=task)


def schedules_of(workflow: Workflow) -> Iterator[tuple[Path, Schedule]]:
    """The schedules among the triggers."""
    for name, trigger in workflow.triggers.items():
        if isinstance(trigger, Schedule):
            yield ("triggers", name), trigger


def group_outputs(scope: Scope, inner: Scope) -> Iterator[Place]:
    """The outputs of a group: templates over the tasks inside of it."""
    group = scope.tasks[inner.owner]
    roots = _IN_TASK | ({"item"} if inner.has_item else set())
    for name, output in group.outputs.items():
        path = (*scope.path, inner.owner, "outputs", name)
        yield from _texts(path, output.value, roots, "in the outputs of a group", scope=inner)
