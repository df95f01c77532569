"""How fast the engine is, beside the bare parts: `python -m benchmarks.engine [--json] [--only chain,start]`.

Every case runs in a process of its own. Without `--json` a table, with the budgets beside."""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.memory import PeakPss
from benchmarks.report import header, line
from benchmarks.start import start
from benchmarks.stores import STORES, postgres_user

Figures = dict[str, float]

USUAL = ("chain", "light", "fanout", "script", "latency", "schedules", "start", "history")
ON_REQUEST = ("fanout_100k", "history_10m")
_STORES_OF = dict.fromkeys(("chain", "latency", "fanout", "light", "schedules"), STORES)
"""Where not said, FULL on SQLite, which is the default of an installation."""


def main(arguments: list[str] | None = None) -> int:
    options = _parse(arguments)
    stores = [store for store in STORES if store != "postgresql" or postgres_user() is not None]
    if "postgresql" not in stores:
        print("PostgreSQL is left out: nobody answers on 127.0.0.1:5432", file=sys.stderr)
    found: dict[str, Figures] = {}
    if not options.json:
        print(header(), flush=True)
    for name, figures in _measure(options.only, stores, options.repeat):
        found[name] = figures
        if not options.json:
            print(line(name, figures), flush=True)
    if options.json:
        print(json.dumps(found, indent=2))
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object by name instead of a table")
    parser.add_argument("--only", default=",".join(USUAL), help=f"some of {', '.join(USUAL + ON_REQUEST)}")
    parser.add_argument("--full", action="store_true", help=f"also {' and '.join(ON_REQUEST)}")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each kind; the median counts")
    options = parser.parse_args(arguments)
    options.only = [name.strip() for name in options.only.split(",")] + list(ON_REQUEST * options.full)
    unknown = sorted(set(options.only) - {*USUAL, *ON_REQUEST})
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}; known are {', '.join(USUAL + ON_REQUEST)}")
    return options


def _measure(names: list[str], stores: list[str], repeat: int) -> Iterator[tuple[str, Figures]]:
    for name in names:
        if name == "start":
            yield from start().items()
            continue
        for store in _STORES_OF.get(name, ("full",)):
            if store in stores:
                yield f"{name}_{store}", _run_case(name, store, repeat)


def _run_case(name: str, store: str, repeat: int) -> Figures:
    command = [sys.executable, "-m", "benchmarks.cases", name, store, str(repeat)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        with PeakPss(process.pid) as peak:
            output, _ = process.communicate()
        if process.returncode != 0:
            raise SystemExit(f"{name} on {store} failed; what went wrong stands above")
    figures: Figures = json.loads(output)
    return figures | ({} if peak.mb is None else {"peak_pss_mb": round(peak.mb, 1)})


if __name__ == "__main__":
    sys.exit(main())
