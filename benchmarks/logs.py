"""What an attempt may print in a second: lines of 50 bytes through a worker into its log.

`python -m benchmarks.logs [--json]`. Beside each case the same output by the bare parts: into a file that the
program writes itself."""

import json
import os
import random
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from seaway.blobs.logs import Stream
from seaway.worker.cancelling import Cancellation
from seaway.worker.logs import AttemptLog
from seaway.worker.scripts import Launch, run_script

SIZE_BYTES = 100_000_000
SECRETS = 20
_LINE = "2026-01-01 10:00:00 INFO loaded rows into orders"
_BLOCKS = f"yes '{_LINE}' | head -c {SIZE_BYTES} || true"
_PRINTS = f"for _ in range({SIZE_BYTES} // {len(_LINE) + 1}): print('{_LINE}')"

Figures = dict[str, float]


def logs() -> dict[str, Figures]:
    """In MB/s: `masked` with twenty secrets; `prints` is a Python program that prints line by line."""
    with tempfile.TemporaryDirectory() as folder:
        programs = {
            "blocks": (["bash", "-c", _BLOCKS], []),
            "blocks_masked": (["bash", "-c", _BLOCKS], _secrets()),
            "prints": ([sys.executable, "-u", "-c", _PRINTS], []),
        }
        return {
            name: _beside(_through(command, secrets, folder), _bare(command, folder))
            for name, (command, secrets) in programs.items()
        }


def _through(command: list[str], secrets: list[str], folder: str) -> float:
    log = AttemptLog(str(Path(folder, "attempt.log")), secrets)
    launch = Launch(command=command, folder=folder, env=dict(os.environ))

    def feed(stream: Stream, data: bytes) -> None:
        log.feed(stream, data)

    def run() -> None:
        run_script(launch, feed, Cancellation())
        log.close()

    return _rate(run)


def _bare(command: list[str], folder: str) -> float:
    with Path(folder, "bare.log").open("wb") as place:
        return _rate(lambda: subprocess.run(command, stdout=place, check=True))


def _rate(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return SIZE_BYTES / 1e6 / (time.perf_counter() - started)


def _beside(rate: float, bare: float) -> Figures:
    return {"mb_per_s": round(rate, 1), "bare_mb_per_s": round(bare, 1), "ratio": round(bare / rate, 2)}


def _secrets() -> list[str]:
    chance = random.Random(1)
    letters = string.ascii_letters + string.digits + "+/=&"
    return ["".join(chance.choices(letters, k=24)) for _ in range(SECRETS)]


if __name__ == "__main__":
    figures = logs()
    if "--json" in sys.argv:
        print(json.dumps(figures))
    else:
        for name, row in figures.items():
            print(f"{name:15}" + "".join(f"  {key} {value:8}" for key, value in row.items()))
