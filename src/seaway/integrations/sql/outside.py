"""What jobs of the warehouses share: when to look again, and what a look that fails means."""

from collections.abc import Mapping
from typing import Any

from seaway.errors import TaskError
from seaway.sdk.context import Context
from seaway.sdk.waiting import Deferred

_FIRST_LOOK_S = 1.0
_MAX_MISSES = 20


def still_runs(known: Mapping[str, Any], poll_s: float, reason: str) -> Deferred:
    """Look again: soon at first, then every `poll_s`."""
    looks = int(known.get("looks", 0)) + 1
    return Deferred(
        state={**known, "looks": looks},
        poll_after_s=min(poll_s, _FIRST_LOOK_S * 2 ** min(looks - 1, 10)),
        reason=reason,
    )


def missed(ctx: Context, error: TaskError, known: Mapping[str, Any], poll_s: float) -> Deferred:
    """Nobody answered; a job that runs is not given up for that at once.

    Raises:
        TaskError: it was one look too many.
    """
    misses = int(known.get("misses", 0)) + 1
    if misses > _MAX_MISSES:
        raise error
    ctx.log.warning("%s", error.message)
    return Deferred(
        state={**known, "misses": misses},
        poll_after_s=max(poll_s, error.retry_after_s or 0.0),
        reason=f"asks again: {error.message}",
    )
