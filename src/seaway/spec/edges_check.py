"""Checks of the edges: names, conditions, cycles, and tasks that could never run."""

from collections.abc import Mapping

from seaway.spec.edges import Condition, Need
from seaway.spec.problems import Path, did_you_mean, list_words
from seaway.spec.review import Review
from seaway.spec.scopes import Scope
from seaway.spec.tasks import Task, TaskKind


def check_edges(review: Review, scope: Scope) -> None:
    """All that can be wrong with `needs` and `join` in one scope."""
    for name, task in scope.tasks.items():
        path = (*scope.path, name)
        for need in task.needs:
            _check_need(review, scope, path, name, need)
        _check_join(review, path, task)
    for cycle in (cycle for cycle in scope.graph.cycles if len(cycle) > 1):
        walk = " → ".join((*cycle, cycle[0]))
        review.report(
            (*scope.path, cycle[0], "needs"),
            "cycle",
            f"These tasks wait for each other in a circle: {walk}.",
            hint="Take one of these edges out.",
        )
    _check_contradictions(review, scope)


def path_of_need(review: Review, path: Path, need: str) -> Path:
    """Where an edge stands, in whichever of the three spellings `needs` is written."""
    written = review.raw((*path, "needs"))
    if isinstance(written, list):
        return (*path, "needs", written.index(need)) if need in written else (*path, "needs")
    return (*path, "needs", need) if isinstance(written, dict) else (*path, "needs")


def _check_need(review: Review, scope: Scope, path: Path, name: str, need: Need) -> None:
    place = path_of_need(review, path, need.task)
    in_map = isinstance(review.raw((*path, "needs")), dict)
    if need.task == name:
        review.report(place, "cycle", f"`{name}` waits for itself.", hint="Remove this edge.", at_key=in_map)
    elif need.task not in scope.written:
        _report_unknown(review, scope, place, name, need, at_key=in_map)
    elif need.task in scope.tasks:
        _check_condition(review, place, need, scope.tasks[need.task])


def _report_unknown(
    review: Review, scope: Scope, place: Path, name: str, need: Need, *, at_key: bool
) -> None:
    hint = did_you_mean(need.task, (other for other in scope.tasks if other != name))
    outer = scope.parent
    while not hint and outer is not None:
        if need.task in outer.tasks:
            hint = "A group's tasks begin after all that the group needs; put this edge on the group."
            if not scope.owner:
                hint = "The tasks of this section begin when all others have ended; no edge is needed."
        outer = outer.parent
    for group, task in scope.tasks.items():
        if not hint and need.task in (task.tasks or {}):
            hint = f"It is inside of the group `{group}`; need the group."
    known = list_words(other for other in scope.tasks if other != name)
    expected = "" if hint or not known else f"one of {known}"
    review.report(
        place,
        "unknown_task",
        f"There is no task `{need.task}` here.",
        expected=expected,
        hint=hint,
        at_key=at_key,
    )


def _check_condition(review: Review, place: Path, need: Need, upstream: Task) -> None:
    if need.condition is Condition.LABEL and upstream.switch is None:
        review.report(
            place,
            "bad_condition",
            f"`{need.label}` is not a condition, and `{need.task}` is not a switch with such a label.",
            expected="success, failed, completed or exit codes",
            hint=did_you_mean(need.label, ("success", "failed", "completed")),
        )
    elif need.condition is Condition.LABEL and upstream.switch and need.label not in upstream.switch.labels:
        labels = upstream.switch.labels
        hint = did_you_mean(need.label, labels)
        message = f"The switch `{need.task}` has no label `{need.label}`."
        review.report(place, "unknown_label", message, expected=f"one of {list_words(labels)}", hint=hint)
    elif need.condition is Condition.EXIT_CODES and upstream.kind not in (TaskKind.RUN, TaskKind.USES):
        review.report(
            place,
            "no_exit_code",
            f"`{need.task}` ({upstream.kind}) has no exit code.",
            expected="success, failed or completed",
        )


def _check_join(review: Review, path: Path, task: Task) -> None:
    edges = len(task.needs)
    if isinstance(task.join, int) and task.join > edges:
        review.report(
            (*path, "join"),
            "unreachable",
            f"`join: {task.join}` can't be met, so the task never runs; its edges are {edges}.",
            hint=f"Write a number up to {edges}." if edges else "Add `needs`.",
        )
    elif task.join != "all" and not edges:
        review.warn((*path, "join"), "no_effect", "`join` has no meaning without `needs`.", hint="Remove it.")


Demands = Mapping[str, str]
"""Upstream to how it must have ended: `failed`, `success` or `label x`."""


def _check_contradictions(review: Review, scope: Scope) -> None:
    """A task that all of its edges must be met for, where two of them can't both be."""
    watched = _watched(scope)
    if not watched:
        return
    demands: dict[str, Demands] = {}
    for name in sorted(scope.graph.before, key=lambda task: scope.graph.before[task].bit_count()):
        demands[name], clash = _merge(scope.tasks[name], scope, watched, demands)
        if clash:
            hint = "For branches that come together again write `join: branch`, or `join: any`."
            message = f"`{name}` can never run: {clash}."
            review.report((*scope.path, name, "needs"), "unreachable", message, hint=hint, at_key=True)
            demands[name] = {}


def _merge(
    task: Task, scope: Scope, watched: set[str], demands: Mapping[str, Demands]
) -> tuple[Demands, str]:
    """All that a task asks for, through all of its edges; and what of it can't be had together."""
    merged: dict[str, str] = {}
    clash = ""
    for need in task.needs if task.join == "all" else ():
        for upstream, ending in _demands_of(need, scope, watched, demands).items():
            first = merged.setdefault(upstream, ending)
            is_lenient = scope.tasks[upstream].allow_failure and "label" not in first + ending
            if first != ending and not is_lenient and not clash:
                clash = _clash(upstream, first, ending)
    return merged, clash


def _watched(scope: Scope) -> set[str]:
    """Upstreams of which some edge asks for more than to have ended well."""
    special = (Condition.LABEL, Condition.FAILED)
    needs = (need for task in scope.tasks.values() for need in task.needs)
    return {need.task for need in needs if need.condition in special and need.task in scope.tasks}


def _demands_of(need: Need, scope: Scope, watched: set[str], demands: Mapping[str, Demands]) -> Demands:
    if need.condition is Condition.COMPLETED or need.task not in scope.tasks:
        return {}
    found = dict(demands.get(need.task, {}))
    if need.task in watched:
        match need.condition:
            case Condition.LABEL:
                found[need.task] = f"label {need.label}"
            case Condition.FAILED:
                found[need.task] = "failed"
            case Condition.SUCCESS if scope.tasks[need.task].switch is None:
                found[need.task] = "success"
    return found


def _clash(upstream: str, one: str, other: str) -> str:
    if one.startswith("label") and other.startswith("label"):
        labels = f"`{one.removeprefix('label ')}` and `{other.removeprefix('label ')}`"
        return f"it needs both {labels} of the switch `{upstream}`, which chooses one"
    return f"it needs `{upstream}` to end as {one} and as {other}"
