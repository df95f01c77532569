"""Where a name such as `tasks.load` is looked up: the tasks of a section or a group, then those around it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from seaway.spec.graph import Graph, graph_of
from seaway.spec.model import Workflow
from seaway.spec.problems import Path
from seaway.spec.tasks import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Tasks that may need each other: a section of the workflow, or the inside of a group."""

    path: Path
    tasks: Mapping[str, Task]
    written: frozenset[str]
    """All names in the file, also of tasks that could not be read."""
    graph: Graph
    parent: "Scope | None" = None
    owner: str = ""
    """The group in `parent` that this is the inside of; empty where the parent is an earlier section."""
    has_item: bool = False


def scopes_of(workflow: Workflow, data: object) -> Iterator[Scope]:
    """All scopes, outer before inner."""
    main = _scope(("tasks",), workflow.tasks, data)
    yield from _with_inner(main, data)
    failure = _scope(("on_failure",), workflow.on_failure, data, parent=main)
    yield from _with_inner(failure, data)
    last = _scope(("finally",), workflow.finally_, data, parent=failure)
    yield from _with_inner(last, data)


def _with_inner(scope: Scope, data: object) -> Iterator[Scope]:
    yield scope
    for name, task in scope.tasks.items():
        if task.tasks is not None:
            path = (*scope.path, name, "tasks")
            has_item = scope.has_item or task.foreach is not None
            inner = _scope(path, task.tasks, data, parent=scope, owner=name, has_item=has_item)
            yield from _with_inner(inner, data)


def _scope(
    path: Path,
    tasks: Mapping[str, Task],
    data: object,
    *,
    parent: Scope | None = None,
    owner: str = "",
    has_item: bool = False,
) -> Scope:
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    written = frozenset(map(str, data)) if isinstance(data, dict) else frozenset(tasks)
    return Scope(
        path=path,
        tasks=tasks,
        written=written | frozenset(tasks),
        graph=graph_of(tasks),
        parent=parent,
        owner=owner,
        has_item=has_item,
    )
