"""Users' code may fork. Its child is no worker: it must not come back into the worker's own code."""

import os
import sys
from types import TracebackType


class OneProcess:
    """Around a call of users' code: only the process that went in comes out.

    A forked child that returns or raises ends there, as a Python program would: what it printed is
    flushed, an exception is shown, the exit code tells. It writes no result, touches no file of the
    attempt and runs no exit handler of the worker."""

    __slots__ = ("_pid",)

    def __enter__(self) -> None:
        self._pid = os.getpid()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if os.getpid() != self._pid:
            _end(error)


def _end(error: BaseException | None) -> None:
    code = 1
    try:
        code = _exit_code(error)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _exit_code(error: BaseException | None) -> int:
    if error is None:
        return 0
    if isinstance(error, SystemExit):
        if error.code is None or isinstance(error.code, int):
            return (error.code or 0) & 0xFF
        sys.stderr.write(f"{error.code}\n")
        return 1
    import traceback

    traceback.print_exception(error)
    return 1
