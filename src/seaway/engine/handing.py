"""What is there after a task run has ended: whose files, and which of them came after which."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from seaway.core.plan import PlanTask
from seaway.ids import TaskKey
from seaway.sdk.protocols.executor import Upstream

_ITEM = re.compile(r"\[([^\]]*)\]")
Newest = tuple[TaskKey, ...]


@dataclass(frozen=True, slots=True)
class Handed:
    """All whose files are there, earlier ones first; `newest` are those that nothing came after.

    Each names only the newest before it: the whole order follows, and a long chain stays small."""

    upstreams: tuple[Upstream, ...] = ()
    newest: Newest = ()


def together(parts: Sequence[Handed]) -> Handed:
    """What several task runs leave to one that comes after all of them."""
    if len(parts) == 1:
        return parts[0]
    upstreams = {upstream.key: upstream for part in parts for upstream in part.upstreams}
    return Handed(tuple(upstreams.values()), _union(part.newest for part in parts))


def in_turn(parts: Sequence[Handed]) -> Handed:
    """What several leave to one for which the last word counts: where they wrote the same path, the later
    part's content stands, whether it came after the earlier one or not."""
    upstreams: dict[TaskKey, Upstream] = {}
    newest: Newest = ()
    for part in parts:
        added = [upstream for upstream in part.upstreams if upstream.key not in upstreams]
        for upstream in added:
            order = _union((upstream.after, newest))
            upstreams[upstream.key] = msgspec.structs.replace(upstream, after=order)
        if added:
            newest = part.newest
    return Handed(tuple(upstreams.values()), newest)


def after(before: Handed, key: TaskKey, task: PlanTask, manifests: Mapping[TaskKey, str]) -> Handed:
    """What is there after `key`, where `before` was there when it began.

    manifests: of it and of all that ran inside of it. Items come under their key, tasks of a group side by
        side."""
    if not manifests:
        return before
    trail = _Trail(manifests, _items_of(manifests))
    newest = trail.follow(task, key, "", before.newest)
    return Handed((*before.upstreams, *trail.upstreams), newest)


@dataclass(slots=True)
class _Trail:
    """Walks what ran inside a task run, in the order of its graph."""

    manifests: Mapping[TaskKey, str]
    items: Mapping[str, Sequence[str]]
    upstreams: list[Upstream] = field(default_factory=list)

    def follow(self, task: PlanTask, key: str, prefix: str, before: Newest) -> Newest:
        """Add all that a task run left, with its items; returns the newest after it."""
        if task.foreach is None:
            return self._one(task, key, prefix, before)
        ends = [
            self._one(task, f"{key}[{item}]", f"{prefix}/{item}" if prefix else item, before)
            for item in self.items.get(key, ())
        ]
        return _union(ends) or before

    def _one(self, task: PlanTask, key: str, prefix: str, before: Newest) -> Newest:
        if task.group is None:
            return self._leaf(TaskKey(key), prefix, before)
        newest: dict[str, Newest] = {}
        for child in task.group.tasks:
            start = _union(newest[edge.upstream] for edge in child.edges) or before
            newest[child.id] = self.follow(child, f"{key}.{child.id}", prefix, start)
        inner = {edge.upstream for child in task.group.tasks for edge in child.edges}
        return _union(keys for name, keys in newest.items() if name not in inner) or before

    def _leaf(self, key: TaskKey, prefix: str, before: Newest) -> Newest:
        if key not in self.manifests:
            return before
        self.upstreams.append(Upstream(key=key, manifest=self.manifests[key], prefix=prefix, after=before))
        return (key,)


def _items_of(keys: Iterable[str]) -> dict[str, Sequence[str]]:
    """`{"load": ["de", "fr"]}` of `load[de]` and `load[fr]`. Item keys hold no brackets."""
    found: dict[str, dict[str, None]] = {}
    for key in keys:
        for item in _ITEM.finditer(key):
            found.setdefault(key[: item.start()], {})[item[1]] = None
    return {key: list(items) for key, items in found.items()}


def _union(parts: Iterable[Newest]) -> Newest:
    return tuple(dict.fromkeys(key for part in parts for key in part))
