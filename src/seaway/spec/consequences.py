"""Leaves out problems that are only the consequence of another one, and would mislead."""

import re
from collections.abc import Iterable

from seaway.spec.problems import Path, Problem

_NO_TASK = re.compile(r"There is no task `(.+?)` here")


def without_consequences(problems: Iterable[Problem]) -> list[Problem]:
    """What is left to repair: an `item` whose foreach is wrong, and a task whose name is, are known well
    enough."""
    found = list(problems)
    errors = [problem for problem in found if problem.is_error]
    named = {
        _plain(str(problem.path[-1])) for problem in errors if problem.code == "bad_name" and problem.path
    }
    broken = {_before(problem.path, "foreach") for problem in errors if "foreach" in problem.path}
    return [problem for problem in found if not _follows(problem, named, broken)]


def _follows(problem: Problem, named: set[str], broken: set[Path]) -> bool:
    if problem.code == "not_here" and problem.message.startswith("`item`"):
        return any(problem.path[: len(task)] == task for task in broken)
    missing = _NO_TASK.match(problem.message)
    return missing is not None and _plain(missing[1]) in named


def _plain(name: str) -> str:
    """A name without what makes it no name."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def _before(path: Path, key: str) -> Path:
    return path[: path.index(key)]
