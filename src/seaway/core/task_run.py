"""What a run holds in memory: task runs, the scopes they stand in, and the fans of foreach items."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from seaway.core.plan import Kind, PlanTask
from seaway.core.readiness import Tally
from seaway.core.rows import TaskRow
from seaway.core.states import TaskState
from seaway.core.wiring import Wiring
from seaway.ids import TaskKey


class Phase(StrEnum):
    """The graphs of a plan, in the order they run."""

    MAIN = "main"
    ON_FAILURE = "on_failure"
    FINAL = "final"


@dataclass(slots=True, eq=False)
class TaskRun:
    """A task, or an item of a foreach, with its newest row. `inside`: what a group or foreach holds."""

    task: PlanTask
    row: TaskRow
    home: "Scope | Fan"
    place: int
    """Its place in the graph, or the index of the item."""
    is_ready: bool = False
    """Its edges are met; what is left to ask is `when`."""
    inside: "Scope | Fan | None" = None

    @property
    def key(self) -> TaskKey:
        return self.row.key

    @property
    def is_item(self) -> bool:
        return self.row.index >= 0

    @property
    def is_fan(self) -> bool:
        """Whether it is the foreach itself, not an item of one."""
        return self.task.foreach is not None and not self.is_item

    @property
    def takes_slots(self) -> bool:
        """Whether admission knows it: only attempts and sub-workflows are queued."""
        return self.task.kind in _ADMITTED and not self.is_fan


_ADMITTED = frozenset({Kind.ATTEMPT, Kind.WORKFLOW})


@dataclass(slots=True, eq=False)
class Scope:
    """One graph under way: the top of a run, or the inside of a group (of one item, in a foreach)."""

    wiring: Wiring
    owner: TaskRun | None
    phase: Phase | None
    """None inside of a group."""
    runs: list[TaskRun] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    open: int = 0
    """How many tasks are not final yet."""
    failures: int = 0
    """Tasks that ended badly and may not."""

    @property
    def live(self) -> Sequence[TaskRun]:
        return self.runs


@dataclass(slots=True, eq=False)
class Fan:
    """The items of a foreach. Only those under way are objects; the others are a byte each in `ended`."""

    owner: TaskRun
    keys: Sequence[str]
    ended: bytearray
    """By index: 0 is not made yet, 1 is under way, else how the item ended (`ENDINGS`)."""
    under_way: dict[int, TaskRun] = field(default_factory=dict)
    next_index: int = 0
    """No item before it is still to be made."""
    queued: int = 0
    """Items under way that wait for a slot."""
    bad: int = 0
    """Items that ended without success, but for those that were never started."""
    good: int = 0

    @property
    def live(self) -> Sequence[TaskRun]:
        return list(self.under_way.values())


NOT_MADE = 0
UNDER_WAY = 1
ENDINGS: dict[TaskState, int] = {
    state: code for code, state in enumerate(sorted(s for s in TaskState if s.is_final), start=2)
}


def child_key(owner: TaskRun | None, name: str) -> TaskKey:
    """The key of task `name` inside `owner`: `per_item[de].load`; at the top the name itself."""
    return TaskKey(f"{owner.row.key}.{name}" if owner else name)


def child_path(owner: TaskRun | None, name: str) -> str:
    return f"{owner.row.path}.{name}" if owner else name


def item_key(owner: TaskKey, name: str) -> TaskKey:
    """The key of an item. Brackets in its name are written as in a URL, so that no two keys look alike."""
    if "[" in name or "]" in name or "%" in name:
        name = name.replace("%", "%25").replace("[", "%5B").replace("]", "%5D")
    return TaskKey(f"{owner}[{name}]")
