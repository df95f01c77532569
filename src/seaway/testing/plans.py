"""Plans in a line: tasks, edges and graphs with everything else at its default."""

from collections.abc import Iterable
from typing import Any

from seaway.core.plan import Condition, Edge, Foreach, Graph, Kind, Plan, PlanTask

Needs = Iterable[str | Edge] | str


def on(upstream: str, condition: str = "success", *, codes: Any = (), label: str = "") -> Edge:
    """An edge that looks at `upstream`."""
    return Edge(upstream=upstream, condition=Condition(condition), exit_codes=tuple(codes), label=label)


def task(name: str, needs: Needs = (), **keys: Any) -> PlanTask:
    """A task that an executor runs; `kind`, `foreach`, `retry` and so on as in `PlanTask`."""
    listed = [needs] if isinstance(needs, str) else needs
    edges = tuple(need if isinstance(need, Edge) else on(need) for need in listed)
    keys.setdefault("definition", name)
    kind = keys.pop("kind", Kind.ATTEMPT)
    if kind is Kind.ATTEMPT:
        keys.setdefault("payload", {"uses": "test.work", "with": {}})
    return PlanTask(id=name, kind=kind, edges=edges, **keys)


def group(name: str, *tasks: PlanTask, needs: Needs = (), **keys: Any) -> PlanTask:
    return task(name, needs, kind=Kind.GROUP, group=Graph(tasks=tasks), **keys)


def each(*items: object, **keys: Any) -> Foreach:
    """A foreach over `items`; without any, over an expression that whoever answers makes up."""
    if items:
        return Foreach(items=items, **keys)
    return Foreach(expression="{{ items }}", **keys)


def plan(
    *tasks: PlanTask,
    on_failure: Iterable[PlanTask] = (),
    final: Iterable[PlanTask] = (),
    workflow: str = "tested",
    **keys: Any,
) -> Plan:
    return Plan(
        workflow=workflow,
        main=Graph(tasks=tasks),
        on_failure=Graph(tasks=tuple(on_failure)),
        final=Graph(tasks=tuple(final)),
        **keys,
    )


def chain(*names: str, **keys: Any) -> Plan:
    """Each task needs the one before it."""
    return plan(*(task(name, names[at - 1 : at] if at else ()) for at, name in enumerate(names)), **keys)
