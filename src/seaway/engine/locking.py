"""Which packages the tasks of a workflow run with: resolved once, when a revision is made, and kept with
it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from seaway.core.plan import Plan
from seaway.engine.extras import missing_of
from seaway.engine.lock import Lock
from seaway.engine.session import tasks_by_path
from seaway.errors import BadRequestError
from seaway.spec.catalog import Catalog
from seaway.worker.environment import environment_hash

Resolve = Callable[[Sequence[str]], Sequence[str]]
"""Requirements as a person writes them to exact versions with hashes."""


def lock_plan(plan: Plan, folder: Path, resolve: Resolve, *, catalog: Catalog, before: Lock) -> Lock:
    """Lock every task that asks for packages. What the revision before asked for too stays as it was
    locked then.

    Raises:
        BadRequestError: a requirements file is not there.
        TaskError: packages can't be found.
    """
    asked: dict[str, str] = {}
    environments: dict[str, str] = {}
    requirements: dict[str, Sequence[str]] = {}
    for path, task in tasks_by_path(plan).items():
        lines = _asked(task.payload, folder, catalog)
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


def _asked(payload: Mapping[str, object], folder: Path, catalog: Catalog) -> list[str]:
    """What the task names itself, and what its blueprint needs and this installation has not got."""
    packages = payload.get("packages")
    lines = [str(package) for package in packages] if isinstance(packages, list) else []
    file = payload.get("requirements")
    blueprint = catalog.find(str(payload.get("uses") or ""))
    if blueprint is not None and blueprint.extra:
        lines += missing_of(blueprint.extra)
    return sorted({*lines, *(_lines_of(folder, str(file)) if file else ())})


def _lines_of(folder: Path, name: str) -> list[str]:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise BadRequestError(
            f"The requirements file {name} is not in the project",
            hint="Its path starts from the project's folder.",
        )
    lines = (line.split(" #", 1)[0].strip() for line in path.read_text().splitlines())
    return [line for line in lines if line and not line.startswith("#")]
