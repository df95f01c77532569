"""Which blueprints, connections and variables a workflow uses, told from its plan."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from seaway.core.plan import Plan, PlanTask
from seaway.engine.session import tasks_by_path
from seaway.spec.catalog import Catalog
from seaway.spec.references import references


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    blueprints: frozenset[str]
    connections: frozenset[str]
    variables: frozenset[str]
    secrets: frozenset[str] = frozenset()


def usage_of(plan: Plan, catalog: Catalog) -> Usage:
    """What its tasks name. A connection that an expression gives is not known before it runs."""
    tasks = list(tasks_by_path(plan).values())
    named = [reference for task in tasks for reference in _references(task)]
    return Usage(
        blueprints=frozenset(uses for task in tasks if (uses := _blueprint(task))),
        connections=frozenset(
            [name for task in tasks for name in _connections(task, catalog)]
            + [path[0] for root, path in named if root == "connections" and path]
        ),
        variables=frozenset(path[0] for root, path in named if root == "vars" and path),
        secrets=frozenset(path[0] for root, path in named if root == "secret" and path),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What must be there for a run to begin."""

    connections: frozenset[str]
    secrets: frozenset[str]


def wanted_by(plan: Plan, catalog: Catalog) -> Wanted:
    """Names of connections and secrets in a plan. Looks into texts only that speak of them."""
    connections: set[str] = set()
    secrets: set[str] = set()
    for task in tasks_by_path(plan).values():
        connections.update(_connections(task, catalog))
        for text in _templates(task.payload):
            if "connections" in text or "secret" in text:
                for found in references(text):
                    if found.path and found.root in ("connections", "secret"):
                        (connections if found.root == "connections" else secrets).add(str(found.path[0]))
    return Wanted(connections=frozenset(connections), secrets=frozenset(secrets))


def tasks_using(plan: Plan, catalog: Catalog, noun: str, name: str) -> list[str]:
    """The tasks that name a connection, a secret or a variable, by their way through groups."""
    found = []
    for path, task in tasks_by_path(plan).items():
        usage = _usage_of_one(task, catalog)
        if name in {"connection": usage.connections, "secret": usage.secrets}.get(noun, usage.variables):
            found.append(str(path))
    return found


def _usage_of_one(task: PlanTask, catalog: Catalog) -> Usage:
    named = list(_references(task))
    own = {path[0] for root, path in named if root == "connections" and path}
    return Usage(
        blueprints=frozenset(),
        connections=frozenset({*_connections(task, catalog), *own}),
        variables=frozenset(path[0] for root, path in named if root == "vars" and path),
        secrets=frozenset(path[0] for root, path in named if root == "secret" and path),
    )


def _blueprint(task: PlanTask) -> str:
    return str(task.payload.get("uses") or "").partition("@")[0]


def _connections(task: PlanTask, catalog: Catalog) -> Iterator[str]:
    listed = task.payload.get("connections")
    if isinstance(listed, list):
        yield from map(str, listed)
    info = catalog.find(str(task.payload.get("uses") or ""))
    given = task.payload.get("with")
    if info is None or not isinstance(given, Mapping):
        return
    for parameter in info.connection_types:
        name = given.get(parameter)
        if isinstance(name, str) and "{{" not in name:
            yield name


def _references(task: PlanTask) -> Iterator[tuple[str, tuple[str, ...]]]:
    texts = [task.when, *(condition for _, condition in task.switch)]
    if task.foreach is not None:
        texts += [task.foreach.expression, task.foreach.key]
    for text in (*_templates(task.payload), *filter(None, texts)):
        template = text if "{{" in text or "{%" in text else f"{{{{ {text} }}}}"
        for found in references(template):
            yield found.root, tuple(map(str, found.path))


def _templates(value: object) -> Iterator[str]:
    """Every text with an expression anywhere in a JSON-able value."""
    if isinstance(value, str):
        if "{{" in value or "{%" in value:
            yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _templates(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _templates(inner)
