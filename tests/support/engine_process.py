"""An engine in a process of its own, for tests that kill it.

As a program (`python -m tests.support.engine_process FOLDER SETTINGS`) it works on a project to its end."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class EngineProcess:
    process: asyncio.subprocess.Process

    @property
    def pid(self) -> int:
        return self.process.pid

    async def kill(self) -> None:
        """As `kill -9` does; its workers are on their own then."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


@asynccontextmanager
async def engine_process(folder: Path, **settings: object) -> AsyncIterator[EngineProcess]:
    """An engine that has begun to take runs; at the end it is killed, if it still is there."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.support.engine_process",
        str(folder),
        json.dumps(settings, default=str),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    engine = EngineProcess(process)
    try:
        assert process.stdout is not None
        said = await asyncio.wait_for(process.stdout.readline(), 120)
        assert said == b"ready\n", said
        yield engine
    finally:
        await engine.kill()


async def main(folder: Path, settings: dict[str, object]) -> None:
    from tests.support.projects import open_site

    for name in {"home", "artifacts"} & settings.keys():
        settings[name] = Path(str(settings[name]))
    async with open_site(folder, **settings):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), json.loads(sys.argv[2])))
