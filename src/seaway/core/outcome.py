"""How an attempt ended, as its executor tells it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Ending(StrEnum):
    SUCCESS = "success"
    FAILED = "failed"
    """The code said no: an exception, an exit code, a declared output that is missing."""
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"
    """The place it ran in died by itself: a signal, out of memory. Counts on the crash budget."""
    LOST = "lost"
    """It is gone through a restart, a drain or a dead node. Counts on no budget."""
    RETURNED = "returned"
    """It never began: the executor had no place for it soon, and gives it back."""
    CANCELLED = "cancelled"
    DEFERRED = "deferred"
    """It waits outside; `deferred` says from what to go on, `poll_after_s` when to look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why; `code` is the class in `errors.py` or the exception's name, `message` begins with a line that
    stands alone, `task` is the task run it began in where that is inside the one that bears it."""

    code: str
    message: str
    hint: str = ""
    can_retry: bool = True
    retry_after_s: float | None = None
    task: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`outputs`, `deferred`, `assets` are JSON text. `began` is false where user code never started.

    started_at: when its worker took it up; None where nobody can say.
    assets: a list of what the attempt wrote and read, as it reported it, in order; None where it reported
    nothing. A failed attempt reports too: what it wrote is written."""

    ending: Ending
    at: datetime
    reason: str = ""
    exit_code: int | None = None
    failure: Failure | None = None
    outputs: str | None = None
    manifest: str | None = None
    deferred: str | None = None
    poll_after_s: float = 0.0
    began: bool = True
    started_at: datetime | None = None
    assets: str | None = None
