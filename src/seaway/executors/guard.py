"""Watches what runs: an attempt over its time, or over its memory, is ended here even if the engine forgot
it; so is a worker that nothing is heard of."""

from seaway.core.outcome import Ending
from seaway.executors import endings, processes, records
from seaway.executors.dispatcher import Dispatcher
from seaway.executors.flights import Flight, Verdict, Worker

SILENT_S = 30.0
"""How long a worker may take from its order to its first word. On a busy machine that is seconds."""


def is_needed(dispatcher: Dispatcher) -> bool:
    """Whether anything that runs has a limit."""
    return any(has_limit(flight) for flight in dispatcher.flying())


def has_limit(flight: Flight) -> bool:
    return flight.spec.timeout_s is not None or flight.spec.memory_bytes is not None


def check_workers(dispatcher: Dispatcher, now_s: float) -> None:
    """A worker that never gets as far as to say hello would keep its attempt for ever."""
    for worker in dispatcher.workers():
        is_silent = not worker.has_said_hello and now_s - worker.hired_s > SILENT_S
        if not worker.is_killed and (is_silent or (worker.is_orphan and _is_dead(worker))):
            dispatcher.give_up(worker)


def _is_dead(worker: Worker) -> bool:
    """Nobody reports the end of one whose zygote died, and a child of it may hold its socket open."""
    identity = records.read_identity(worker.record.path)
    return identity is not None and not identity.is_alive()


def check(dispatcher: Dispatcher, now_s: float) -> None:
    """One look at everything that runs."""
    for flight in dispatcher.flying():
        verdict = _over_time(flight, now_s)
        if verdict is not None:
            dispatcher.end(flight, verdict, grace_s=flight.spec.grace_s)
            continue
        verdict = _over_memory(flight)
        if verdict is not None:
            dispatcher.end(flight, verdict, grace_s=0.0)


def _over_time(flight: Flight, now_s: float) -> Verdict | None:
    """The engine's own timer comes first by the attempt's grace; its verdict then stands."""
    timeout_s = flight.spec.timeout_s
    if timeout_s is None or now_s - flight.began_s < timeout_s + flight.spec.grace_s:
        return None
    return Verdict(ending=Ending.TIMED_OUT, reason=f"took longer than {timeout_s:g} s", code="timeout")


def _over_memory(flight: Flight) -> Verdict | None:
    """Of the worker and all its descendants; what is loaded from files does not count."""
    limit = flight.spec.memory_bytes
    pid = flight.worker.pid if flight.worker is not None else None
    if limit is None or pid is None:
        return None
    used = processes.memory_bytes(processes.tree(pid))
    if used <= limit:
        return None
    reason = f"out of memory: used {endings.to_size(used)} of {endings.to_size(limit)}"
    return Verdict(ending=Ending.CRASHED, reason=reason, code="memory")
