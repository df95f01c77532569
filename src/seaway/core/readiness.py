"""Whether a task may run: each edge is met, pruned or blocked by how its upstream ended; the join decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from seaway.core.plan import Condition, Edge, PlanTask
from seaway.core.rows import TaskRow
from seaway.core.states import TaskState


class Verdict(StrEnum):
    """What the end of its upstream makes of an edge."""

    MET = "met"
    PRUNED = "pruned"
    """Not chosen: a skipped upstream, another label. Nobody failed."""
    BLOCKED = "blocked"


class Decision(StrEnum):
    WAIT = "wait"
    RUN = "run"
    SKIP = "skip"
    UPSTREAM_FAILED = "upstream_failed"


@dataclass(slots=True)
class Tally:
    """The edges of one task, counted as their upstreams end."""

    waiting: int
    met: int = 0
    blocked: int = 0
    by_failure: int = 0
    """Of the blocked ones, those that a failure blocks."""

    def count(self, verdict: Verdict, state: TaskState) -> None:
        self.waiting -= 1
        if verdict is Verdict.MET:
            self.met += 1
        elif verdict is Verdict.BLOCKED:
            self.blocked += 1
            self.by_failure += state.is_failure or state is TaskState.UPSTREAM_FAILED


def judge(
    edge: Edge,
    state: TaskState,
    *,
    exit_code: int | None = None,
    label: str | None = None,
    allow_failure: bool = False,
) -> Verdict:
    """One cell of the edge table: the upstream ended in `state`, what of this edge?"""
    if state is TaskState.SUCCESS and edge.condition is Condition.SUCCESS:
        return Verdict.MET
    if state is TaskState.SKIPPED:
        return Verdict.PRUNED
    if state is TaskState.CANCELLED:
        return Verdict.BLOCKED
    match edge.condition:
        case Condition.SUCCESS:
            is_met = state.is_failure and allow_failure
        case Condition.FAILED:
            is_met = state.is_failure
        case Condition.COMPLETED:
            is_met = True
        case Condition.EXIT_CODES:
            is_met = _has_code(edge, state, exit_code)
        case Condition.LABEL:
            if state is TaskState.SUCCESS and label != edge.label:
                return Verdict.PRUNED
            is_met = state is TaskState.SUCCESS
    return Verdict.MET if is_met else Verdict.BLOCKED


def _has_code(edge: Edge, state: TaskState, exit_code: int | None) -> bool:
    code = 0 if state is TaskState.SUCCESS else exit_code if state is TaskState.FAILED else None
    return code is not None and any(first <= code <= last for first, last in edge.exit_codes)


def decide(task: PlanTask, tally: Tally) -> Decision:
    """What becomes of a task whose edges stand at `tally`.

    That it can't run is said only once all its upstreams have ended, so that the answer does not depend on
    their order, and nothing that waits for it starts beside them."""
    if task.always:
        return Decision.WAIT if tally.waiting else Decision.RUN
    if _is_joined(task, tally):
        return Decision.RUN
    if tally.waiting:
        return Decision.WAIT
    return Decision.UPSTREAM_FAILED if tally.by_failure else Decision.SKIP


def _is_joined(task: PlanTask, tally: Tally) -> bool:
    if not task.edges:
        return True
    match task.join:
        case "all":
            return tally.met == len(task.edges)
        case "any":
            return tally.met >= 1
        case "branch":
            return tally.waiting == 0 and tally.blocked == 0 and tally.met >= 1
        case int(needed):
            return tally.met >= needed


_SAID = {
    TaskState.FAILED: "failed",
    TaskState.TIMED_OUT: "timed out",
    TaskState.CRASHED: "crashed",
    TaskState.UPSTREAM_FAILED: "could not run",
    TaskState.SKIPPED: "was skipped",
    TaskState.CANCELLED: "was cancelled",
    TaskState.SUCCESS: "succeeded",
}


def why_not(task: PlanTask, upstreams: Iterable[tuple[TaskRow, bool]]) -> str:
    """Why a task can't run, from its upstreams' rows and `allow_failure`, in the order of its edges."""
    blocked: list[str] = []
    pruned: list[str] = []
    failed: list[str] = []
    for edge, (row, allow_failure) in zip(task.edges, upstreams, strict=True):
        verdict = judge(
            edge, row.state, exit_code=row.exit_code, label=row.label, allow_failure=allow_failure
        )
        if verdict is Verdict.PRUNED:
            pruned.append(_say(edge, row))
        elif verdict is Verdict.BLOCKED:
            by_failure = row.state.is_failure or row.state is TaskState.UPSTREAM_FAILED
            (failed if by_failure else blocked).append(_say(edge, row))
    found = failed or blocked or pruned or ["too few of the tasks it needs went the way it asks for"]
    more = len(found) - 1
    return found[0] + (f", and {more} more" if more else "")


def _say(edge: Edge, row: TaskRow) -> str:
    name = edge.upstream
    if row.state is TaskState.SUCCESS and edge.condition is Condition.LABEL:
        return f"{name} chose {row.label or 'no label'}, not {edge.label}"
    if edge.condition is Condition.EXIT_CODES and row.exit_code is not None:
        return f"{name} ended with exit code {row.exit_code}, which is not asked for"
    if row.state is TaskState.SUCCESS:
        return f"{name} succeeded, and this is for when it does not"
    return f"{name} {_SAID[row.state]}"
