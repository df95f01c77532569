"""Asks somebody's code one thing, in a process of its own: within a time and a memory limit, and without
letting what it prints be taken for the answer."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from seaway.errors import SeawayError
from seaway.worker import limits, variables
from seaway.worker.forks import OneProcess
from seaway.worker.inspection import MEMORY_BYTES, end, listen
from seaway.worker.last_words import cause

TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """`content` is what it answered; `died` says how it ended where that was before an answer."""

    content: bytes
    died: str


def ask(module: str, question: msgspec.Struct, *, project_dir: Path, timeout_s: float) -> Answer:
    """Start `python -m module` with the question as JSON. It may hold secrets in the clear, so it goes there
    by a file that has no name. Blocks; call it in a thread.

    Raises:
        TimeoutError: no answer in time.
    """
    with tempfile.TemporaryFile() as stdin:
        stdin.write(msgspec.json.encode(question, enc_hook=str))
        stdin.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=variables.inherited() | {"PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
            cwd=project_dir,
            start_new_session=True,
        )
        try:
            content, said = listen(process, timeout_s)
        finally:
            end(process)
    died = "" if content else f"code {process.returncode}. {cause(said.decode(errors='replace'))}".strip()
    return Answer(content, died)


def answer(reply: Callable[[bytes], msgspec.Struct]) -> None:
    """The other side: read the question, and write what `reply` makes of it to the first stdout. What the
    code prints goes to stderr."""
    question = sys.stdin.buffer.read()
    first = os.dup(1)
    os.dup2(2, 1)
    with limits.memory(MEMORY_BYTES), OneProcess():
        found = reply(question)
    with os.fdopen(first, "wb") as stream:
        stream.write(msgspec.json.encode(found))


@dataclass(frozen=True, slots=True)
class Said:
    message: str
    hint: str
    code: str


def said_of(error: Exception) -> Said:
    """What an error of the code says to people."""
    match error:
        case SeawayError():
            return Said(error.message, error.hint, error.code)
        case ModuleNotFoundError():
            name = (error.name or "a package").partition(".")[0]
            hint = (
                "Tasks get it by themselves; to ask from here, install its extra, such as "
                '`pip install "seaway[s3]"`.'
            )
            return Said(f"The Python package {name} is not installed here.", hint, "no_package")
    why = str(error).strip() or "it gave no reason"
    return Said(f"{type(error).__name__}: {why}", "", "error")
