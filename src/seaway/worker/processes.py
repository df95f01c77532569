"""The processes below a worker: found, ended, never left behind.

On Linux a worker is a subreaper: whoever of its descendants loses a parent becomes its child, also one
that left session and group. Elsewhere only the process group of a script is known."""

import os
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_STEP_S = 0.005


def become_subreaper() -> bool:
    """Adopt orphaned descendants from now on; False where the system has no such thing."""
    if sys.platform != "linux":
        return False
    import ctypes

    return bool(ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)


def has_children() -> bool:
    """Costs one system call."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def children() -> set[int]:
    """The processes whose parent is this one, dead ones that nobody waited for included."""
    if not has_children():
        return set()
    try:
        tasks = Path("/proc/self/task")
        return {int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split()}
    except FileNotFoundError:
        return _children_by_scan()


def end_all(keep: Iterable[int] = (), *, grace_s: float) -> int:
    """End every descendant but `keep`: SIGTERM, after `grace_s` SIGKILL; returns how many children there
    were.

    Each one that dies hands us its own children, so this goes on until none is left."""
    kept = set(keep)
    ended: set[int] = set()
    asked: set[int] = set()
    deadline = time.monotonic() + grace_s
    limit = deadline + 5.0
    while left := {pid for pid in children() - kept if not _reap(pid)}:
        is_late = time.monotonic() > deadline
        for pid in left if is_late else left - asked:
            send_signal(pid, signal.SIGKILL if is_late else signal.SIGTERM)
        asked |= left
        ended |= left
        if time.monotonic() > limit:
            break
        time.sleep(_STEP_S)
    return len(ended)


def send_signal(pid: int, number: int, *, is_group: bool = False) -> bool:
    """False where there is no such process any more."""
    try:
        if is_group:
            os.killpg(pid, number)
        else:
            os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _reap(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def _children_by_scan() -> set[int]:
    """For kernels without `children` files, and for systems without /proc, where nothing can be found."""
    found, me = set(), str(os.getpid())
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[1] == me:
            found.add(int(entry.parent.name))
    return found
