"""The edges of one scope as sets: who is before whom, and who has surely succeeded by then.

Sets of tasks are integers with a bit a task, so that a chain of 5,000 tasks costs milliseconds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from seaway.spec.edges import Condition, Need
from seaway.spec.tasks import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """What follows from the edges. Tasks on a cycle or behind one are in `stuck` and in nothing else."""

    bits: Mapping[str, int]
    before: Mapping[str, int]
    """Task to all that end before it starts."""
    sure: Mapping[str, int]
    """Task to those that have succeeded whenever it starts."""
    unsure_at_end: frozenset[str]
    """Tasks that may have no outputs although the run succeeded."""
    cycles: tuple[tuple[str, ...], ...]
    stuck: frozenset[str]

    def is_before(self, upstream: str, task: str) -> bool:
        return bool(self.before.get(task, 0) & self.bits[upstream])

    def is_sure(self, upstream: str, task: str) -> bool:
        return bool(self.sure.get(task, 0) & self.bits[upstream])


def graph_of(tasks: Mapping[str, Task]) -> Graph:
    """Follow the edges of a scope; needs that name no task of it are left out."""
    edges = {name: [need for need in task.needs if need.task in tasks] for name, task in tasks.items()}
    order, stuck = _in_order(edges)
    bits = {name: 1 << at for at, name in enumerate(tasks)}
    before: dict[str, int] = {}
    sure: dict[str, int] = {}
    unsure: set[str] = set()
    may_skip: set[str] = set()
    for name in order:
        before[name] = 0
        for need in edges[name]:
            before[name] |= bits[need.task] | before.get(need.task, 0)
        sure[name] = _sure(tasks, name, edges[name], bits, sure)
        if _may_skip(tasks[name], edges[name], may_skip):
            may_skip.add(name)
        if name in may_skip or tasks[name].allow_failure:
            unsure.add(name)
    return Graph(
        bits=bits,
        before=before,
        sure=sure,
        unsure_at_end=frozenset(unsure),
        cycles=tuple(_cycles(edges, stuck)),
        stuck=frozenset(stuck),
    )


def _in_order(edges: Mapping[str, list[Need]]) -> tuple[list[str], set[str]]:
    """Upstreams first; and what can't be ordered."""
    waits_for = {name: len(needs) for name, needs in edges.items()}
    behind: dict[str, list[str]] = {name: [] for name in edges}
    for name, needs in edges.items():
        for need in needs:
            behind[need.task].append(name)
    order = [name for name, count in waits_for.items() if count == 0]
    for name in order:  # grows as it goes
        for next_name in behind[name]:
            waits_for[next_name] -= 1
            if waits_for[next_name] == 0:
                order.append(next_name)
    return order, edges.keys() - set(order)


def _cycles(edges: Mapping[str, list[Need]], stuck: Iterable[str]) -> Iterable[tuple[str, ...]]:
    """Cycles that share no task, each in the order in which the tasks wait for each other."""
    left = [name for name in edges if name in set(stuck)] if stuck else []
    open_names = set(left)
    for start in left:
        walk: dict[str, None] = {}
        name: str | None = start
        while name is not None and name in open_names and name not in walk:
            walk[name] = None
            name = next((need.task for need in edges[name] if need.task in open_names), None)
        if name in walk:
            steps = list(walk)
            yield tuple(steps[steps.index(name) :])
        open_names -= set(walk)


def _sure(
    tasks: Mapping[str, Task], name: str, needs: list[Need], bits: Mapping[str, int], sure: Mapping[str, int]
) -> int:
    """Of the edges, `join` many are met: sure is what holds whichever these are."""
    if not needs:
        return 0
    join = tasks[name].join
    must_be_met = len(needs) if join == "all" else min(join, len(needs)) if isinstance(join, int) else 1
    at_least = [0] * (len(needs) - must_be_met + 1)
    for need in needs:
        promise = _promise(need, tasks[need.task], bits, sure)
        for count in range(len(at_least) - 1, 0, -1):
            at_least[count] |= at_least[count - 1] & promise
        at_least[0] |= promise
    return at_least[-1]


def _promise(need: Need, upstream: Task, bits: Mapping[str, int], sure: Mapping[str, int]) -> int:
    """What has succeeded where this one edge is met."""
    known = sure.get(need.task, 0)
    match need.condition:
        case Condition.COMPLETED:
            return 0  # it may have ended without ever starting
        case Condition.FAILED:
            return known
        case Condition.EXIT_CODES if any(code.last > 0 for code in need.exit_codes):
            return known
        case Condition.SUCCESS if upstream.allow_failure:
            return known
        case _:
            return known | bits[need.task]


def _may_skip(task: Task, needs: list[Need], may_skip: set[str]) -> bool:
    """Whether it may be skipped in a run that succeeds."""
    if task.when is not None or task.disabled:
        return True
    prunable = [
        need.task in may_skip or need.condition not in (Condition.SUCCESS, Condition.COMPLETED)
        for need in needs
    ]
    return any(prunable) if task.join == "all" else bool(prunable) and all(prunable)
