"""How much longer a chain of tasks takes while many look: `python -m benchmarks.watched`.

`seaway up` as it is, in a project of its own. Those who look are a process too, on the same machine: it
holds live streams that follow every run, and asks for the list of runs at a steady pace. Quiet and watched
chains are taken in turns, so that a noisy machine is noisy for both."""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import httpx
import psutil

from benchmarks.rig import write_code, write_sequence
from seaway.client.client import Client

SEAWAY = [sys.executable, "-c", "from seaway.cli.main import main; main()"]
PROJECT = "watched"
BUDGET = 1.5
Figures = dict[str, float]


def measure(*, tasks: int, rounds: int, streams: int, lists_per_s: int) -> Figures:
    """Medians of both, their ratios, and what the lists took meanwhile."""
    quiet: list[tuple[float, float]] = []
    watched: list[tuple[float, float]] = []
    lists: list[float] = []
    with (
        tempfile.TemporaryDirectory(prefix="seaway-bench-") as name,
        _up(Path(name), tasks) as (engine, url, token),
        Client(url, token, project=PROJECT) as client,
    ):
        _chain(client, engine)
        for _ in range(rounds):
            quiet.append(_chain(client, engine))
            with _looking(url, token, streams, lists_per_s) as looking:
                watched.append(_chain(client, engine))
            lists += looking
    lists.sort()
    return {
        "quiet_s": median(took for took, _ in quiet),
        "watched_s": median(took for took, _ in watched),
        "ratio": median(took for took, _ in watched) / median(took for took, _ in quiet),
        "quiet_cpu_s": median(cpu for _, cpu in quiet),
        "watched_cpu_s": median(cpu for _, cpu in watched),
        "cpu_ratio": median(cpu for _, cpu in watched) / median(cpu for _, cpu in quiet),
        "lists": len(lists),
        "list_p50_ms": lists[len(lists) // 2] * 1000,
        "list_p95_ms": lists[len(lists) * 95 // 100] * 1000,
    }


@contextmanager
def _up(folder: Path, tasks: int) -> Iterator[tuple[int, str, str]]:
    (folder / "seaway.toml").write_text(f'name = "{PROJECT}"\n')
    (write_code(folder) / "chain.yaml").write_text(write_sequence(tasks, "noop"))
    command = [*SEAWAY, "up", "--json", "--no-triggers", "--port", "0", "--grace", "0"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        serving = next(said for line in process.stdout if (said := json.loads(line))["event"] == "serving")
        threading.Thread(target=process.stdout.read, daemon=True).start()  # it says much more
        making = [*SEAWAY, "tokens", "create", "bench", "--scope", "all"]
        token = subprocess.run(making, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()
        try:
            yield process.pid, serving["url"], token
        finally:
            process.terminate()
            process.wait()


def _chain(client: Client, engine: int) -> tuple[float, float]:
    """From the run's start to its end, as the engine wrote them; and the engine's processor time meanwhile,
    which a busy machine changes less."""
    before = _cpu_s(engine)
    run = client.start("chain")
    while run.ended_at is None:
        time.sleep(0.2)
        run = client.run(run.run_id)
    assert run.state == "success", run.reason
    assert run.started_at is not None
    return (run.ended_at - run.started_at).total_seconds(), _cpu_s(engine) - before


def _cpu_s(pid: int) -> float:
    """Of this process alone, without those that it started."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


@contextmanager
def _looking(url: str, token: str, streams: int, lists_per_s: int) -> Iterator[list[float]]:
    """People who look, until the end; then how long each list took."""
    took: list[float] = []
    command = [sys.executable, "-m", "benchmarks.watched", "--look", url, token]
    command += [f"--streams={streams}", f"--lists={lists_per_s}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield took
        said, _ = process.communicate("\n")
        took += json.loads(said)


async def look(url: str, token: str, streams: int, lists_per_s: int) -> None:
    """Follow and ask until a line comes on stdin."""
    at = f"{url}/api/v1/projects/{PROJECT}"
    limits = httpx.Limits(max_connections=None)
    headers = {"Authorization": f"Bearer {token}"}
    took: list[float] = []
    async with httpx.AsyncClient(headers=headers, timeout=None, limits=limits) as client:
        following = [asyncio.create_task(_follow(client, f"{at}/events")) for _ in range(streams)]
        asking = asyncio.create_task(_ask(client, f"{at}/runs", lists_per_s, took))
        await asyncio.sleep(1)
        print("looking", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        for task in (*following, asking):
            task.cancel()
        ended = await asyncio.gather(*following, asking, return_exceptions=True)
    broken = [error for error in ended if isinstance(error, Exception)]
    assert not broken, f"{len(broken)} of {len(ended)} broke, such as {broken[0]!r}"
    print(json.dumps(took))


async def _follow(client: httpx.AsyncClient, url: str) -> None:
    async with client.stream("GET", url, params={"topics": "runs"}) as stream:
        stream.raise_for_status()
        async for _ in stream.aiter_raw():
            pass


async def _ask(client: httpx.AsyncClient, url: str, per_s: int, took: list[float]) -> None:
    """At a steady pace, however long the answers take."""

    async def once() -> None:
        began = time.perf_counter()
        (await client.get(url)).raise_for_status()
        took.append(time.perf_counter() - began)

    async with asyncio.TaskGroup() as group:
        while True:
            group.create_task(once())
            await asyncio.sleep(1 / per_s)


def main() -> None:
    parser = argparse.ArgumentParser(description="How much longer a chain takes while many look.")
    parser.add_argument("--tasks", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--lists", type=int, default=50, help="a second")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--look", nargs=2, metavar=("URL", "TOKEN"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.look:
        asyncio.run(look(*given.look, given.streams, given.lists))
        return
    found = measure(tasks=given.tasks, rounds=given.rounds, streams=given.streams, lists_per_s=given.lists)
    if given.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:12} {value:10.3f}")
    print(f"the budget is a ratio of {BUDGET}")


if __name__ == "__main__":
    main()
