"""What the server costs and gives, by the very processes of `seaway up`: `python -m benchmarks.server`.

The one who asks runs on the same machine, so its work is in every figure. `chain_slowdown` is a ratio of runs
in turns, with and without anybody looking."""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.http_load import Crowd, Wire, steadily, timed, together
from benchmarks.many_runs import fill
from benchmarks.rig import write_code, write_sequence

Figures = dict[str, float]
CHAIN = 300
GATHER_S = 5
PARTS = ("lists", "run_now", "first_line", "chain_slowdown")
BUDGETS = {
    "run_list.p95_ms": 50.0,
    "run_list_failed.p95_ms": 50.0,
    "run_list_of_workflow.p95_ms": 50.0,
    "workflow_list.p95_ms": 50.0,
    "chain_slowdown.ratio": 1.5,
    "first_line.p50_ms": 8.0,
    "first_line.p99_ms": 40.0,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000_000, help="runs in the store (default 1,000,000)")
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--repeat", type=int, default=5, help="pairs of chains, with and without clients")
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--only", default=",".join(PARTS), help=f"some of {','.join(PARTS)}, between commas (default all)"
    )
    asked = parser.parse_args()
    only = tuple(asked.only.split(","))
    if unknown := set(only) - set(PARTS):
        parser.error(f"--only knows {', '.join(PARTS)}, and no {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # or what was started would outlive it
    with tempfile.TemporaryDirectory(prefix="seaway-http-bench-") as folder:
        figures = measure(
            Path(folder), runs=asked.runs, clients=asked.clients, repeat=asked.repeat, only=only
        )
    if asked.json:
        json.dump(figures, sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        for line in _table(figures):
            sys.stdout.write(f"{line}\n")


def measure(
    folder: Path, *, runs: int, clients: int, repeat: int, only: Sequence[str] = PARTS
) -> dict[str, Figures]:
    workflows = write_code(folder)
    (folder / "seaway.toml").write_text('name = "bench"\n')
    (workflows / "chain.yaml").write_text(write_sequence(CHAIN, "noop"))
    gathered = write_sequence(CHAIN, "noop").splitlines()
    gathered[2] = f"  t0: {{run: 'sleep {GATHER_S}'}}"  # meanwhile the clients come
    (workflows / "watched.yaml").write_text("\n".join((*gathered, "")))
    (workflows / "ping.yaml").write_text(write_sequence(1, "now"))
    with serving(folder) as (url, token):
        asyncio.run(_run_once(Wire(url, token)))
    started = time.perf_counter()
    fill(folder / ".seaway" / "seaway.db", runs)
    filled = {"fill": {"runs": float(runs), "seconds": time.perf_counter() - started}}
    with serving(folder) as (url, token):
        return filled | asyncio.run(_measure(url, token, clients, repeat, only))


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, str]]:
    """`seaway up` on the project; its address, and a token that may do everything."""
    seaway = [sys.executable, "-c", "from seaway.cli.main import main; main()"]
    up = [*seaway, "up", "--json", "--no-browser", "--no-triggers", "--port", "0", "--project", str(folder)]
    environment = os.environ | {"SEAWAY_SLOTS": "4"}
    with subprocess.Popen(up, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            events = (json.loads(line) for line in process.stdout)
            url = next(event["url"] for event in events if event["event"] == "serving")
            threading.Thread(target=process.stdout.read, daemon=True).start()  # or it fills, and all waits
            made = subprocess.run(
                [*seaway, "tokens", "create", "bench", "--scope", "all", "--json", "--project", str(folder)],
                check=True,
                capture_output=True,
                text=True,
            )
            yield url, json.loads(made.stdout)["token"]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


async def _run_once(wire: Wire) -> None:
    await _over(wire, await _start(wire, "ping"))
    wire.close()


async def _measure(
    url: str, token: str, clients: int, repeat: int, only: Sequence[str]
) -> dict[str, Figures]:
    wire = Wire(url, token)
    figures: dict[str, Figures] = {}
    if "lists" in only:
        figures |= await _lists(wire)
    for name, measured in (("run_now", _run_now), ("first_line", _first_lines)):
        if name in only:
            figures[name] = _percentiles(await measured(wire, 100))
            _say(name, figures[name])
    if "chain_slowdown" in only:
        asking = Wire(url, token)
        figures["chain_slowdown"] = await _slowdown(wire, [asking], clients, repeat)
        asking.close()
    wire.close()
    return figures


async def _lists(wire: Wire) -> dict[str, Figures]:
    """One request after the other, then by eight connections at once."""
    figures: dict[str, Figures] = {}
    last = await _start(wire, "chain")
    await _over(wire, last)
    for name, path in _paths(last).items():
        await timed(wire, "GET", path, None, 5)
        figures[name] = _percentiles(await timed(wire, "GET", path, None, 200))
        _say(name, figures[name])
    wires = [Wire(wire.url, wire.token) for _ in range(8)]
    for name in ("run_list", "run_page"):
        figures[name]["per_s"] = round(await together(wires, _paths(last)[name], 3.0), 1)
    for each in wires:
        each.close()
    return figures


def _paths(run_id: str) -> dict[str, str]:
    at = "/api/v1/projects/bench"
    return {
        "run_list": f"{at}/runs?limit=50",
        "run_list_failed": f"{at}/runs?state=failed&limit=50",
        "run_list_of_workflow": f"{at}/runs?workflow=ping&state=failed&state=success&limit=50",
        "workflow_list": f"{at}/workflows?limit=50",
        "run_page": f"{at}/runs/{run_id}",
        "run_tasks": f"{at}/runs/{run_id}/tasks?limit=500",
        "home": f"{at}/overview",
    }


async def _start(wire: Wire, workflow: str) -> str:
    made = await wire.ask("POST", f"/api/v1/projects/bench/workflows/{workflow}/runs", {})
    return str(made["run_id"])


async def _over(wire: Wire, run_id: str) -> Any:
    while True:
        run = await wire.ask("GET", f"/api/v1/projects/bench/runs?limit=1&search={run_id}")
        (found,) = run["items"]
        if found["state"] in ("success", "failed", "cancelled"):
            if found["state"] != "success":
                raise RuntimeError(f"the run {run_id} ended {found['state']}: {found['error']}")
            return found
        await asyncio.sleep(0.05)


async def _run_now(wire: Wire, count: int) -> list[float]:
    """Seconds until a run is accepted: it is in the store, and the answer is here."""
    path = "/api/v1/projects/bench/workflows/ping/runs"
    found = []
    for _ in range(count):
        started = time.perf_counter()
        run_id = (await wire.ask("POST", path, {}))["run_id"]
        found.append(time.perf_counter() - started)
        await _over(wire, run_id)
    return found


async def _first_lines(wire: Wire, count: int) -> list[float]:
    """Seconds from the request to the first line of the user's code, by the clock of the machine."""
    found = []
    for _ in range(count):
        started = time.time()
        run_id = await _start(wire, "ping")
        await _over(wire, run_id)
        at = f"/api/v1/projects/bench/runs/{run_id}/outputs?task=t0"
        found.append((await wire.ask("GET", at))["outputs"]["result"] - started)
        await asyncio.sleep(0.05)
    return found


async def _slowdown(wire: Wire, asking: list[Wire], clients: int, repeat: int) -> Figures:
    """A chain with nobody looking, and with clients that follow it and lists that are asked for."""
    os.nice(15)  # clients are on other machines: here they take only what is left
    alone: list[float] = []
    crowded: list[float] = []
    lists: list[float] = []
    events = received = 0
    for _ in range(repeat):
        alone.append(await _chain_s(wire, await _start(wire, "watched")))
        crowd, stop = Crowd(wire.url, wire.token), asyncio.Event()
        run_id = await _start(wire, "watched")
        await crowd.gather(clients, f"/api/v1/projects/bench/events?run={run_id}")
        steady = asyncio.create_task(steadily(asking[0], _paths(run_id)["run_list"], 50, stop))
        crowded.append(await _chain_s(wire, run_id))
        stop.set()
        lists += await steady
        events += sum(follower.events for follower in crowd.followers)
        received += sum(follower.received for follower in crowd.followers)
        cut_off = sum(follower.is_over for follower in crowd.followers)
        crowd.leave()
        await asyncio.sleep(0.5)
    return {
        "alone_s": round(median(alone), 3),
        "crowded_s": round(median(crowded), 3),
        "ratio": round(median(crowded) / median(alone), 2),
        "clients": float(clients),
        "cut_off": float(cut_off),
        "events_a_client": round(events / clients / repeat),
        "mb_sent": round(received / 1e6, 1),
        **{f"list_{name}": value for name, value in _percentiles(lists).items()},
    }


async def _chain_s(wire: Wire, run_id: str) -> float:
    """Seconds of a chain by the engine's own clock, from the end of its first task."""
    run = await _over(wire, run_id)
    at = f"/api/v1/projects/bench/runs/{run_id}/attempts?task=t0"
    (first,) = (await wire.ask("GET", at))["items"]
    return _seconds(first["ended_at"], run["ended_at"])


def _seconds(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()


def _percentiles(seconds: list[float]) -> Figures:
    ordered = sorted(seconds)
    return {
        f"p{percent}_ms": round(ordered[min(len(ordered) * percent // 100, len(ordered) - 1)] * 1000, 2)
        for percent in (50, 95, 99)
    }


def _say(name: str, found: Figures) -> None:
    """A long measurement shows how far it is."""
    sys.stderr.write(f"{name} {found}\n")


def _table(figures: dict[str, Figures]) -> Iterator[str]:
    for name, found in figures.items():
        cells = "  ".join(f"{key} {value:g}" for key, value in found.items())
        yield f"{name:<22} {cells}"
    yield ""
    for path, most in BUDGETS.items():
        name, _, key = path.partition(".")
        value = figures.get(name, {}).get(key)
        if value is not None:
            yield f"{path:<32} {value:g} of {most:g}: {'kept' if value <= most else 'MISSED'}"


if __name__ == "__main__":
    main()
