"""What jobs that run elsewhere share: when to look again, and what a look that fails means."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from seaway.errors import RateLimitError, TaskError, UnavailableError
from seaway.sdk.context import Context
from seaway.sdk.waiting import Deferred

MOST_MISSES = 20
"""In a row, before a job counts as lost."""
SOON_S = 2.0
"""The first look comes soon, as many a job is short."""

T = TypeVar("T")


def ask_again(
    ctx: Context, state: Mapping[str, Any], poll_s: float, look: Callable[[], T | Deferred]
) -> T | Deferred:
    """What `look` gives. That the other side can't be asked for a while does not end what runs there.

    Raises:
        TaskError: what `look` says; after MOST_MISSES also that nobody answers.
    """
    try:
        return look()
    except (UnavailableError, RateLimitError) as error:
        return missed(ctx, error, state, poll_s)


def missed(ctx: Context, error: TaskError, state: Mapping[str, Any], poll_s: float) -> Deferred:
    """Look again though nobody answered; misses in a row are counted in the state, under `misses`.

    Raises:
        TaskError: it was one look too many.
    """
    again = not_there_yet(
        state, max(poll_s, error.retry_after_s or 0.0), f"asks again: {error.message}", error
    )
    ctx.log.warning("%s", error.message)
    return again


def not_there_yet(state: Mapping[str, Any], poll_s: float, reason: str, gone: TaskError) -> Deferred:
    """Look again for what was begun and is not listed so far; it counts as a miss.

    Raises:
        TaskError: `gone`, after one look too many.
    """
    misses = int(state.get("misses", 0)) + 1
    if misses > MOST_MISSES:
        raise gone
    return Deferred(state={**state, "misses": misses}, poll_after_s=poll_s, reason=reason)


def found_well(state: Mapping[str, Any]) -> dict[str, Any]:
    """The state after an answer: no miss counts any more."""
    return {name: value for name, value in state.items() if name != "misses"}


def still_runs(state: Mapping[str, Any], poll_s: float, reason: str) -> Deferred:
    """Look again after an answer: soon at first, then every `poll_s`."""
    looks = int(state.get("looks", 0)) + 1
    return Deferred(
        state={**found_well(state), "looks": looks},
        poll_after_s=min(poll_s, SOON_S / 2 * 2 ** min(looks - 1, 10)),
        reason=reason,
    )
