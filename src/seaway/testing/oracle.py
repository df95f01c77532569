"""The rules of readiness and verdict once more, written as plainly as can be, to compare the engine with."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from seaway.core.plan import Condition, Edge, Graph, Plan, PlanTask
from seaway.core.states import RunState
from seaway.ids import TaskKey


class RowSeen(NamedTuple):
    """A task run as the store has it; `item` -1 where it is no item."""

    key: TaskKey
    path: str
    parent: str
    item: int
    state: str
    exit_code: int | None
    label: str | None
    attempt_id: str | None
    outputs: str | None
    attempt: int


Rows = Mapping[TaskKey, RowSeen]
_FAILURES = {"failed", "timed_out", "crashed"}
_FINAL = _FAILURES | {"success", "cancelled", "skipped", "upstream_failed"}
_BAD = _FAILURES | {"cancelled"}


def edge_says(edge: Edge, upstream: PlanTask, row: RowSeen) -> str:
    """`met`, `pruned` or `blocked`: the table of the docs, a line a cell."""
    state = row.state
    if state == "skipped":
        return "pruned"
    if state == "cancelled":
        return "blocked"
    if edge.condition is Condition.LABEL:
        if state != "success":
            return "blocked"
        return "met" if row.label == edge.label else "pruned"
    if edge.condition is Condition.COMPLETED:
        return "met"
    if edge.condition is Condition.SUCCESS:
        return "met" if state == "success" or (state in _FAILURES and upstream.allow_failure) else "blocked"
    if edge.condition is Condition.FAILED:
        return "met" if state in _FAILURES else "blocked"
    code = 0 if state == "success" else row.exit_code if state == "failed" else None
    is_asked = code is not None and any(low <= code <= high for low, high in edge.exit_codes)
    return "met" if is_asked else "blocked"


def decision(task: PlanTask, graph: Graph, prefix: str, rows: Rows) -> str:
    """`run`, `never` or `wait`, by the upstreams' rows alone."""
    siblings = {sibling.id: sibling for sibling in graph.tasks}
    said: list[str] = []
    for edge in task.edges:
        row = rows.get(TaskKey(prefix + edge.upstream))
        is_final = row is not None and row.state in _FINAL
        said.append(edge_says(edge, siblings[edge.upstream], row) if row and is_final else "open")
    if task.always:
        return "wait" if "open" in said else "run"
    needed = {"all": len(said), "any": 1}.get(str(task.join), task.join)
    if not said:
        return "run"
    if task.join == "branch":
        if "open" in said:
            return "wait"
        return "run" if "blocked" not in said and "met" in said else "never"
    if said.count("met") >= int(needed):
        return "run"
    return "wait" if "open" in said else "never"


def task_at(plan: Plan, key: str) -> PlanTask:
    """The task that a key (with or without item keys) names."""
    names = _path_of(key).split(".")
    graph = next(g for g in _graphs(plan) if names[0] in {task.id for task in g.tasks})
    found = next(task for task in graph.tasks if task.id == names[0])
    for name in names[1:]:
        assert found.group is not None
        found = next(task for task in found.group.tasks if task.id == name)
    return found


def _path_of(key: str) -> str:
    path, depth = [], 0
    for sign in key:
        depth += (sign == "[") - (sign == "]")
        if depth == 0 and sign != "]":
            path.append(sign)
    return "".join(path)


def _graphs(plan: Plan) -> tuple[Graph, Graph, Graph]:
    return plan.main, plan.on_failure, plan.final


def may_start(plan: Plan, rows: Rows, key: TaskKey) -> str:
    """Why a task run may not be under way, or nothing: its own edges, and those of all that it is inside."""
    row = rows.get(key)
    if row is None:
        return "it has no row"
    if row.item >= 0:
        return may_start(plan, rows, TaskKey(row.parent))
    if row.parent:
        return _in_group(plan, rows, row) or may_start(plan, rows, TaskKey(row.parent))
    graph = next(g for g in _graphs(plan) if key in {task.id for task in g.tasks})
    if graph is not plan.main and not _are_final(plan.main, rows):
        return "the tasks before `on_failure` and `finally` are not over"
    if graph is plan.final and any(
        row.state not in _FINAL for name in plan.on_failure.tasks if (row := rows.get(TaskKey(name.id)))
    ):
        return "`on_failure` is not over"
    said = decision(task_at(plan, key), graph, "", rows)
    return "" if said == "run" else f"its edges say {said}"


def _in_group(plan: Plan, rows: Rows, row: RowSeen) -> str:
    owner = task_at(plan, row.parent)
    assert owner.group is not None
    said = decision(task_at(plan, row.key), owner.group, f"{row.parent}.", rows)
    return "" if said == "run" else f"its edges say {said}"


def _are_final(graph: Graph, rows: Rows) -> bool:
    return all(
        (row := rows.get(TaskKey(task.id))) is not None and row.state in _FINAL for task in graph.tasks
    )


def problems_of(plan: Plan, state: RunState, rows: Rows, *, was_stopped: bool) -> Iterator[str]:
    """What is wrong with a run that is over. `was_stopped`: somebody asked for a cancel, or its time was
    over."""
    for row in rows.values():
        if row.state not in _FINAL:
            yield f"{row.key} is still {row.state} though its run is over"
    yield from _wrong_in(plan.main, "", rows)
    yield from _wrong_verdict(plan, state, rows, was_stopped=was_stopped)


def _wrong_in(graph: Graph, prefix: str, rows: Rows) -> Iterator[str]:
    for task in graph.tasks:
        row = rows.get(TaskKey(prefix + task.id))
        if row is None:
            yield f"{prefix}{task.id} has no end"
            continue
        if row.state == "cancelled" or task.disabled:
            continue
        said = decision(task, graph, prefix, rows)
        is_left_out = row.state in {"skipped", "upstream_failed"}
        if said == "never" and not is_left_out:
            yield f"{row.key} ended {row.state}, though its edges never let it run"
        if said == "run" and (row.state == "upstream_failed" or (is_left_out and not task.when)):
            yield f"{row.key} ended {row.state}, though its edges let it run"
        if task.group is not None and task.foreach is None and row.state == "success":
            yield from _wrong_in(task.group, f"{row.key}.", rows)


def _wrong_verdict(plan: Plan, state: RunState, rows: Rows, *, was_stopped: bool) -> Iterator[str]:
    bad = [_is_bad(graph, rows) for graph in _graphs(plan)]
    if state is RunState.SUCCESS and any(bad):
        yield "the run is a success, though a task failed"
    if state is RunState.CANCELLED and not was_stopped:
        yield "the run is cancelled, though nobody asked for it"
    if state is RunState.FAILED and not any(bad) and not was_stopped and not plan.payload.get("outputs"):
        yield "the run is failed, though no task is"
    if state is RunState.SUCCESS and plan.on_failure.tasks:
        handlers = [rows.get(TaskKey(task.id)) for task in plan.on_failure.tasks]
        if any(row is not None for row in handlers):
            yield "`on_failure` ran in a run that succeeded"


def _is_bad(graph: Graph, rows: Rows) -> bool:
    found = ((task, rows.get(TaskKey(task.id))) for task in graph.tasks)
    return any(row is not None and row.state in _BAD and not task.allow_failure for task, row in found)
