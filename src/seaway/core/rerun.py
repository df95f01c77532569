"""What a rerun runs again, and what it takes over from the run before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from seaway.core.plan import Graph, Plan, PlanTask
from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.errors import BadRequestError
from seaway.ids import TaskKey

_UNTOUCHED = frozenset({TaskState.SUCCESS, TaskState.SKIPPED})


class RerunMode(StrEnum):
    ALL = "all"
    FAILED = "failed"
    """Every task that did not succeed and was not skipped."""
    FROM = "from"
    """The named tasks."""


@dataclass(frozen=True, slots=True)
class RerunChoice:
    mode: RerunMode
    tasks: tuple[str, ...] = ()
    """For `from`: ids of tasks at the top; a key inside one of them names it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RerunSet:
    """`run`: the tasks at the top that run, each with why; those that join for another reason than the choice
    come first. `carry`: rows to hand to `Run.new`; a `pending` foreach among them goes on with its items."""

    run: tuple[tuple[TaskKey, str], ...]
    carry: Mapping[TaskKey, TaskRow]


def plan_rerun(old: Plan, new: Plan, rows: Iterable[TaskRow], choice: RerunChoice) -> RerunSet:
    """Choose; the chosen tasks and all that come after them run, and so does all whose result no longer fits.

    Args:
        rows: of the run before, those of finished items too where its foreach did not succeed.

    Raises:
        BadRequestError: the choice names a task that is not there, or leaves nothing to run.
    """
    by_key = {row.key: row for row in rows}
    before = {task.id: task for task in old.main.tasks}
    why = _chosen(new.main, by_key, choice)
    changed = _changed(new.main, before)
    surprising: dict[str, str] = {}
    for task in new.main.tasks:
        if task.id in why:
            continue
        reason = _why_not_carried(task, by_key, changed)
        behind = next((edge.upstream for edge in task.edges if edge.upstream in why), None)
        if behind is not None:
            why[task.id] = f"comes after {behind}"
        elif reason:
            why[task.id] = surprising[task.id] = reason
    if not why:
        raise BadRequestError("there is nothing to run again", hint="Choose a task, or all of them.")
    return RerunSet(run=_in_order(why, surprising), carry=_carry(new.main, by_key, why, changed, choice))


def _in_order(why: Mapping[str, str], surprising: Mapping[str, str]) -> tuple[tuple[TaskKey, str], ...]:
    listed = [*surprising.items(), *((name, said) for name, said in why.items() if name not in surprising)]
    return tuple((TaskKey(name), said) for name, said in listed)


def _chosen(graph: Graph, rows: Mapping[TaskKey, TaskRow], choice: RerunChoice) -> dict[str, str]:
    match choice.mode:
        case RerunMode.ALL:
            return {task.id: "all tasks run" for task in graph.tasks}
        case RerunMode.FAILED:
            return {
                task.id: f"it ended {rows[TaskKey(task.id)].state.value.replace('_', ' ')}"
                for task in graph.tasks
                if TaskKey(task.id) in rows and rows[TaskKey(task.id)].state not in _UNTOUCHED
            }
        case RerunMode.FROM:
            return dict(_named(graph, choice.tasks))


def _named(graph: Graph, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    known = {task.id for task in graph.tasks}
    for name in names:
        top = name.partition("[")[0].partition(".")[0]
        if top not in known:
            listed = ", ".join(sorted(known)[:10])
            raise BadRequestError(f"there is no task {name} to rerun from", hint=f"The tasks are {listed}.")
        yield top, "it was chosen"


def _changed(graph: Graph, before: Mapping[str, PlanTask]) -> dict[str, str]:
    """Tasks that are not what they were, or come after one that is not; each with that one's id."""
    changed: dict[str, str] = {}
    for task in graph.tasks:
        if task.id not in before or before[task.id].definition != task.definition:
            changed[task.id] = task.id
            continue
        source = next((changed[edge.upstream] for edge in task.edges if edge.upstream in changed), None)
        if source is not None:
            changed[task.id] = source
    return changed


def _why_not_carried(task: PlanTask, rows: Mapping[TaskKey, TaskRow], changed: Mapping[str, str]) -> str:
    row = rows.get(TaskKey(task.id))
    source = changed.get(task.id)
    if source == task.id:
        return "its definition changed"
    if source is not None:
        return f"the definition of {source}, which comes before it, changed"
    if row is None or not row.state.is_final:
        return "it has no result"
    if row.state is TaskState.CANCELLED:
        return "it was cancelled"
    return ""


def _carry(
    graph: Graph,
    rows: Mapping[TaskKey, TaskRow],
    why: Mapping[str, str],
    changed: Mapping[str, str],
    choice: RerunChoice,
) -> dict[TaskKey, TaskRow]:
    inside: dict[str, list[TaskRow]] = defaultdict(list)
    for row in rows.values():
        inside[row.parent].append(row)
    carried: list[TaskRow] = []
    for task in graph.tasks:
        owner = rows.get(TaskKey(task.id))
        if owner is None:
            continue
        if task.id not in why:
            carried.append(owner)
            carried.extend(_tasks_inside(owner, inside))
        elif choice.mode is not RerunMode.ALL and _keeps_items(task, owner, why, changed):
            carried.append(owner._replace(state=TaskState.PENDING, reason="", error=None, ended_at=None))
            for item in inside[owner.key]:
                if item.state is TaskState.SUCCESS:
                    carried.append(item)
                    carried.extend(_tasks_inside(item, inside))
    return {row.key: _by_reference(row) for row in carried}


def _tasks_inside(owner: TaskRow, inside: Mapping[str, list[TaskRow]]) -> Iterator[TaskRow]:
    """What lies in a group; items of a foreach are not copied, but found in the run it is carried from."""
    left = list(inside.get(owner.key, ()))
    while left:
        row = left.pop()
        if row.index < 0:
            yield row
            left.extend(inside.get(row.key, ()))


def _keeps_items(task: PlanTask, row: TaskRow, why: Mapping[str, str], changed: Mapping[str, str]) -> bool:
    """Whether a foreach that runs again goes over the same items: nothing before it runs or changed."""
    if task.foreach is None or task.id in changed or row.items is None or row.item_count is None:
        return False
    return row.state is not TaskState.SUCCESS and not any(edge.upstream in why for edge in task.edges)


def _by_reference(row: TaskRow) -> TaskRow:
    """The row for the new run; `carried_from` names the run whose attempt it was."""
    return row._replace(carried_from=row.carried_from or row.run_id)
