"""A local executor with its own state folder and a small project, for tests with real processes."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from seaway.blobs.bundle import snapshot
from seaway.blobs.local import LocalArtifacts
from seaway.core.outcome import Outcome
from seaway.executors.dispatcher import Limits
from seaway.executors.local import LocalExecutor
from seaway.executors.recovery import ATTEMPT_MARK
from seaway.ids import AttemptId
from seaway.sdk.protocols.executor import AttemptSpec, BlueprintBody, ExecutorEvent, Finished, ScriptBody
from seaway.worker.environment import Environment
from seaway.worker.paths import Paths
from tests.support.workers import attempt

_CODE = """
import os

def pid():
    return os.getpid()

def execute(code):
    names = {}
    exec(code, names)
    return names.get("result")
"""

PATIENCE_S = 120
"""Until something counts as hanging; not a measure of speed."""


class Yard:
    """Reads the executor's events all the time; `outcome` waits for one."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self.folder = folder
        self.paths = Paths.below(folder / "state").make()
        self.executor = LocalExecutor(self.paths, limits=limits)
        self.events: list[ExecutorEvent] = []
        self._news = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None
        self.project = folder / "project"
        self.write("code.py", _CODE)
        self.bundle = self.snapshot()

    def write(self, name: str, text: str) -> None:
        """A file of the project."""
        place = self.project / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def snapshot(self) -> str:
        """The project as it is now, as a bundle."""
        artifacts = LocalArtifacts(Path(self.paths.artifacts))
        return snapshot(self.project, artifacts, Path(self.paths.state, "bundle-cache"))

    # --- attempts -------------------------------------------------------------------------------------------

    def script(self, source: str, **given: object) -> AttemptSpec:
        return attempt(ScriptBody(source), **given)

    def execute(self, code: str, **given: object) -> AttemptSpec:
        """Python, run inside of the worker's own process; what it assigns to `result` is the result."""
        return self._call("code.py:execute", {"code": code}, **given)

    def pid(self, **given: object) -> AttemptSpec:
        """Results in the pid of the worker."""
        return self._call("code.py:pid", {}, **given)

    def _call(self, function: str, args: dict[str, object], **given: object) -> AttemptSpec:
        body = BlueprintBody("python.call", {"function": function, "args": args})
        return attempt(body, **{"bundle": self.bundle, **given})

    # --- running --------------------------------------------------------------------------------------------

    async def open(self) -> None:
        await self.executor.open()
        self._reader = asyncio.create_task(self._read())

    async def close(self, *, grace_s: float = 0.0) -> None:
        await self.executor.close(grace_s=grace_s)
        if self._reader is not None:
            await self._reader

    async def start(self, spec: AttemptSpec) -> AttemptId:
        await self.executor.start(spec)
        return spec.attempt_id

    async def outcome(self, attempt_id: AttemptId) -> Outcome:
        """Of the first `Finished` of this attempt."""
        return (await self.finished(attempt_id))[0].outcome

    async def finished(self, attempt_id: AttemptId, count: int = 1) -> list[Finished]:
        async with asyncio.timeout(PATIENCE_S):
            while len(found := self._finished(attempt_id)) < count:
                self._news.clear()
                await self._news.wait()
        return found

    async def run(self, spec: AttemptSpec) -> Outcome:
        """From start to acknowledgement."""
        outcome = await self.outcome(await self.start(spec))
        await self.executor.ack(spec.attempt_id)
        return outcome

    async def appears(self, name: str, count: int = 1) -> str:
        """The text of a file in the folder, as soon as it has `count` words."""
        path = self.folder / name
        await eventually(lambda: path.exists() and len(path.read_text().split()) >= count)
        return path.read_text()

    def log(self, attempt_id: AttemptId) -> str:
        return Path(self.paths.log_of(attempt_id)).read_text()

    def _finished(self, attempt_id: AttemptId) -> list[Finished]:
        return [one for one in self.events if isinstance(one, Finished) and one.attempt_id == attempt_id]

    async def _read(self) -> None:
        async for event in self.executor.events():
            self.events.append(event)
            self._news.set()


def environment(python: Path) -> Environment:
    """One that was built by nobody."""
    return Environment(hash="", folder=python.parent, python=python, log=python)


async def eventually(is_so: Callable[[], bool]) -> None:
    """Look again and again, for what the system tells nobody about."""
    async with asyncio.timeout(PATIENCE_S):
        while not is_so():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.005)


@asynccontextmanager
async def yard(folder: Path, **limits: float) -> AsyncIterator[Yard]:
    """Open for the test; when it closes, not one process may be left."""
    made = Yard(folder, Limits(**{"slots": 4, **limits}))  # type: ignore[arg-type]
    await made.open()
    try:
        yield made
    finally:
        await made.close()
    assert processes_of(folder) == []


def processes_of(folder: Path) -> list[str]:
    """What works below a folder, or bears the mark of an attempt that has a log or a record there."""
    return [
        f"{process.info['pid']} {process.info['cmdline']}"
        for process in psutil.process_iter(["pid", "cwd", "environ", "cmdline", "status"])
        if process.info["status"] != psutil.STATUS_ZOMBIE
        and process.info["pid"] != os.getpid()
        and (
            (process.info["cwd"] or "").startswith(str(folder))
            or str(folder) in (process.info["environ"] or {}).get("SEAWAY_OUTPUT", "")
        )
    ]


def is_alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def is_marked(*attempt_ids: AttemptId) -> bool:
    """Whether anything of these attempts lives."""
    return any(
        (process.info["environ"] or {}).get(ATTEMPT_MARK) in attempt_ids
        for process in psutil.process_iter(["environ"])
    )


async def all_of(*waiting: Awaitable[Outcome]) -> list[Outcome]:
    return list(await asyncio.gather(*waiting))
