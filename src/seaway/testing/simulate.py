"""`python -m seaway.testing.simulate --seeds 1000`: try the engine on many seeds.

`--seed 123 --trace` replays one."""

import argparse
import logging
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor

from seaway.testing.simulation import Report, simulate


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 where every seed holds, 1 where one does not."""
    options = _parser().parse_args(arguments)
    logging.disable(logging.CRITICAL)
    if options.seed is not None:
        return _replay(options.seed, is_traced=options.trace)
    seeds = range(options.start, options.start + options.seeds)
    began = time.perf_counter()
    failed, starts = 0, 0
    for report in _reports(seeds, options.jobs):
        starts += report.starts
        if report.broken:
            failed += 1
            _say(f"seed {report.seed}: {report.broken[0]}")
            _say(f"  replay: python -m seaway.testing.simulate --seed {report.seed} --trace")
    took_s = time.perf_counter() - began
    _say(f"{len(seeds) - failed} of {len(seeds)} seeds hold, {starts} attempts, {took_s:.1f} s")
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m seaway.testing.simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1_000, help="how many seeds to try")
    parser.add_argument("--start", type=int, default=0, help="the first seed")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--seed", type=int, help="replay this one")
    parser.add_argument("--trace", action="store_true", help="with --seed: say everything that happens")
    return parser


def _replay(seed: int, *, is_traced: bool) -> int:
    report = simulate(seed)
    for line in report.trace if is_traced else ():
        _say(line)
    for sentence in report.broken:
        _say(f"broken: {sentence}")
    _say(f"{report.virtual_s:.0f} virtual seconds, {report.starts} attempts, {report.lives} lives of engines")
    return 1 if report.broken else 0


def _reports(seeds: Sequence[int], jobs: int) -> Iterable[Report]:
    if jobs <= 1 or len(seeds) < 20:
        yield from map(_brief, seeds)
        return
    with ProcessPoolExecutor(jobs, initializer=logging.disable, initargs=(logging.CRITICAL,)) as pool:
        yield from pool.map(_brief, seeds, chunksize=10)


def _brief(seed: int) -> Report:
    report = simulate(seed)
    report.trace.clear()
    return report


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
