"""The order of a workflow's tasks, told once a revision."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from seaway.core.plan import Graph, Plan
from seaway.core.plan_json import plan_from_json
from seaway.errors import UnknownError
from seaway.store import revisions
from seaway.store.runs import RunRecord

MOST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOrder:
    """Tasks that are run once: those at the top and inside groups, each group before what is in it.

    keys: in the order in which they run; allowed: paths of all tasks whose failure is allowed."""

    keys: tuple[str, ...]
    places: dict[str, int]
    allowed: frozenset[str]
    total: int


class OrderCache:
    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str, str], TaskOrder] = OrderedDict()

    def of(self, connection: Connection, run: RunRecord) -> TaskOrder:
        """Of the revision that a run ran; empty where that is not kept any more."""
        key = (run.project, run.workflow, run.revision)
        found = self._known.get(key)
        if found is None:
            try:
                text = revisions.get(connection, *key).plan
            except UnknownError:
                return TaskOrder(keys=(), places={}, allowed=frozenset(), total=0)
            found = self._known[key] = _order(plan_from_json(text))
            while len(self._known) > MOST:
                self._known.popitem(last=False)
        return found


def _order(plan: Plan) -> TaskOrder:
    keys: list[str] = []
    allowed: list[str] = []
    for graph in (plan.main, plan.on_failure, plan.final):
        keys += _keys(graph, "")
        allowed += _allowed(graph, "")
    return TaskOrder(
        keys=tuple(keys),
        places={key: place for place, key in enumerate(keys)},
        allowed=frozenset(allowed),
        total=len(plan.main.tasks),
    )


def _keys(graph: Graph, prefix: str) -> Iterator[str]:
    for task in graph.tasks:
        yield prefix + task.id
        if task.group is not None and task.foreach is None:
            yield from _keys(task.group, f"{prefix}{task.id}.")


def _allowed(graph: Graph, prefix: str) -> Iterator[str]:
    for task in graph.tasks:
        if task.allow_failure:
            yield prefix + task.id
        if task.group is not None:
            yield from _allowed(task.group, f"{prefix}{task.id}.")
