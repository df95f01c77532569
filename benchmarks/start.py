"""How long until Seaway is there, and what it takes when it has nothing to do."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.memory import cpu_s, pss_mb
from benchmarks.rig import write_project

_HELP = [sys.executable, "-c", "from seaway.cli.main import main; main()", "--help"]
_NOTHING = [sys.executable, "-c", "pass"]
_IDLE = [sys.executable, "-m", "benchmarks.idle"]
_SETTLE_S = 3.0

Figures = dict[str, float]


def start(idle_s: float = 10.0) -> dict[str, Figures]:
    """`help` and `ready` beside a bare start of Python; `idle` looks at the engine while nothing happens."""
    bare_s = _spawn_s(_NOTHING)
    return {"help": _beside(_spawn_s(_HELP), bare_s), **_engine(bare_s, idle_s)}


def _engine(bare_s: float, idle_s: float) -> dict[str, Figures]:
    with tempfile.TemporaryDirectory(prefix="seaway-bench-") as folder:
        write_project(Path(folder), is_small=True)
        # The first start makes the database and keeps what it found out: that is `seaway init`, not a start.
        subprocess.run([*_IDLE, folder], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        return _look_at([*_IDLE, folder], bare_s, idle_s)


def _look_at(command: list[str], bare_s: float, idle_s: float) -> dict[str, Figures]:
    started = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        ready = _beside(time.perf_counter() - started, bare_s)
        time.sleep(_SETTLE_S)
        cpu_before_s, since = cpu_s(process.pid), time.perf_counter()
        time.sleep(idle_s)
        cpu_after_s, seconds = cpu_s(process.pid), time.perf_counter() - since
        pss = pss_mb(process.pid)
        process.communicate("\n")
    if pss is None or cpu_before_s is None or cpu_after_s is None:
        return {"ready": ready}
    share = (cpu_after_s - cpu_before_s) / seconds
    idle = {"seconds": round(seconds, 1), "cpu_percent": round(share * 100, 2), "peak_pss_mb": round(pss, 1)}
    return {"ready": ready, "idle": idle}


def _spawn_s(command: list[str]) -> float:
    found = []
    for _ in range(7):
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        found.append(time.perf_counter() - started)
    return median(found)


def _beside(seconds: float, bare_s: float) -> Figures:
    return {
        "seconds": round(seconds, 3),
        "bare_ms": round(bare_s * 1e3, 1),
        "ratio": round(seconds / bare_s, 2),
    }
