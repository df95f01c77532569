"""What a worker's death means for the attempt in it."""

import os
import signal
from dataclasses import replace
from datetime import UTC, datetime

from seaway.core.outcome import Ending, Failure, Outcome
from seaway.executors.flights import Flight, Verdict
from seaway.executors.orders import Exited

_BUGS = {signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGABRT}


def of_verdict(verdict: Verdict, *, began: bool = True) -> Outcome:
    failure = Failure(code=verdict.code, message=verdict.reason) if verdict.code else None
    return Outcome(
        ending=verdict.ending, at=datetime.now(UTC), reason=verdict.reason, failure=failure, began=began
    )


def returned(reason: str) -> Outcome:
    """It waits again where it waited before."""
    return Outcome(ending=Ending.RETURNED, at=datetime.now(UTC), reason=reason, began=False)


def under_verdict(outcome: Outcome, verdict: Verdict | None) -> Outcome:
    """What the worker said, in the light of why it was asked to stop: only a `cancelled` is put in other
    words."""
    if verdict is None or outcome.ending is not Ending.CANCELLED:
        return outcome
    return replace(outcome, ending=verdict.ending, reason=verdict.reason)


def of_death(flight: Flight, exited: Exited, *, began: bool) -> Outcome:
    """The worker died with the attempt in it.

    Precedence: what the worker said before it died, then why we killed it, then how it died.
    """
    if flight.outcome is not None:
        return flight.outcome
    if flight.verdict is not None:
        return of_verdict(flight.verdict, began=began)
    if not began:
        return not_started("its worker died at once; executor.log in the state folder has its last words")
    if exited.status is None:
        return _crashed("its worker died; nobody saw how")
    code = os.waitstatus_to_exitcode(exited.status)
    if code >= 0:
        return _exited(code)
    return _crashed(_killed_by(-code, flight.spec.memory_bytes, exited.max_rss_bytes))


def not_started(why: str) -> Outcome:
    """The attempt never began, and nothing of it is there."""
    return _crashed(f"no worker could be started: {why}", began=False)


def _exited(code: int) -> Outcome:
    reason = f"its process ended with exit code {code} before the task returned"
    hint = "Something called os._exit(), or a library ended the process. Raise an exception instead."
    failure = Failure(code="exit", message=reason, hint=hint)
    return Outcome(
        ending=Ending.FAILED,
        at=datetime.now(UTC),
        reason=reason,
        exit_code=code,
        failure=failure,
    )


def _crashed(reason: str, *, began: bool = True) -> Outcome:
    failure = Failure(code="crashed", message=reason)
    return Outcome(ending=Ending.CRASHED, at=datetime.now(UTC), reason=reason, failure=failure, began=began)


def _killed_by(number: int, memory_bytes: int | None, max_rss_bytes: int) -> str:
    name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
    if number == signal.SIGKILL:
        limit = f" of {to_size(memory_bytes)}" if memory_bytes else ""
        return f"killed by {name}, perhaps out of memory: used {to_size(max_rss_bytes)}{limit}"
    if number in _BUGS:
        return f"killed by {name}: a crash in a library or in the interpreter itself"
    return f"killed by {name}"


def to_size(size_bytes: int) -> str:
    """As a person says it: `3.9 GiB`."""
    size = float(size_bytes)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TiB"
