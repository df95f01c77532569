"""What one piece of work costs in a process of its own: time, processor time, and the highest memory.

As a program it is that process: `python -m benchmarks.blueprints_costs MODULE TOLD` does what `MODULE.job`
makes of TOLD, a JSON object, and prints what it took."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import import_module

from benchmarks.memory import PeakPss

LIMIT_MB = 300.0
_HEAD = ("seconds", "bare", "ratio", "cpu s", "bare", "MB", "bare")
_WIDTHS = (9, 9, 7, 8, 8, 6, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """`cpu_s` is that of the process, without servers. `peak_mb` is its highest PSS, looked at four times a
    second; RSS, which counts shared pages in whole, where it ended before the first look."""

    seconds: float
    cpu_s: float
    peak_mb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A verb beside what the bare client needs for the same, in the same run. `error` is what the verb said
    where it failed, or the bare client did."""

    system: str
    verb: str
    cost: Cost | None
    bare: Cost | None
    error: str = ""

    @property
    def is_kept(self) -> bool:
        return self.cost is not None and self.cost.peak_mb <= LIMIT_MB

    def to_json(self) -> dict[str, object]:
        return {**asdict(self), "limit_mb": LIMIT_MB, "is_kept": self.is_kept}


class FailedError(Exception):
    """The process ended with an error, whose last line this is."""


def in_process(module: str, told: Mapping[str, object]) -> Cost:
    """
    Raises:
        FailedError: it failed.
    """
    command = [sys.executable, "-m", "benchmarks.blueprints_costs", module, json.dumps(told)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with PeakPss(process.pid) as peak:
        said, complaint = process.communicate()
    if process.returncode:
        raise FailedError(next(reversed(complaint.strip().splitlines()), f"exit code {process.returncode}"))
    found = json.loads(said.strip().splitlines()[-1])
    return Cost(
        seconds=found["seconds"],
        cpu_s=found["cpu_s"],
        peak_mb=round(found["peak_rss_mb"] if peak.mb is None else peak.mb, 1),
    )


def measured(module: str, system: str, verb: str, told: Mapping[str, object]) -> Measured:
    """The bare client first, then the verb, even where the former failed."""
    bare, bare_error = _tried(module, {**told, "verb": verb, "is_bare": True})
    cost, error = _tried(module, {**told, "verb": verb, "is_bare": False})
    return Measured(
        system=system,
        verb=verb,
        cost=cost,
        bare=bare,
        error=error or (bare_error and f"bare client: {bare_error}"),
    )


def _tried(module: str, told: Mapping[str, object]) -> tuple[Cost | None, str]:
    try:
        return in_process(module, told), ""
    except FailedError as error:
        return None, str(error)[:300]


def header() -> str:
    columns = "".join(f"{name:>{width}}" for name, width in zip(_HEAD, _WIDTHS, strict=True))
    return f"{'system':11}{'verb':17}{columns}  limit {LIMIT_MB:.0f} MB"


def line(found: Measured) -> str:
    name = f"{found.system:11}{found.verb:17}"
    if found.cost is None:
        return f"{name}  FAILED: {found.error}"
    cost, bare = found.cost, found.bare
    ratio = cost.seconds / max(bare.seconds, 1e-3) if bare else None
    times = (cost.seconds, bare and bare.seconds, ratio, cost.cpu_s, bare and bare.cpu_s)
    memory = (round(cost.peak_mb), bare and round(bare.peak_mb))
    cells = "".join(f"{_cell(each):>{width}}" for each, width in zip((*times, *memory), _WIDTHS, strict=True))
    return f"{name}{cells}  {'kept' if found.is_kept else 'MISSED'}{found.error and f'; {found.error}'}"


def _cell(figure: float | None) -> str:
    if figure is None:
        return "-"
    return str(figure) if isinstance(figure, int) else f"{figure:.1f}"


def main(module: str, told: str) -> None:
    job = import_module(module).job(json.loads(told))
    begun, used = time.perf_counter(), time.process_time()
    job()
    took = {"seconds": round(time.perf_counter() - begun, 3), "cpu_s": round(time.process_time() - used, 3)}
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**took, "peak_rss_mb": peak_mb}))


if __name__ == "__main__":
    main(*sys.argv[1:])
