"""Wakes those in this process who wait for something to be written."""

import asyncio
import threading
from dataclasses import dataclass, field

from sqlalchemy import Connection

from seaway.store.drivers import driver_of
from seaway.store.writer import RUNG


@dataclass(eq=False, slots=True)
class Listener:
    """Made in the loop that waits on `heard`."""

    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    thread: int = field(default_factory=threading.get_ident)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    def ring(self) -> None:
        if threading.get_ident() == self.thread:
            self.heard.set()
        elif not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.heard.set)


class Bell:
    """Rings from any thread."""

    def __init__(self) -> None:
        self._listeners: dict[Listener, None] = {}  # in the order in which they came
        self._lock = threading.Lock()

    def listen(self) -> Listener:
        listener = Listener()
        with self._lock:
            self._listeners[listener] = None
        return listener

    def forget(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.pop(listener, None)

    def ring(self) -> None:
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener.ring()


def ring_after_commit(connection: Connection) -> None:
    """Something that others wait for is in this transaction: wake them once it is committed, in all
    processes."""
    if not connection.info.get(RUNG):
        connection.info[RUNG] = True
        driver_of(connection).notify(connection)
