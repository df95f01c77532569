"""What a task's templates refer to, so that an attempt is handed just that."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from seaway.spec.references import Reference, references


@dataclass(frozen=True, slots=True)
class Needs:
    """Names of tasks, connections and secrets that stand in templates, and whether any of variables does."""

    tasks: frozenset[str] = frozenset()
    connections: frozenset[str] = frozenset()
    secrets: frozenset[str] = frozenset()
    has_variables: bool = False


NOTHING = Needs()


@dataclass(slots=True)
class NeedsCache:
    """Needs by a task's definition hash; references are found once, not once an attempt."""

    _known: dict[str, Needs] = field(default_factory=dict)

    def of(self, definition: str, templates: object) -> Needs:
        needs = self._known.get(definition)
        if needs is None:
            needs = self._known[definition] = find_needs(templates)
        return needs


def find_needs(templates: object) -> Needs:
    """Everything that the templates anywhere inside a JSON-able value refer to."""
    found = list(_references_in(templates))
    return Needs(
        tasks=frozenset(r.path[0] for r in found if r.root == "tasks" and r.path),
        connections=frozenset(r.path[0] for r in found if r.root == "connections" and r.path),
        secrets=frozenset(r.path[0] for r in found if r.root == "secret" and r.path),
        has_variables=any(r.root == "vars" for r in found),
    )


def _references_in(value: object) -> Iterator[Reference]:
    if isinstance(value, str):
        if "{{" in value or "{%" in value:
            yield from references(value)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _references_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _references_in(inner)
