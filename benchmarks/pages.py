"""What large pages cost the browser: `python -m benchmarks.pages`, in real Chromium, on `seaway up`.

Of each page, from its address on: `shown_ms` until what its reader came for is there; `interactive_ms`
until the main thread has had its last long task, after which it is quiet for half a second; `cpu_ms` the
processor time of the main thread until then, which a busy machine hardly changes; `long_tasks` over 50 ms and
the `longest_ms`; `heap_mb` and `nodes` what stays after a collection. The median of some visits, each in a
fresh tab with the files of the pages in its cache."""

import argparse
import asyncio
import json
import runpy
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import BrowserContext, CDPSession, sync_playwright

from benchmarks.big_runs import write_big_runs, write_big_workflows
from benchmarks.http_load import Wire
from benchmarks.server import serving

Figures = dict[str, float]
SEAWAY = (sys.executable, "-c", "from seaway.cli.main import main; main()")
ROOT = Path(__file__).parents[1]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-proxy-server"]
PATIENCE_MS = 180_000
QUIET_MS = 500
BUDGETS = {"run_tasks.cpu_ms": 1_000.0, "run_items.cpu_ms": 1_000.0}

# Long tasks are told as they end; a page is quiet once none has come for a while.
WATCH = """
window.seawayLong = [];
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) window.seawayLong.push([each.startTime, each.duration]);
}).observe({ type: "longtask", buffered: true });
"""
ROWS = """document.querySelector("[aria-label='Tasks in the order of their starts']")?.scrollHeight"""
UNTIL_QUIET = """
(quiet) => new Promise((done) => {
  let shown = 0;
  const look = () => {
    const now = performance.now();
    if (!shown && (IS_THERE)) shown = now;
    const last = window.seawayLong.at(-1);
    const busy = Math.max(shown, last ? last[0] + last[1] : 0);
    if (shown && now - busy > quiet) done({ shown, interactive: busy, long: window.seawayLong });
    else setTimeout(look, 15);
  };
  look();
})
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and the condition in its script that tells that what its reader came for is there."""

    name: str
    path: str
    is_there: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--tasks", type=int, default=5_000, help="of the workflow: 5,000, the most that one may have"
    )
    parser.add_argument("--items", type=int, default=10_000, help="of the foreach (default 10,000)")
    parser.add_argument("--repeat", type=int, default=3, help="visits of each page (default 3)")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # or what was started would outlive it
    with tempfile.TemporaryDirectory(prefix="seaway-pages-bench-") as folder:
        figures = measure(Path(folder), tasks=asked.tasks, items=asked.items, repeat=asked.repeat)
    if asked.json:
        json.dump(figures, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    for line in _table(figures):
        sys.stdout.write(f"{line}\n")


def measure(folder: Path, *, tasks: int, items: int, repeat: int) -> dict[str, Figures]:
    (folder / "seaway.toml").write_text('name = "bench"\ntimezone = "UTC"\n')
    write_big_workflows(folder, tasks=tasks)
    with serving(folder) as (url, token):
        asyncio.run(_run_small_ones(url, token))
    runs = write_big_runs(folder / ".seaway" / "seaway.db", tasks=tasks, items=items)
    places = [
        Place("run_small", f"/runs/{runs.small}", "document.querySelector('.gantt-row')"),
        Place("run_tasks", f"/runs/{runs.tasks}", f"{ROWS} > {tasks * 20}"),
        Place("run_items", f"/runs/{runs.items}", "document.querySelector('.gantt-row')"),
        Place("builder", "/workflows/wide", "document.querySelector('[data-task]')"),
    ]
    with serving(folder) as (url, _), _entered(folder, url) as context:
        return {place.name: _of(context, url, place, repeat) for place in places}


async def _run_small_ones(url: str, token: str) -> None:
    """What is made large; each run has to end before the server does."""
    wire = Wire(url, token)
    for workflow in ("small", "fan"):
        made = await wire.ask("POST", f"/api/v1/projects/bench/workflows/{workflow}/runs", {})
        while True:
            run = await wire.ask("GET", f"/api/v1/projects/bench/runs/{made['run_id']}")
            if run["ended_at"]:
                break
            await asyncio.sleep(0.1)
    wire.close()


@contextmanager
def _entered(folder: Path, url: str) -> Iterator[BrowserContext]:
    """A browser that is signed in by a one-time link."""
    chromium = runpy.run_path(str(ROOT / "tools/browser.py"))["find"]()
    if chromium is None:
        sys.exit("Chromium is missing: python tools/browser.py")
    words = ["users", "link", "--json", "--project", str(folder)]
    said = subprocess.run([*SEAWAY, *words], check=True, capture_output=True, text=True).stdout
    link = json.loads(said)["link"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(f"{url}{link[link.index('/link') :]}")
        page.wait_for_selector(".mantine-AppShell-root, nav")
        page.close()
        yield context
        browser.close()


def _of(context: BrowserContext, url: str, place: Place, repeat: int) -> Figures:
    visits = [_visit(context, f"{url}{place.path}", place.is_there) for _ in range(repeat + 1)]
    found = {
        name: round(median(each[name] for each in visits[1:]), 1) for name in visits[0]
    }  # the first visit fills the cache
    sys.stderr.write(f"{place.name} {found}\n")
    return found


def _visit(context: BrowserContext, address: str, is_there: str) -> Figures:
    page = context.new_page()
    page.goto("about:blank")
    wire = context.new_cdp_session(page)
    wire.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(address, wait_until="commit")
    seen = page.evaluate(UNTIL_QUIET.replace("IS_THERE", is_there), QUIET_MS)
    spent = _metrics(wire)
    wire.send("HeapProfiler.collectGarbage")
    left = _metrics(wire)
    page.close()
    long = [duration for _, duration in seen["long"]]
    return {
        "shown_ms": seen["shown"],
        "interactive_ms": seen["interactive"],
        "cpu_ms": spent["TaskDuration"] * 1000,
        "script_ms": spent["ScriptDuration"] * 1000,
        "layout_ms": (spent["LayoutDuration"] + spent["RecalcStyleDuration"]) * 1000,
        "long_tasks": float(len(long)),
        "longest_ms": float(max(long, default=0)),
        "heap_mb": left["JSHeapUsedSize"] / 1e6,
        "nodes": left["Nodes"],
    }


def _metrics(wire: CDPSession) -> dict[str, float]:
    return {each["name"]: each["value"] for each in wire.send("Performance.getMetrics")["metrics"]}


def _table(figures: dict[str, Figures]) -> Iterator[str]:
    for name, found in figures.items():
        yield f"{name:<12} " + "  ".join(f"{key} {value:g}" for key, value in found.items())
    yield ""
    for path, most in BUDGETS.items():
        name, _, key = path.partition(".")
        value = figures[name][key]
        yield f"{path:<22} {value:g} of {most:g}: {'kept' if value <= most else 'MISSED'}"


if __name__ == "__main__":
    main()
