"""Makes a worker: its socket, its record, the order to the zygote. And ends one whose zygote is gone."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from seaway.errors import BusyError
from seaway.executors import orders, processes, records, recovery
from seaway.executors.flights import Worker
from seaway.executors.link import Link
from seaway.executors.spawner import Spawner
from seaway.ids import new_id
from seaway.worker import frames

_OWN_PYTHON = "" if processes.IS_LINUX else sys.executable
"""Elsewhere the system's libraries don't outlive a fork: a new interpreter is started."""


class Hiring:
    """`folder` holds the workers' records."""

    def __init__(self, *, folder: Path, spawner: Spawner) -> None:
        self._folder = folder
        self._spawner = spawner
        self._tasks: set[asyncio.Task[None]] = set()

    def hire(
        self,
        environment: str,
        python: str,
        *,
        on_frame: Callable[[Worker, frames.FromWorker], None],
        on_end: Callable[[Worker], None],
    ) -> Worker:
        """Order a worker. Frames may be sent to it at once: they wait in its socket until it is there.

        Raises:
            OSError: no more files can be opened or written.
            BusyError: the zygote takes no orders.
        """
        worker_id = new_id()
        ours, theirs = socket.socketpair()
        try:
            record, lock_fd = records.create(self._folder / worker_id)
        except OSError:
            ours.close()
            theirs.close()
            raise
        link = Link(ours)
        worker = Worker(
            id=worker_id,
            key=None,
            environment=environment,
            link=link,
            record=record,
            hired_s=asyncio.get_running_loop().time(),
        )
        link.listen(on_frame=partial(on_frame, worker), on_end=partial(on_end, worker))
        order = orders.Fork(worker=worker_id, python=python or _OWN_PYTHON)
        try:
            self._spawner.fork(order, theirs, lock_fd)
        except BusyError:
            link.close()
            record.remove()
            raise
        return worker

    def signal(self, worker: Worker, number: signal.Signals, *, is_group: bool) -> None:
        """Through the zygote, which knows for certain whether the pid is still the worker's."""
        if not worker.is_orphan:
            self._spawner.kill(worker.id, number, is_group=is_group)
            return
        identity = records.read_identity(worker.record.path)
        if identity is not None and identity.is_alive():
            with suppress(ProcessLookupError):
                (os.killpg if is_group else os.kill)(identity.pid, number)

    def end_by_hand(self, worker: Worker, *, on_end: Callable[[], None]) -> None:
        """Kill what is left of a worker that has no zygote, then call `on_end`."""
        task = asyncio.create_task(self._end(worker.record.path, on_end))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _end(self, record: Path, on_end: Callable[[], None]) -> None:
        while not await recovery.end_worker(record, patience_s=0.0):
            pass
        on_end()
