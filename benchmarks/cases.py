"""What is measured, each in a process of its own: `python -m benchmarks.cases NAME STORE REPEAT`.

Prints one JSON object. REPEAT: how often a run is repeated; the median counts."""

import asyncio
import json
import resource
import sys
import tempfile
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from statistics import mean, median

from benchmarks import bare, old_runs
from benchmarks import schedules as due_schedules
from benchmarks.rig import CHAIN_TASKS, LIGHT_TASKS, SCRIPT_TASKS, Rig, open_rig, write_project
from benchmarks.stores import Store, open_store

SLOTS = 4
PINGS = 100
Figures = dict[str, float]
Case = Callable[[Store, Path, int], Coroutine[None, None, Figures]]


async def chain(store: Store, folder: Path, repeat: int) -> Figures:
    """1,000 no-op Python tasks, one after the other."""
    parts = _Bare(store, folder)
    async with _rig(store, folder) as rig:
        await rig.run("light")
        seconds = median([await rig.run("chain") for _ in range(repeat)])
    return parts.beside(seconds, CHAIN_TASKS)


async def light(store: Store, folder: Path, repeat: int) -> Figures:
    """40 sequential fib(10), from the trigger to the final state."""
    parts = _Bare(store, folder)
    async with _rig(store, folder) as rig:
        await rig.run("light")
        seconds = median([await rig.run("light") for _ in range(5 * repeat)])
    return parts.beside(seconds, LIGHT_TASKS)


async def fan_out(store: Store, folder: Path, repeat: int, items: int) -> Figures:
    before = bare.fan_out_ms(store.bare, folder, workers=SLOTS)
    async with _rig(store, folder) as rig:
        await rig.run("fan", {"size": 100})
        seconds = median([await rig.run("fan", {"size": items}) for _ in range(repeat)])
    after = bare.fan_out_ms(store.bare, folder, workers=SLOTS)
    return _figures(seconds, items, mean((before, after)))


async def fanout(store: Store, folder: Path, repeat: int) -> Figures:
    """10,000 no-op items in one run."""
    return await fan_out(store, folder, repeat, 10_000)


async def fanout_100k(store: Store, folder: Path, repeat: int) -> Figures:
    """100,000 no-op items in one run."""
    return await fan_out(store, folder, repeat, 100_000)


async def script(store: Store, folder: Path, repeat: int) -> Figures:
    """40 sequential scripts that say `true`."""
    before = bare.spawn_ms(["true"])
    async with _rig(store, folder) as rig:
        await rig.run("script")
        seconds = median([await rig.run("script") for _ in range(repeat)])
    figures = _figures(seconds, SCRIPT_TASKS, mean((before, bare.spawn_ms(["true"]))))
    return figures | {"over_bare_ms": round(figures["per_task_ms"] - figures["bare_ms"], 3)}


async def latency(store: Store, folder: Path, _: int) -> Figures:
    """From "run now", the engine's own call, to the first line of the user's code."""
    parts = _Bare(store, folder)
    async with _rig(store, folder) as rig:
        await rig.run("light")
        found = sorted([await rig.ping() for _ in range(PINGS)])
    p50, p99 = (round(found[int(share * len(found))] * 1e3, 2) for share in (0.5, 0.99))
    return parts.beside(median(found), 1) | {"p50_ms": p50, "p99_ms": p99}


async def history_of(store: Store, folder: Path, repeat: int, task_rows: int) -> Figures:
    """The chain on an empty store, then on one with old task rows; the former is `bare_ms` here."""
    async with _rig(store, folder) as rig:
        await rig.run("light")
        empty = [await rig.run("chain") for _ in range(repeat)]
        await old_runs.multiply(rig.database, task_rows=task_rows)
        await rig.run("chain")
        full = [await rig.run("chain") for _ in range(repeat)]
    return _figures(median(full), CHAIN_TASKS, median(empty) / CHAIN_TASKS * 1e3)


async def history(store: Store, folder: Path, repeat: int) -> Figures:
    """The chain with 1,000,000 old task rows."""
    return await history_of(store, folder, repeat, 1_000_000)


async def history_10m(store: Store, folder: Path, repeat: int) -> Figures:
    """The chain with 10,000,000 old task rows."""
    return await history_of(store, folder, repeat, 10_000_000)


async def schedules(store: Store, folder: Path, _: int) -> Figures:
    """10,000 schedules due at one minute: until each has its run."""
    before = bare.insert_ms(store.bare, folder)
    async with due_schedules.opened(folder, store, slots=SLOTS) as rig:
        seconds = await due_schedules.fire(rig)
    return _figures(seconds, due_schedules.SCHEDULES, mean((before, bare.insert_ms(store.bare, folder))))


CASES: dict[str, Case] = {
    case.__name__: case
    for case in (chain, light, fanout, fanout_100k, script, latency, schedules, history, history_10m)
}


class _Bare:
    """The bare parts, before and after what is measured, so that both meet the same machine."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._before = self._measure()

    def beside(self, seconds: float, tasks: int) -> Figures:
        parts_ms, loop_ms = (mean(pair) for pair in zip(self._before, self._measure(), strict=True))
        figures = _figures(seconds, tasks, parts_ms)
        ratio = figures["per_task_ms"] / loop_ms
        return figures | {"loop_ms": round(loop_ms, 3), "loop_ratio": round(ratio, 2)}

    def _measure(self) -> tuple[float, float]:
        """Outside of the engine's event loop, which has nothing to do then."""
        with ThreadPoolExecutor(1) as pool:
            where = (self._store.bare, self._folder)
            return pool.submit(bare.chain_ms, *where).result(), pool.submit(bare.loop_ms, *where).result()


def _rig(store: Store, folder: Path) -> AbstractAsyncContextManager[Rig]:
    return open_rig(folder, database=store.url, synchronous=store.synchronous, slots=SLOTS)


def _figures(seconds: float, tasks: int, bare_ms: float) -> Figures:
    per_task_ms = seconds / tasks * 1e3
    return {
        "seconds": round(seconds, 4),
        "per_task_ms": round(per_task_ms, 3),
        "bare_ms": round(bare_ms, 3),
        "ratio": round(per_task_ms / bare_ms, 2),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _RSS_UNITS_PER_MB, 1),
    }


_RSS_UNITS_PER_MB = 1024 if sys.platform == "linux" else 1024 * 1024


def main() -> None:
    name, store_name, repeat = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with tempfile.TemporaryDirectory(prefix="seaway-bench-") as text:
        folder = Path(text)
        write_project(folder)
        with open_store(store_name, folder) as store:
            print(json.dumps(asyncio.run(CASES[name](store, folder, repeat))))


if __name__ == "__main__":
    main()
