"""A run that this engine owns: its facts, its state machine, and the rows that templates and files are
looked up in."""

from dataclasses import dataclass, field
from datetime import datetime

from seaway.core.plan import Graph, Plan, PlanTask
from seaway.core.rows import TaskRow
from seaway.core.run import Run
from seaway.engine.handing import Handed
from seaway.engine.lock import Lock
from seaway.engine.pace import Pace
from seaway.ids import RunId, TaskKey


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """What was settled when the run was enqueued. `inputs`, `trigger`, `previous` are JSON-able."""

    run_id: RunId
    project: str
    workflow: str
    revision: str
    bundle: str
    lock: Lock
    inputs: dict[str, object]
    trigger: dict[str, object]
    previous: dict[str, object]
    created_at: datetime
    logical_date: datetime
    interval_start: datetime
    interval_end: datetime
    timezone: str
    rerun_of: RunId | None = None
    parent_run: RunId | None = None
    parent_key: TaskKey | None = None


@dataclass(slots=True, kw_only=True)
class Session:
    """Rows of finished foreach items are not kept, so that memory stays flat; they are read from the store
    when asked for."""

    facts: RunFacts
    plan: Plan
    run: Run
    epoch: int
    tasks: dict[str, PlanTask]
    """By path; shared by all runs of a revision."""
    rows: dict[TaskKey, TaskRow] = field(default_factory=dict)
    items: dict[TaskKey, list[object]] = field(default_factory=dict)
    files_after: dict[TaskKey, Handed] = field(default_factory=dict)
    pace: Pace = field(default_factory=Pace)
    has_files: bool = False
    """Whether any task run may have left files; until then nobody has to look for them."""
    is_ending: bool = False
    """Its last step waits to be written; whatever comes now changes nothing, and is lost with it."""
    _children: dict[TaskKey, list[TaskKey]] = field(default_factory=dict)

    def remember(self, row: TaskRow) -> None:
        """Keep the newest row of a task, and let go of what nothing can refer to any more."""
        self.has_files = self.has_files or row.manifest is not None or row.carried_from is not None
        if row.state.is_final and row.index >= 0:
            self._forget(row.key)
            return
        if row.key not in self.rows and row.parent:
            self._children.setdefault(TaskKey(row.parent), []).append(row.key)
        self.rows[row.key] = row

    def _forget(self, key: TaskKey) -> None:
        self.rows.pop(key, None)
        self.items.pop(key, None)
        self.files_after.pop(key, None)
        for child in self._children.pop(key, ()):
            self._forget(child)

    def task_of(self, key: TaskKey) -> PlanTask:
        return self.tasks[self.rows[key].path]

    def scopes(self, key: TaskKey) -> list[str]:
        """The prefixes under which a task finds its siblings, from its own graph outwards:
        `per_item[de].`, then ``."""
        prefixes: list[str] = []
        while True:
            row = self.rows.get(key)
            if row is None:
                return prefixes or [""]
            if row.index >= 0:
                key = TaskKey(row.parent)
                continue
            prefixes.append(f"{row.parent}." if row.parent else "")
            if not row.parent:
                return prefixes
            key = TaskKey(row.parent)

    def find(self, key: TaskKey, name: str, *, is_inside: bool = False) -> TaskKey | None:
        """The task run that `name` means where it is said in `key`: the nearest scope wins."""
        for prefix in [f"{key}.", *self.scopes(key)] if is_inside else self.scopes(key):
            candidate = TaskKey(prefix + name)
            if candidate in self.rows:
                return candidate
        return None

    def item_of(self, key: TaskKey) -> object:
        """The item of the innermost foreach around `key`, None outside of any."""
        while (row := self.rows.get(key)) is not None:
            if row.index >= 0 and (items := self.items.get(TaskKey(row.parent))) is not None:
                return items[row.index]
            if not row.parent:
                return None
            key = TaskKey(row.parent)
        return None


def tasks_by_path(plan: Plan) -> dict[str, PlanTask]:
    """Every task of a plan by its path (`per_item.load`)."""
    found: dict[str, PlanTask] = {}

    def walk(graph: Graph, prefix: str) -> None:
        for task in graph.tasks:
            found[prefix + task.id] = task
            if task.group is not None:
                walk(task.group, f"{prefix}{task.id}.")

    for graph in (plan.main, plan.on_failure, plan.final):
        walk(graph, "")
    return found
