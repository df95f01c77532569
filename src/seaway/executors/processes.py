"""What the operating system knows of processes: read on Linux from /proc; elsewhere as far as `ps` tells.

A pid alone names nobody, it is used again. A pid with its start time, on one boot, does."""

import os
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

IS_LINUX = sys.platform == "linux"
_PROC = Path("/proc")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def boot_id() -> str:
    """Changes with every boot; empty where the system does not tell."""
    with suppress(OSError):
        return (_PROC / "sys/kernel/random/boot_id").read_text().strip()
    return ""


def start_time(pid: int) -> str | None:
    """When the process started, in the system's own unit; None where there is no such process (or a dead
    one)."""
    if not IS_LINUX:
        return _ps(pid, "lstart")
    fields = _stat_fields(pid)
    return None if fields is None or fields[0] == "Z" else fields[19]


def is_stopped(pid: int) -> bool:
    """Whether a signal stopped it (SIGSTOP, a debugger): it does nothing until it is told to go on."""
    if not IS_LINUX:
        return (_ps(pid, "state") or "").startswith("T")
    fields = _stat_fields(pid)
    return fields is not None and fields[0] in "Tt"


def children(pid: int) -> list[int]:
    """The processes whose parent is `pid` now."""
    if not IS_LINUX:
        return [int(line.split()[0]) for line in _ps_table() if line.split()[1] == str(pid)]
    found: list[int] = []
    with suppress(OSError):
        for task in (_PROC / str(pid) / "task").iterdir():
            with suppress(OSError):
                found.extend(int(word) for word in (task / "children").read_text().split())
    return found


def tree(pid: int) -> list[int]:
    """`pid` and all its descendants, parents first."""
    found, seen = [pid], {pid}
    for parent in found:
        new = [child for child in children(parent) if child not in seen]
        seen.update(new)
        found.extend(new)
    return found


def session(leader: int) -> list[int]:
    """The live processes of the session that `leader` leads."""
    if not IS_LINUX:
        return [int(line.split()[0]) for line in _ps_table() if line.split()[2] == str(leader)]
    return [
        pid
        for pid in _pids()
        if (fields := _stat_fields(pid)) and fields[3] == str(leader) and fields[0] != "Z"
    ]


def marked(name: str, values: Collection[str]) -> list[int]:
    """The processes started with variable `name` set to one of `values`; of ours only those we may look
    into."""
    wanted = {f"{name}={value}".encode() for value in values}
    found = []
    for pid in _pids() if wanted else ():
        with suppress(OSError):
            if not wanted.isdisjoint((_PROC / str(pid) / "environ").read_bytes().split(b"\0")):
                found.append(pid)
    return found


def holders(path: Path) -> list[int]:
    """The processes that have `path` open."""
    return [pid for pid in _pids() if _has_open(pid, path)]


def memory_bytes(pids: list[int]) -> int:
    """What these processes hold that no file backs: their own pages and shared memory, not mapped files."""
    return sum(_own_memory(pid) for pid in pids)


def resident_bytes(pid: int) -> int:
    """Resident memory of one process, mapped files and what it shares with its parent included."""
    with suppress(OSError, ValueError, IndexError):
        return int((_PROC / str(pid) / "statm").read_text().split()[1]) * _PAGE_BYTES
    return 0


def _own_memory(pid: int) -> int:
    total = 0
    with suppress(OSError, ValueError):
        for line in (_PROC / str(pid) / "status").read_text().splitlines():
            if line.startswith(("RssAnon:", "RssShmem:")):
                total += int(line.split()[1]) * 1024
    return total


def _stat_fields(pid: int) -> list[str] | None:
    """proc(5): the fields of `stat` from the third on (state); the second, the name, may hold anything."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return None
    return text[text.rindex(")") + 2 :].split()


def _has_open(pid: int, path: Path) -> bool:
    with suppress(OSError):
        for link in (_PROC / str(pid) / "fd").iterdir():
            with suppress(OSError):
                if link.readlink() == path:
                    return True
    return False


def _pids() -> Iterator[int]:
    if IS_LINUX:
        yield from (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit())


def _ps(pid: int, column: str) -> str | None:
    run = subprocess.run(
        ["ps", "-o", f"{column}=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return run.stdout.strip() or None


def _ps_table() -> list[str]:
    run = subprocess.run(["ps", "-axo", "pid=,ppid=,pgid="], capture_output=True, text=True, check=False)
    return run.stdout.splitlines()
