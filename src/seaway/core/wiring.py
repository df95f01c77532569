"""A graph with its edges turned round, so that the end of a task finds those that wait for it."""

from dataclasses import dataclass

from seaway.core.plan import Edge, Graph, PlanTask


@dataclass(frozen=True, slots=True)
class Wiring:
    """`listeners[i]`: the edges that look at task i, with the place of the task that has them.
    `upstreams[i]`: the places that the edges of task i look at, in their order."""

    tasks: tuple[PlanTask, ...]
    listeners: tuple[tuple[tuple[int, Edge], ...], ...]
    upstreams: tuple[tuple[int, ...], ...]


def wire(graph: Graph) -> Wiring:
    place = {task.id: at for at, task in enumerate(graph.tasks)}
    listeners: list[list[tuple[int, Edge]]] = [[] for _ in graph.tasks]
    for at, task in enumerate(graph.tasks):
        for edge in task.edges:
            listeners[place[edge.upstream]].append((at, edge))
    return Wiring(
        tasks=graph.tasks,
        listeners=tuple(tuple(found) for found in listeners),
        upstreams=tuple(tuple(place[edge.upstream] for edge in task.edges) for task in graph.tasks),
    )
