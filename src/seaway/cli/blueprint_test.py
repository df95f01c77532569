"""`seaway blueprints test`: what a package or a project's blueprints lack, and whether their tests pass."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from seaway.cli import looks, printing
from seaway.cli.shell import FAILED, OK
from seaway.errors import BadRequestError

LIMIT_S = 120
TESTS_LIMIT_S = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """`ran` is False where there are no tests, `passed` then True."""

    ran: bool
    passed: bool
    said: str = ""


def test_blueprints(folder: Path, *, as_json: bool) -> int:
    """Look at all that the folder gives, then run its tests.

    Raises:
        BadRequestError: there is no such folder, or no blueprint in it.
    """
    if not folder.is_dir():
        raise BadRequestError(f"There is no folder {folder}", hint="Name a package's or a project's folder.")
    found = _reviewed(folder.resolve())
    if not found:
        raise BadRequestError(
            f"{folder} has no blueprints",
            hint="They stand in `blueprints/*.py`, or are registered by a pyproject.toml. "
            "`seaway blueprints new NAME` makes a package.",
        )
    tested = _tested(folder.resolve())
    is_fine = tested.passed and not any(each["problems"] for each in found)
    if as_json:
        printing.document({"reviewed": found, "tests": {"ran": tested.ran, "passed": tested.passed}})
    else:
        _say(found, tested)
    return OK if is_fine else FAILED


def _reviewed(folder: Path) -> list[dict[str, Any]]:
    """In a process of its own, as it imports what is looked at."""
    command = [sys.executable, "-m", "seaway.sdk.review", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise BadRequestError(
            f"To import the blueprints of {folder} took over {LIMIT_S} s",
            hint="Do nothing while a module is imported; import vendors' packages inside the functions.",
        ) from error
    lines = done.stdout.splitlines()
    if done.returncode != 0 or not lines:
        said = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise BadRequestError(f"The blueprints of {folder} can't be looked at: {said}")
    found: list[dict[str, Any]] = json.loads(lines[-1])
    return found


def _tested(folder: Path) -> Tested:
    if not (folder / "tests").is_dir():
        return Tested(ran=False, passed=True)
    if find_spec("pytest") is None:
        return Tested(ran=False, passed=False, said="The tests need pytest: pip install pytest")
    paths = os.pathsep.join([str(folder / "src"), str(folder), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", "tests"]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": paths.rstrip(os.pathsep)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=TESTS_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Tested(ran=True, passed=False, said=f"The tests took over {TESTS_LIMIT_S} s.")
    return Tested(ran=True, passed=done.returncode == 0, said=done.stdout.rstrip())


def _say(found: list[dict[str, Any]], tested: Tested) -> None:
    for each in found:
        state = "failed" if each["problems"] else "success"
        printing.line(f"{looks.sign(state)} {each['kind']} {looks.strong(each['name'])}")
        for problem in each["problems"]:
            printing.line(f"    {problem}")
    if not tested.ran and tested.passed:
        printing.line(f"{looks.sign('skipped')} no tests: there is no folder `tests`")
        return
    printing.line(f"{looks.sign('success' if tested.passed else 'failed')} tests")
    shown = tested.said.splitlines()
    for line in shown[-1:] if tested.passed else shown:
        printing.line(f"    {line}")
