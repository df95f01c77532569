"""A throw-away project and the real engine on it: what `seaway run` puts together, without a terminal."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from seaway.app import open_engine, open_installation, open_store
from seaway.core.rows import RunRow, TaskRow
from seaway.core.states import RunState
from seaway.engine.broadcaster import News
from seaway.engine.engine import Engine
from seaway.engine.submission import RunRequest
from seaway.settings import read_settings
from seaway.store.database import Database

CHAIN_TASKS = 1_000
LIGHT_TASKS = 40
SCRIPT_TASKS = 40

_CODE = """
import time

def noop():
    return None

def fib(n=10):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

def now():
    return time.time()
"""
_FAN_OUT = """seaway: 1
inputs:
  size: {type: integer}
tasks:
  fan:
    foreach: {items: "{{ range(inputs.size) | list }}"}
    uses: python.call
    with: {function: "workflows/code.py:noop"}
"""


def write_project(folder: Path, *, is_small: bool = False) -> None:
    """The workflows `chain`, `light`, `script`, `ping` and `fan`; `fan` alone for a small one."""
    workflows = write_code(folder)
    (workflows / "fan.yaml").write_text(_FAN_OUT)
    if is_small:
        return
    for name, length, task in (
        ("chain", CHAIN_TASKS, _call("noop")),
        ("light", LIGHT_TASKS, _call("fib")),
        ("script", SCRIPT_TASKS, "{run: 'true'"),
        ("ping", 1, _call("now")),
    ):
        (workflows / f"{name}.yaml").write_text(_sequence(length, task))


def write_code(folder: Path) -> Path:
    """The functions that the workflows call, where these are to stand."""
    workflows = folder / "workflows"
    workflows.mkdir(parents=True)
    (workflows / "code.py").write_text(_CODE)
    return workflows


def write_sequence(length: int, function: str) -> str:
    """A workflow of so many calls of a function, one after the other."""
    return _sequence(length, _call(function))


def _call(function: str) -> str:
    return f'{{uses: python.call, with: {{function: "workflows/code.py:{function}"}}'


def _sequence(length: int, task: str) -> str:
    """One task after the other; `task` is a flow mapping that is still open."""
    lines = [f"  t0: {task}}}"]
    lines += [f"  t{i}: {task}, needs: t{i - 1}}}" for i in range(1, length)]
    return "\n".join(("seaway: 1", "tasks:", *lines, ""))


@dataclass(frozen=True, slots=True)
class Rig:
    engine: Engine
    database: Database
    project: str

    async def run(self, workflow: str, inputs: Mapping[str, object] | None = None) -> float:
        """Seconds from the call to the final state, as a listener in the process hears of it."""
        started = time.perf_counter()
        await self._await_end(workflow, inputs or {})
        return time.perf_counter() - started

    async def ping(self) -> float:
        """Seconds from the call to the first line of the user's code, by the clock of the machine."""
        started = time.time()
        row = await self._await_end("ping", {})
        assert row is not None
        assert row.outputs is not None
        return float(json.loads(row.outputs)["result"]) - started

    async def _await_end(self, workflow: str, inputs: Mapping[str, object]) -> TaskRow | None:
        request = RunRequest(project=self.project, workflow=workflow, inputs=dict(inputs))
        submitted = await self.engine.submitter.submit(request)
        assert submitted.run_id is not None
        async with self.engine.broadcaster.listen(submitted.run_id) as news:
            return await asyncio.wait_for(_until_final(news), 600)


async def _until_final(news: "asyncio.Queue[News]") -> TaskRow | None:
    """The last task row that had outputs."""
    found = None
    while True:
        one = await news.get()
        if isinstance(one, TaskRow) and one.outputs is not None:
            found = one
        if isinstance(one, RunRow) and one.state.is_final:
            if one.state is not RunState.SUCCESS:
                raise RuntimeError(f"the run ended {one.state}: {one.error or one.reason}")
            return found


@asynccontextmanager
async def open_rig(folder: Path, *, database: str, synchronous: str, slots: int) -> AsyncIterator[Rig]:
    """The engine on the project in `folder`, ready, with its workflows published."""
    environment = {
        "SEAWAY_DATABASE": database,
        "SEAWAY_SYNCHRONOUS": synchronous,
        "SEAWAY_SLOTS": str(slots),
    }
    settings = read_settings(folder, environment)
    here = open_installation(settings)
    definitions = here.definitions()
    async with open_store(settings) as store:
        await here.publisher(store).publish(definitions)
        async with open_engine(here, store) as engine:
            yield Rig(engine, store, definitions.project.name)
