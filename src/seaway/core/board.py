"""The state of one run in memory, and the step that the event at hand is making."""

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from seaway.core.events import Command, Queue, SetTimer, Step, TimerKind
from seaway.core.plan import Graph, Kind, Plan
from seaway.core.rows import AssetRow, RunRow, TaskRow
from seaway.core.states import RUN_TRANSITIONS, TASK_TRANSITIONS, RunState, TaskState
from seaway.core.task_run import Fan, Phase, Scope, TaskRun
from seaway.core.wiring import Wiring, wire
from seaway.errors import InternalError
from seaway.ids import RunId, TaskKey

Todo = TaskRun | Scope | Fan


class Board:
    """What the moves of `core` read and change. It checks each transition against the tables."""

    __slots__ = (
        "_archived",
        "_assets",
        "_changed",
        "_commands",
        "_run_changed",
        "_wirings",
        "at",
        "carried",
        "item_keys",
        "live",
        "plan",
        "row",
        "scopes",
        "todo",
    )

    def __init__(
        self,
        plan: Plan,
        row: RunRow,
        *,
        carried: Mapping[TaskKey, TaskRow],
        item_keys: Mapping[TaskKey, Sequence[str]],
    ) -> None:
        self.plan = plan
        self.row = row
        self.carried = carried
        self.item_keys = item_keys
        self.scopes: dict[Phase, Scope] = {}
        self.live: dict[TaskKey, TaskRun] = {}
        """Every task run that an event may name; items leave it when they end."""
        self.todo: deque[Todo] = deque()
        """What this step must still look at; empty between steps."""
        self.at = datetime.min.replace(tzinfo=UTC)
        self._wirings: dict[int, Wiring] = {}
        self._start_step()

    def _start_step(self) -> None:
        self._changed: dict[TaskKey, TaskRow] = {}
        self._archived: list[TaskRow] = []
        self._commands: list[Command] = []
        self._assets: list[AssetRow] = []
        self._run_changed = False

    @property
    def run_id(self) -> RunId:
        return self.row.run_id

    def finish_step(self) -> Step:
        """The step made since the last one."""
        step = Step(
            tasks=list(self._changed.values()),
            archived=self._archived,
            run=self.row if self._run_changed else None,
            commands=self._commands,
            assets=self._assets,
        )
        self._start_step()
        return step

    def put(self, run: TaskRun, **changes: object) -> None:
        """Change the row of a task run; `state` must be one that the table allows."""
        state = changes.get("state", run.row.state)
        if state is not run.row.state and state not in TASK_TRANSITIONS[run.row.state]:
            raise InternalError(f"{run.key} can't go from {run.row.state} to {state}")
        run.row = run.row._replace(**changes)  # type: ignore[arg-type]
        self._changed[run.row.key] = run.row

    def note(self, row: TaskRow) -> None:
        """Write a row that comes from elsewhere (carried) or with its task run (an item)."""
        self._changed[row.key] = row

    def put_run(self, **changes: object) -> None:
        state = changes.get("state", self.row.state)
        if state is not self.row.state and state not in RUN_TRANSITIONS[self.row.state]:
            raise InternalError(f"run {self.run_id} can't go from {self.row.state} to {state}")
        self.row = self.row._replace(**changes)  # type: ignore[arg-type]
        self._run_changed = True

    def archive(self, run: TaskRun, **changes: object) -> None:
        """Keep the attempt at hand, with these changes, as another is to follow."""
        self._archived.append(run.row._replace(**changes))  # type: ignore[arg-type]

    def tell(self, assets: Sequence[AssetRow]) -> None:
        """Keep what an attempt read and wrote."""
        self._assets.extend(assets)

    def command(self, command: Command) -> None:
        self._commands.append(command)

    def in_s(self, seconds: float) -> datetime:
        """The moment so long after the event at hand."""
        return self.at + timedelta(seconds=seconds)

    def set_timer(self, key: TaskKey, timer: TimerKind, due: datetime) -> None:
        self._commands.append(SetTimer(key, timer, due))

    def is_paused(self) -> bool:
        return self.row.state is RunState.PAUSED

    def enqueue(self, run: TaskRun) -> None:
        """Let admission decide when it starts; in a paused run it is not asked before the run goes on."""
        if isinstance(run.home, Fan):
            run.home.queued += 1
        self.put(run, state=TaskState.QUEUED, queued_at=self.at, due_at=None)
        if not self.is_paused():
            self.command(queue_of(run))

    def wiring(self, graph: Graph) -> Wiring:
        """The graph turned round; made once, however many items run it."""
        found = self._wirings.get(id(graph))
        if found is None:
            found = self._wirings[id(graph)] = wire(graph)
        return found

    def forget(self, run: TaskRun) -> None:
        """Let go of a task run and all that is in it: no event can matter to it any more."""
        self.live.pop(run.key, None)
        if run.inside is not None:
            for inner in run.inside.live:
                self.forget(inner)
            run.inside = None


def queue_of(run: TaskRun) -> Queue:
    """What admission is asked for. A sub-workflow takes no slot: its own tasks do."""
    task, row = run.task, run.row
    slots = 0 if task.kind is Kind.WORKFLOW else task.slots
    since = row.queued_at
    assert since is not None
    return Queue(row.key, task.pool, task.priority, slots, since)
