"""A real worker process at the other end of a socket, for tests that want one."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from seaway.blobs.bundle import snapshot
from seaway.blobs.local import LocalArtifacts
from seaway.blobs.logs import LogLine, read_log
from seaway.core.outcome import Outcome
from seaway.ids import AttemptId, RunId, TaskKey, new_attempt_id
from seaway.sdk.protocols.executor import AttemptSpec, BlueprintBody, Finished, Language, ScriptBody
from seaway.worker.frames import (
    Ack,
    FrameBuffer,
    FromWorker,
    Hello,
    Run,
    decode_from_worker,
    read_payloads,
    write_frame,
)
from seaway.worker.paths import Paths

SOURCE = Path(__file__).parents[2] / "src"


class WorkerProcess:
    """Speaks frames as an executor does. `run` gives the outcome; other frames are kept in `news`."""

    def __init__(
        self,
        paths: Paths,
        env: Mapping[str, str] | None = None,
        *,
        lock_fd: int = -1,
        python: str = "",
    ) -> None:
        self.paths = paths
        self.news: list[FromWorker] = []
        self._buffer = FrameBuffer()
        self.sock, theirs = socket.socketpair()
        self.sock.settimeout(120)
        self.process = subprocess.Popen(
            [python or sys.executable, "-m", "seaway.worker.main", str(theirs.fileno()), str(lock_fd)],
            pass_fds=(theirs.fileno(), *((lock_fd,) if lock_fd >= 0 else ())),
            env={**os.environ, **({} if python else {"PYTHONPATH": str(SOURCE)}), **(env or {})},
            cwd="/",
            start_new_session=True,
        )
        theirs.close()
        assert isinstance(self.next(), Hello)

    def start(self, attempt: AttemptSpec) -> None:
        write_frame(self.sock, Run(attempt, self.paths))

    def next(self) -> FromWorker:
        while not self.news:
            payloads = read_payloads(self.sock, self._buffer)
            if not payloads:
                raise EOFError("the worker is gone")
            self.news.extend(map(decode_from_worker, payloads))
        return self.news.pop(0)

    def result(self) -> Outcome:
        """The outcome of the attempt that runs; frames before it are dropped."""
        while True:
            if isinstance(message := self.next(), Finished):
                return message.outcome

    def run(self, attempt: AttemptSpec) -> Outcome:
        self.start(attempt)
        outcome = self.result()
        write_frame(self.sock, Ack(attempt.attempt_id))
        return outcome

    def cancel(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def hang_up(self) -> int:
        """Close the socket, as a dying engine does; the worker's exit code."""
        self.sock.close()
        return self.process.wait(120)

    def close(self) -> None:
        self.sock.close()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Bench:
    """A state folder, a project, and a worker over them."""

    def __init__(self, folder: Path) -> None:
        self.paths = Paths.below(folder / "state").make()
        self.artifacts = LocalArtifacts(Path(self.paths.artifacts))
        self.project = folder / "project"
        self.project.mkdir()
        self.worker = WorkerProcess(self.paths)

    def write(self, name: str, text: str) -> None:
        place = self.project / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def bundle(self) -> str:
        return snapshot(self.project, self.artifacts, Path(self.paths.state, "bundle-cache"))

    def script(self, source: str, language: str = "bash", **given: object) -> AttemptSpec:
        return attempt(ScriptBody(source, Language(language)), **given)

    def call(self, function: str, args: Mapping[str, object] | None = None, **given: object) -> AttemptSpec:
        inputs: dict[str, object] = {"function": function, "args": dict(args or {})}
        return attempt(BlueprintBody("python.call", inputs), **{"bundle": self.bundle(), **given})

    def log(self, spec: AttemptSpec) -> list[LogLine]:
        return list(read_log(Path(self.paths.log_of(spec.attempt_id))))

    def text(self, spec: AttemptSpec) -> str:
        return "\n".join(line.text for line in self.log(spec))


def attempt(body: object, **given: object) -> AttemptSpec:
    """An attempt with plain values for all that `given` does not name."""
    plain: dict[str, object] = {
        "attempt_id": AttemptId(new_attempt_id()),
        "run_id": RunId("run-1"),
        "key": TaskKey("load"),
        "number": 1,
        "project": "default",
        "workflow": "daily",
        "body": body,
    }
    return AttemptSpec(**{**plain, **given})  # type: ignore[arg-type]


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    made = Bench(folder)
    try:
        yield made
    finally:
        made.worker.close()
