"""Which packages the tasks of a workflow run with: resolved once, when a revision is made, and kept with
it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from seaway.core.plan import Plan
from seaway.engine.extras import missing_of, not_installed
from seaway.engine.lock import Lock
from seaway.engine.session import tasks_by_path
from seaway.errors import BadRequestError, TaskError
from seaway.sdk.connection import connection_class
from seaway.spec.catalog import BlueprintInfo, Catalog
from seaway.worker.environment import environment_hash

Connections = Mapping[str, Mapping[str, object]]
"""By name; `type` is what is looked at."""
Resolve = Callable[[Sequence[str]], Sequence[str]]
"""Requirements as a person writes them to exact versions with hashes."""


def install_nothing(requirements: Sequence[str]) -> Sequence[str]:
    """In the place of a `Resolve` where an administrator allows no packages.

    Raises:
        BadRequestError: always.
    """
    raise BadRequestError(
        f"The packages {', '.join(requirements)} can't be had: on this installation tasks bring none along",
        hint="Whoever runs it has set SEAWAY_INSTALL_PACKAGES=no; they can install what tasks may use.",
    )


def lock_plan(
    plan: Plan,
    folder: Path,
    resolve: Resolve,
    *,
    catalog: Catalog,
    before: Lock,
    connections: Connections = {},  # noqa: B006 - never changed
) -> Lock:
    """Lock every task that asks for packages. What the revision before asked for too stays as it was
    locked then. `connections`: those that are known, as a verb of a family needs the driver of the one it is
    given.

    Raises:
        BadRequestError: a requirements file is not there.
        TaskError: packages can't be found.
    """
    asked: dict[str, str] = {}
    environments: dict[str, str] = {}
    requirements: dict[str, Sequence[str]] = {}
    for path, task in tasks_by_path(plan).items():
        lines = _asked(task.payload, folder)
        if resolve is not install_nothing:
            lines = sorted({*lines, *_lacking(task.payload, catalog, connections)})
        if not lines:
            continue
        text = "\n".join(lines)
        if text not in asked:
            known = before.asked.get(text)
            locked = before.requirements[known] if known else resolve(lines)
            asked[text] = known or environment_hash(locked)
            requirements[asked[text]] = list(locked)
        environments[path] = asked[text]
    return Lock(asked=asked, environments=environments, requirements=requirements)


def _asked(payload: Mapping[str, object], folder: Path) -> list[str]:
    """What the task names itself."""
    packages = payload.get("packages")
    lines = [str(package) for package in packages] if isinstance(packages, list) else []
    file = payload.get("requirements")
    return sorted({*lines, *(_lines_of(folder, str(file)) if file else ())})


def _lacking(payload: Mapping[str, object], catalog: Catalog, connections: Connections) -> list[str]:
    """What the task's blueprint, and the connections it is given, need and this installation has not got."""
    blueprint = catalog.find(str(payload.get("uses") or ""))
    if blueprint is None:
        return []
    extras = {blueprint.extra, *_extras_of(payload, blueprint, connections)} - {""}
    missing = [package for extra in sorted(extras) for package in missing_of(extra)]
    return [*missing, *not_installed(blueprint.packages)]


def _extras_of(
    payload: Mapping[str, object], blueprint: BlueprintInfo, connections: Connections
) -> Iterator[str]:
    """Of the connections that are named as such; nobody knows before it runs what a template will name."""
    given = payload.get("with")
    values = [given.get(name) for name in blueprint.connection_types] if isinstance(given, dict) else []
    for name in values:
        kind = connections.get(name, {}).get("type") if isinstance(name, str) else None
        if isinstance(kind, str):
            with suppress(TaskError):
                yield str(getattr(connection_class(kind), "extra", ""))


def _lines_of(folder: Path, name: str) -> list[str]:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise BadRequestError(
            f"The requirements file {name} is not in the project",
            hint="Its path starts from the project's folder.",
        )
    lines = (line.split(" #", 1)[0].strip() for line in path.read_text().splitlines())
    return [line for line in lines if line and not line.startswith("#")]
