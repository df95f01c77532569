"""What a rerun runs again, and what it takes over from the run before."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from seaway.core.plan import Graph, Plan, PlanTask
from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.errors import BadRequestError
from seaway.ids import RunId, TaskKey

_UNTOUCHED = frozenset({TaskState.SUCCESS, TaskState.SKIPPED})


class RerunMode(StrEnum):
    ALL = "all"
    FAILED = "failed"
    """Every task that did not succeed and was not skipped."""
    FROM = "from"
    """The named tasks."""
    ONLY = "only"
    """The named tasks alone, with what those before them left, whatever has changed; the rest is skipped."""


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


def plan_rerun(
    old: Plan,
    new: Plan,
    rows: Iterable[TaskRow],
    choice: RerunChoice,
    *,
    gone: Collection[TaskKey] = (),
) -> RerunSet:
    """Choose; the chosen tasks and all that come after them run, and so does all whose result no longer fits.

    Args:
        rows: of the run before, those of finished items too where its foreach did not succeed.
        gone: the keys of those whose files are no longer kept.

    Raises:
        BadRequestError: the choice names a task that is not there, or leaves nothing to run.
    """
    by_key = {row.key: row for row in rows}
    lost = _with_outer(gone, by_key)
    if choice.mode is RerunMode.ONLY:
        return _plan_only(new, by_key, choice, lost)
    before = {task.id: task for task in old.main.tasks}
    why = _chosen(new.main, by_key, choice)
    changed = _changed(new.main, before)
    surprising: dict[str, str] = {}
    for task in new.main.tasks:
        if task.id in why:
            continue
        reason = _why_not_carried(task, by_key, changed, lost)
        behind = next((edge.upstream for edge in task.edges if edge.upstream in why), None)
        if behind is not None:
            why[task.id] = f"comes after {behind}"
        elif reason:
            why[task.id] = surprising[task.id] = reason
    if not why:
        raise BadRequestError(
            "There is nothing to run again: nothing failed.", hint="Choose a task, or all of them."
        )
    carry = _carry(new.main, by_key, why, changed, choice, lost)
    return RerunSet(run=_in_order(why, surprising), carry=carry)


def _with_outer(keys: Collection[TaskKey], rows: Mapping[TaskKey, TaskRow]) -> AbstractSet[TaskKey]:
    """With the groups and foreachs around them, whose result is whole only with theirs."""
    found: set[TaskKey] = set()
    for key in keys:
        while key and key not in found:
            found.add(key)
            key = TaskKey(rows[key].parent) if key in rows else TaskKey("")
    return found


def _plan_only(
    plan: Plan, rows: Mapping[TaskKey, TaskRow], choice: RerunChoice, lost: AbstractSet[TaskKey]
) -> RerunSet:
    graph = plan.main
    chosen = dict(_named(graph, choice.tasks))
    if not chosen:
        raise BadRequestError("There is nothing to run.", hint="Choose a task.")
    needed = _before(graph, chosen)
    lacking = [
        task.id for task in graph.tasks if task.id in needed and not _has_result(TaskKey(task.id), rows, lost)
    ]
    if lacking:
        raise BadRequestError(
            f"there is no result of {', '.join(lacking)}, which comes before, or its files are no longer kept"
            if lost
            else f"there is no result of {', '.join(lacking)} yet, which comes before",
            hint=f"Run {lacking[0]} first, or the whole workflow.",
        )
    inside: dict[str, list[TaskRow]] = defaultdict(list)
    for row in rows.values():
        inside[row.parent].append(row)
    carried: list[TaskRow] = []
    for task in graph.tasks:
        if task.id in needed:
            owner = rows[TaskKey(task.id)]
            carried += [_by_reference(row) for row in (owner, *_tasks_inside(owner, inside))]
        elif task.id not in chosen:
            carried.append(_left_out(TaskKey(task.id), rows))
    carried += [_left_out(TaskKey(task.id), rows) for task in (*plan.on_failure.tasks, *plan.final.tasks)]
    return RerunSet(run=_in_order(chosen, {}), carry={row.key: row for row in carried})


def _has_result(key: TaskKey, rows: Mapping[TaskKey, TaskRow], lost: AbstractSet[TaskKey]) -> bool:
    return key in rows and rows[key].state.is_final and key not in lost


def _before(graph: Graph, chosen: Mapping[str, str]) -> set[str]:
    """What comes before the chosen tasks and is not chosen itself."""
    found: set[str] = set()
    for task in reversed(graph.tasks):
        if task.id in chosen or task.id in found:
            found.update(edge.upstream for edge in task.edges)
    return found - chosen.keys()


def _left_out(key: TaskKey, rows: Mapping[TaskKey, TaskRow]) -> TaskRow:
    run_id = next((row.run_id for row in rows.values()), RunId(""))
    return TaskRow(
        run_id=run_id,
        key=key,
        path=key,
        parent="",
        index=-1,
        state=TaskState.SKIPPED,
        reason="only other tasks were asked for",
    )


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
        case RerunMode.FROM | RerunMode.ONLY:
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


def _why_not_carried(
    task: PlanTask, rows: Mapping[TaskKey, TaskRow], changed: Mapping[str, str], lost: AbstractSet[TaskKey]
) -> str:
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
    if TaskKey(task.id) in lost:
        return "its files are no longer kept"
    return ""


def _carry(
    graph: Graph,
    rows: Mapping[TaskKey, TaskRow],
    why: Mapping[str, str],
    changed: Mapping[str, str],
    choice: RerunChoice,
    lost: AbstractSet[TaskKey],
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
        elif choice.mode is not RerunMode.ALL and _keeps_items(task, owner, why, changed, lost):
            carried.append(owner._replace(state=TaskState.PENDING, reason="", error=None, ended_at=None))
            for item in inside[owner.key]:
                if item.state is TaskState.SUCCESS and item.key not in lost:
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


def _keeps_items(
    task: PlanTask,
    row: TaskRow,
    why: Mapping[str, str],
    changed: Mapping[str, str],
    lost: AbstractSet[TaskKey],
) -> bool:
    """Whether a foreach that runs again goes over the same items: nothing before it runs or changed."""
    if task.foreach is None or task.id in changed or row.items is None or row.item_count is None:
        return False
    is_whole = row.state is TaskState.SUCCESS and row.key not in lost
    return not is_whole and not any(edge.upstream in why for edge in task.edges)


def _by_reference(row: TaskRow) -> TaskRow:
    """The row for the new run; `carried_from` names the run whose attempt it was."""
    return row._replace(carried_from=row.carried_from or row.run_id)
