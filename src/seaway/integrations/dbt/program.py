"""Runs the dbt program: found on the machine or in the task's own environment, listened to line by line."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from seaway.errors import InternalError
from seaway.integrations.dbt.events import Listener

GRACE_S = 5.0
TARGET_FOLDER = "target"
_FORMAT = ("--log-format=json", "--log-level=info", "--no-use-colors")
_WHERE = {"DBT_TARGET_PATH": TARGET_FOLDER, "DBT_LOG_PATH": "logs", "PYTHONUNBUFFERED": "1"}
_KEPT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "SSL_CERT_FILE",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
)


def find_program(given: str) -> str:
    """`given`, else the dbt of the environment that the task runs in, else the one on the PATH.

    Raises:
        InternalError: there is none; says how to get one.
    """
    beside = Path(sys.executable).parent / "dbt"
    found = shutil.which(given) if given else str(beside) if beside.is_file() else shutil.which("dbt")
    if found is None:
        what = f"There is no program `{given}`." if given else "dbt is not installed where this task runs."
        hint = "Let Seaway install it, add `pip install seaway[dbt]` there, or name yours in `program`."
        raise InternalError(what, hint=hint)
    return str(Path(found).absolute())


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What dbt is to do, in its own words."""

    verb: str
    select: Sequence[str] = ()
    exclude: Sequence[str] = ()
    variables: Mapping[str, object] = field(default_factory=dict)
    full_refresh: bool = False
    threads: int = 4
    target: str = ""

    def arguments(self) -> list[str]:
        """As the command line takes them; `=` keeps a value that begins with a dash a value."""
        given = [self.verb, f"--threads={self.threads}"]
        given += [f"--select={' '.join(self.select)}"] if self.select else []
        given += [f"--exclude={' '.join(self.exclude)}"] if self.exclude else []
        given += [f"--vars={json.dumps(self.variables)}"] if self.variables else []
        given += ["--full-refresh"] if self.full_refresh and self.verb != "test" else []
        return given + ([f"--target={self.target}"] if self.target else [])


@dataclass(frozen=True, slots=True)
class Command:
    """A dbt, and where it works."""

    program: str
    folder: Path
    profiles: Path
    environment: Mapping[str, str]

    def run(self, arguments: Sequence[str], listener: Listener) -> int:
        """Run it to its end; its exit code (0, 1: a node failed, 2: it could not begin).

        Whatever interrupts it, a cancel above all, ends dbt too: first politely, so that it cancels its
        queries."""
        own = {name: os.environ[name] for name in _KEPT if name in os.environ}
        own |= {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DBT_PROFILES_DIR": str(self.profiles)}
        process = subprocess.Popen(
            [self.program, *_FORMAT, *arguments, f"--project-dir={self.folder}"],
            cwd=self.folder,
            env={**own, **_WHERE, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        with _ended(process):
            assert process.stdout is not None
            for line in process.stdout:
                if text := line.rstrip():
                    listener.take(text)
            return process.wait()


@contextmanager
def _ended(process: "subprocess.Popen[str]") -> Iterator[None]:
    try:
        yield
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=GRACE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process.stdout is not None:
            process.stdout.close()
