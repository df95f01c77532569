"""Reads a project's Python: its workflows and blueprints. Users' code runs for it, so it runs in a process
of its own."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec

from seaway.spec.catalog import BlueprintInfo
from seaway.spec.problems import Problem, Severity
from seaway.worker import processes, variables

MEMORY_BYTES = 2 * 2**30
MAX_ANSWER_BYTES = 64 * 2**20


class FoundWorkflow(msgspec.Struct, frozen=True, kw_only=True):
    """A workflow that a function describes. `data` is what its YAML file would hold."""

    id: str
    file: str
    line: int
    data: dict[str, object]


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What the process answers, as JSON."""

    workflows: list[FoundWorkflow]
    blueprints: list[dict[str, object]]
    problems: list[dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What a project's Python holds, and what is wrong with it; the one does not exclude the other."""

    workflows: tuple[FoundWorkflow, ...] = ()
    blueprints: tuple[BlueprintInfo, ...] = ()
    problems: tuple[Problem, ...] = ()


def inspect_project(project: Path, *, timeout_s: float = 30.0) -> Inspection:
    """Import `workflows/*.py` and `blueprints/*.py` of a project, within a time and a memory limit.

    Never raises for what users wrote: an import that fails, hangs or ends the process is a problem with
    its file."""
    has_python = any(next((project / name).glob("*.py"), None) for name in ("workflows", "blueprints"))
    if not has_python:
        return Inspection()
    process = _start(project)
    try:
        answer, said = process.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        return Inspection(
            problems=(_problem(f"Importing the project's Python took over {timeout_s:g} s.", _SLOW),)
        )
    finally:
        _end(process)
    try:
        return _to_inspection(msgspec.json.decode(answer[:MAX_ANSWER_BYTES], type=Findings))
    except msgspec.DecodeError:
        last = said.decode(errors="replace").strip().rpartition("\n")[2]
        what = f"Importing the project's Python ended its process with code {process.returncode}. {last}"
        return Inspection(problems=(_problem(what.strip(), _SLOW),))


_SLOW = (
    "Let importing a file define functions only; what takes time, memory or the network belongs into a task."
)


def _start(project: Path) -> "subprocess.Popen[bytes]":
    env = variables.inherited() | {"PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}
    return subprocess.Popen(
        [sys.executable, "-m", "seaway.worker.inspect", str(project.resolve())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=env,
        start_new_session=True,
    )


def _end(process: "subprocess.Popen[bytes]") -> None:
    """The group too: an import may have started something."""
    processes.send_signal(process.pid, signal.SIGKILL, is_group=True)
    process.communicate()


def _to_inspection(found: Findings) -> Inspection:
    return Inspection(
        workflows=tuple(found.workflows),
        blueprints=tuple(BlueprintInfo.from_json(entry) for entry in found.blueprints),
        problems=tuple(map(_to_problem, found.problems)),
    )


def _to_problem(data: dict[str, object]) -> Problem:
    given = {name: value for name, value in data.items() if name in Problem.__slots__}
    given["severity"] = Severity(str(data.get("severity", Severity.ERROR)))
    path = data.get("path")
    given["path"] = tuple(path) if isinstance(path, list) else ()
    return Problem(**given)  # type: ignore[arg-type]


def _problem(message: str, hint: str) -> Problem:
    return Problem(code="python", message=message, hint=hint)
