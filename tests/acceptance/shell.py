"""The command as a person's hands use it: a process of its own, an empty home, a project in a folder."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE_S = 120.0
COMMAND = (sys.executable, "-c", "from seaway.cli.main import main; main()")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def events(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


class Hands:
    """Types commands in a folder."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self._started: list[subprocess.Popen[str]] = []
        self._env = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "SEAWAY_SYNCHRONOUS": "NORMAL",
        }

    def type(
        self,
        *words: str,
        env: dict[str, str] | None = None,
        expect: int | None = None,
        patience_s: float = PATIENCE_S,
        stdin: str = "",
    ) -> Said:
        """Run a command to its end; `stdin` is piped in."""
        done = subprocess.run(
            [*COMMAND, *words],
            cwd=self.folder,
            env=self._env | (env or {}),
            capture_output=True,
            input=stdin.encode(),
            timeout=patience_s,
            check=False,
        )
        out, err = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
        assert "Traceback" not in err, err
        if expect is not None:
            assert done.returncode == expect, f"{words}: {done.returncode}\n{out}\n{err}"
        return Said(code=done.returncode, out=out, err=err)

    def start(self, *words: str, env: dict[str, str] | None = None) -> "subprocess.Popen[str]":
        """Begin a command that goes on; its lines can be read as they come."""
        process = subprocess.Popen(
            [*COMMAND, *words],
            cwd=self.folder,
            env=self._env | {"PYTHONUNBUFFERED": "1"} | (env or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        self._started.append(process)
        return process

    def leave(self) -> None:
        """End what was begun here and still runs."""
        for process in self._started:
            if process.poll() is None:
                process.terminate()
                process.communicate(timeout=PATIENCE_S)
            elif process.stdout is not None:
                process.stdout.close()

    def has_logged(self, words: str) -> bool:
        """Whether any task has printed this by now."""
        return any(words in log.read_text() for log in self.folder.glob(".seaway/logs/*/*.log"))

    def write(self, path: str, text: str) -> Path:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
        return place


def eventually(look: Callable[[], bool], *, within_s: float = PATIENCE_S) -> None:
    """Wait for another process to get somewhere."""
    end = time.monotonic() + within_s
    while not look():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def read_until(process: "subprocess.Popen[str]", words: str) -> list[str]:
    """Lines of a process up to the one with these words."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return lines
    raise AssertionError(f"ended without {words!r}: {''.join(lines)}")
