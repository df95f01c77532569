"""What a tree of processes takes: memory (PSS: shared pages counted once, in shares) and processor time.

Linux only; elsewhere the figures are None."""

import os
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from seaway.executors.processes import IS_LINUX, tree

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def pss_mb(pid: int) -> float | None:
    if not IS_LINUX:
        return None
    return sum(_pss_kb(member) for member in tree(pid)) / 1024


def cpu_s(pid: int) -> float | None:
    """Processor time that the processes of the tree that are alive have used so far."""
    if not IS_LINUX:
        return None
    return sum(_ticks(member) for member in tree(pid)) / _TICKS_PER_S


class PeakPss:
    """The highest PSS of a tree, looked at four times a second from outside of it."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.mb: float | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.25):
            now = pss_mb(self._pid)
            if now is not None:
                self.mb = max(self.mb or 0.0, now)


def _pss_kb(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def _ticks(pid: int) -> int:
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])
    return 0
