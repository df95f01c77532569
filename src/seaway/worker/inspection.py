"""Reads a project's Python: its workflows and blueprints. Users' code runs for it, so it runs in a process
of its own."""

import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

from seaway.sdk.connection_type import ConnectionType
from seaway.spec.catalog import BlueprintInfo
from seaway.spec.problems import Problem, Severity
from seaway.worker import processes, variables
from seaway.worker.last_words import cause

MEMORY_BYTES = 2 * 2**30
MAX_ANSWER_BYTES = 64 * 2**20
_SAID_BYTES = 8192
_LOOK_MS = 20


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
    connection_types: list[dict[str, object]] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What a project's Python holds, and what is wrong with it; the one does not exclude the other."""

    workflows: tuple[FoundWorkflow, ...] = ()
    blueprints: tuple[BlueprintInfo, ...] = ()
    problems: tuple[Problem, ...] = ()
    connection_types: tuple[ConnectionType, ...] = ()
    """Those that the project defines itself."""
    is_cut_short: bool = False
    """It took too long, so that nothing was read: on a machine that is less busy it may be."""


def inspect_project(project: Path, *, timeout_s: float = 30.0) -> Inspection:
    """Import `workflows/*.py` and `blueprints/*.py` of a project, within a time and a memory limit.

    Never raises for what users wrote: an import that fails, hangs or ends the process is a problem with
    its file."""
    has_python = any(next((project / name).glob("*.py"), None) for name in ("workflows", "blueprints"))
    if not has_python:
        return Inspection()
    process = _start(project)
    try:
        answer, said = listen(process, timeout_s)
    except TimeoutError:
        took = _problem(f"Importing the project's Python took over {timeout_s:g} s.", _SLOW)
        return Inspection(problems=(took,), is_cut_short=True)
    finally:
        end(process)
    try:
        return _to_inspection(msgspec.json.decode(answer, type=Findings))
    except msgspec.DecodeError:
        last = cause(said.decode(errors="replace"))
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


def listen(process: "subprocess.Popen[bytes]", timeout_s: float) -> tuple[bytes, bytes]:
    """The answer and the end of what else was said, once the process has ended: somebody it started may hold
    its pipes open for ever.

    Raises:
        TimeoutError: it did not end in time.
    """
    assert process.stdout is not None
    assert process.stderr is not None
    answer, said = process.stdout.fileno(), process.stderr.fileno()
    heard = {answer: bytearray(), said: bytearray()}
    poll, deadline = select.poll(), time.monotonic() + timeout_s
    for fd in heard:
        poll.register(fd, select.POLLIN)
    while True:
        has_ended = process.poll() is not None
        ready = poll.poll(0 if has_ended else _LOOK_MS)
        for fd, _ in ready:
            if not (data := os.read(fd, 65_536)):
                poll.unregister(fd)
            heard[fd] += data
        del heard[answer][MAX_ANSWER_BYTES:], heard[said][:-_SAID_BYTES]
        if has_ended and not ready:
            return bytes(heard[answer]), bytes(heard[said])
        if time.monotonic() > deadline:
            raise TimeoutError


def end(process: "subprocess.Popen[bytes]") -> None:
    """The group too: an import may have started something."""
    processes.send_signal(process.pid, signal.SIGKILL, is_group=True)
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()
    process.wait()


def _to_inspection(found: Findings) -> Inspection:
    return Inspection(
        workflows=tuple(found.workflows),
        blueprints=tuple(BlueprintInfo.from_json(entry) for entry in found.blueprints),
        problems=tuple(map(_to_problem, found.problems)),
        connection_types=tuple(
            ConnectionType(**each)  # type: ignore[arg-type]
            for each in found.connection_types
        ),
    )


def _to_problem(data: dict[str, object]) -> Problem:
    given = {name: value for name, value in data.items() if name in Problem.__slots__}
    given["severity"] = Severity(str(data.get("severity", Severity.ERROR)))
    path = data.get("path")
    given["path"] = tuple(path) if isinstance(path, list) else ()
    return Problem(**given)  # type: ignore[arg-type]


def _problem(message: str, hint: str) -> Problem:
    return Problem(code="python", message=message, hint=hint)
