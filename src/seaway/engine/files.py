"""Which files an attempt finds: those of all tasks it comes after, with what came after what.

Kept per task run, so that a chain costs the same at its end as at its start."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from seaway.core.plan import PlanTask
from seaway.core.states import TaskState
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
        found: dict[TaskKey, Upstream] = {}
        for name in _wanted(task):
            upstream = session.find(key, name)
            if upstream is not None:
                found |= {entry.key: entry for entry in await self._left_by(session, upstream)}
        outer = _enclosing(session, key)
        if outer is not None:
            found = {entry.key: entry for entry in await self._visible(session, outer)} | found
        return tuple(found.values())

    async def _visible(self, session: Session, key: TaskKey) -> tuple[Upstream, ...]:
        return await self.visible_to(session, key, session.task_of(key))

    async def _left_by(self, session: Session, key: TaskKey) -> tuple[Upstream, ...]:
        """What is there after `key` ended: what it found and what it wrote itself."""
        known = session.files_after.get(key)
        if known is None:
            before = await self._visible(session, key)
            written = await self._written_by(session, key, tuple(entry.key for entry in before))
            known = session.files_after[key] = (*before, *written)
        return known

    async def _written_by(
        self, session: Session, key: TaskKey, after: tuple[TaskKey, ...]
    ) -> Sequence[Upstream]:
        row = session.rows[key]
        if row.item_count is not None or session.task_of(key).group is not None:
            inside = await self._read_manifests(row.carried_from or row.run_id, key)
            return [
                Upstream(key=inner, manifest=manifest, prefix=_item_prefix(key, inner), after=after)
                for inner, manifest in inside
            ]
        if row.state is TaskState.SUCCESS and row.manifest:
            return [Upstream(key=key, manifest=row.manifest, after=after)]
        return []


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


def _item_prefix(outer: TaskKey, inner: TaskKey) -> str:
    """`load[de]` inside `load` gives `de`; the child of a group gives none."""
    rest = inner[len(outer) :]
    return rest[1 : rest.index("]")] if rest.startswith("[") and "]" in rest else ""
