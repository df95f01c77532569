"""Which files an attempt finds: those of all tasks it comes after, with what came after what.

Kept per task run, so that a step near the end of a chain costs no more than one near its start."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence

from seaway.core.plan import PlanTask
from seaway.core.states import TaskState
from seaway.engine.handing import Handed, after, in_turn, together
from seaway.engine.session import Session
from seaway.ids import RunId, TaskKey
from seaway.sdk.protocols.executor import Upstream

ManifestReader = Callable[[RunId, TaskKey], Awaitable[list[tuple[TaskKey, str]]]]
"""Key and manifest of every successful task run inside a foreach or a group."""


class FileFinder:
    def __init__(self, read_manifests: ManifestReader) -> None:
        self._read_manifests = read_manifests

    async def visible_to(self, session: Session, key: TaskKey, task: PlanTask) -> tuple[Upstream, ...]:
        """What task run `key` finds; a foreach's items come under their key, a group's children side by
        side."""
        if not session.has_files:
            return ()
        sources = list(_sources(session, key, task))
        earlier = [] if _names_sources(task) else list(_earlier(session, key))
        known: dict[TaskKey, Handed] = {}
        for source in (*earlier, *sources):
            await self._learn(session, source, known)
        own = together([known[source] for source in sources])
        if not earlier:
            return own.upstreams
        return in_turn([*(known[source] for source in earlier), own]).upstreams

    async def _learn(self, session: Session, key: TaskKey, known: dict[TaskKey, Handed]) -> None:
        """Put into `known` what `key` leaves, and all that this needs; a loop, as chains are long."""
        waiting = [key]
        while waiting:
            key = waiting[-1]
            if key in known:
                waiting.pop()
            elif key in session.files_after:
                known[key] = session.files_after[key]
            else:
                sources = list(_sources(session, key, session.task_of(key)))
                missing = [source for source in sources if source not in known]
                waiting += missing
                if not missing:
                    known[key] = await self._left_by(session, key, [known[source] for source in sources])

    async def _left_by(self, session: Session, key: TaskKey, parts: Sequence[Handed]) -> Handed:
        """What is there after `key`; remembered where that can't change any more."""
        manifests = await self._manifests(session, key)
        left = after(together(parts), key, session.task_of(key), manifests)
        if session.rows[key].state.is_final:
            session.files_after[key] = left
        return left

    async def _manifests(self, session: Session, key: TaskKey) -> Mapping[TaskKey, str]:
        row = session.rows[key]
        if row.item_count is not None or session.task_of(key).group is not None:
            return dict(await self._read_manifests(row.carried_from or row.run_id, key))
        if row.state is TaskState.SUCCESS and row.manifest:
            return {key: row.manifest}
        return {}


def _sources(session: Session, key: TaskKey, task: PlanTask) -> Iterator[TaskKey]:
    """The task runs whose files are there for `key`: those that the groups around it need, then its own."""
    outer = _enclosing(session, key)
    if outer is not None:
        yield from _sources(session, outer, session.task_of(outer))
    for name in _wanted(task):
        upstream = session.find(key, name)
        if upstream is not None:
            yield upstream


def _earlier(session: Session, key: TaskKey) -> Iterator[TaskKey]:
    """For a task that runs when the others are through, on a failure or in any case: all that ran before, in
    order. Nothing of it may be missing or in dispute, as such a task says what became of the run."""
    top = TaskKey(key.partition("[")[0].partition(".")[0])
    plan = session.plan
    before: list[PlanTask] = []
    for graph in (plan.main, plan.on_failure, plan.final):
        if graph is not plan.main and any(task.id == top for task in graph.tasks):
            yield from (TaskKey(task.id) for task in before if task.id in session.rows)
            return
        before += graph.tasks


def _names_sources(task: PlanTask) -> bool:
    files = task.payload.get("files")
    return isinstance(files, Mapping) and files.get("from") is not None


def _wanted(task: PlanTask) -> Sequence[str]:
    files = task.payload.get("files")
    if isinstance(files, Mapping) and files.get("from") is not None:
        return [str(name) for name in files["from"]]
    return [edge.upstream for edge in task.edges]


def _enclosing(session: Session, key: TaskKey) -> TaskKey | None:
    """The group around a task run, whose upstreams' files are found inside it too."""
    row = session.rows[key]
    while row.index >= 0:
        row = session.rows[TaskKey(row.parent)]
    return TaskKey(row.parent) if row.parent else None
