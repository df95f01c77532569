"""Prints from a thread of its own, so that a pipe or a terminal that nobody reads holds up nothing."""

import os
import queue
import threading
from collections.abc import Callable
from functools import partial

from seaway.cli import printing

MOST_WAITING = 10_000
LAST_WORDS_S = 2.0


class Scribe:
    """Lines for stdout, in their order. What finds no room any more is counted in place of being kept."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[Callable[[], None] | None] = queue.Queue(MOST_WAITING)
        self._missed = 0
        self._error: OSError | None = None
        self._thread = threading.Thread(target=self._write, name="scribe", daemon=True)
        self._thread.start()

    def line(self, text: str) -> None:
        """Raises OSError where an earlier line could not be written: whoever read is gone."""
        self._put(partial(printing.line, text))

    def json_line(self, value: object) -> None:
        """The same, as JSON."""
        self._put(partial(printing.json_line, value))

    def close(self, status: int) -> int:
        """Give what waits a moment to be written. Where nobody reads even now, the process ends here, with
        `status`: its end would wait for the same pipe."""
        if self._error is None:
            try:
                self._waiting.put(None, timeout=LAST_WORDS_S)
                self._thread.join(LAST_WORDS_S)
            except queue.Full:
                pass
            if self._thread.is_alive():
                os._exit(status)
        return status

    def _put(self, write: Callable[[], None]) -> None:
        if self._error is not None:
            raise self._error
        try:
            self._waiting.put_nowait(write)
        except queue.Full:
            self._missed += 1

    def _write(self) -> None:
        try:
            while (write := self._waiting.get()) is not None:
                write()
                if self._waiting.empty():
                    self._tell_missed()
            self._tell_missed()
        except OSError as error:
            self._error = error

    def _tell_missed(self) -> None:
        missed, self._missed = self._missed, 0
        if missed:
            printing.note(f"{missed:,} lines were not shown, as nobody read them for a while.")
