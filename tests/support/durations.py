"""Which test files take the time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Protocol

LONG_S = 60.0
SHOWN = 10


class Part(Protocol):
    """A test's set-up, call or tear-down; `duration` in seconds."""

    nodeid: str
    duration: float


def summary(parts: Iterable[Part]) -> list[str]:
    """The slowest files and the sum of all, as lines; nothing after a run whose tests took less than
    `LONG_S` together."""
    took, tests = defaultdict[str, float](float), defaultdict[str, set[str]](set)
    for part in parts:
        name = part.nodeid.partition("::")[0]
        took[name] += part.duration
        tests[name].add(part.nodeid)
    total = sum(took.values())
    return list(_lines(took, tests, total)) if total >= LONG_S else []


def _lines(took: dict[str, float], tests: dict[str, set[str]], total: float) -> Iterator[str]:
    for name in sorted(took, key=took.__getitem__, reverse=True)[:SHOWN]:
        yield f"{took[name]:7.1f} s {len(tests[name]):5d} tests  {name}"
    yield f"{total:7.1f} s {sum(map(len, tests.values())):5d} tests  all files, over all processes"
