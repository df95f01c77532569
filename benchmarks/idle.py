"""Says that the engine is ready, then does nothing until told: `python -m benchmarks.idle FOLDER`."""

import asyncio
import sys
from pathlib import Path

from benchmarks.rig import open_rig


async def wait(folder: Path) -> None:
    database = f"sqlite:///{folder / 'seaway.db'}"
    async with open_rig(folder, database=database, synchronous="FULL", slots=4):
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)


if __name__ == "__main__":
    asyncio.run(wait(Path(sys.argv[1])))
