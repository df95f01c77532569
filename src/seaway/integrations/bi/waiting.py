"""Asking after something that runs elsewhere."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from seaway.errors import RateLimitError, UnavailableError
from seaway.sdk.context import Context
from seaway.sdk.waiting import Deferred

MOST_MISSES = 20
"""In a row, before it counts as lost."""
SOON_S = 2.0
"""The first look comes soon, as many a refresh is short."""

T = TypeVar("T")


def ask_again(
    ctx: Context, state: Mapping[str, Any], poll_s: float, look: Callable[[], T | Deferred]
) -> T | Deferred:
    """What `look` gives. That the other side can't be asked for a while does not end what runs there: misses
    in a row are counted in the state, under `misses`.

    Raises:
        TaskError: what `look` says; after MOST_MISSES also that nobody answers.
    """
    try:
        return look()
    except (UnavailableError, RateLimitError) as error:
        misses = int(state.get("misses", 0)) + 1
        if misses > MOST_MISSES:
            raise
        ctx.log.warning("%s", error.message)
        return Deferred(
            state={**state, "misses": misses},
            poll_after_s=max(poll_s, error.retry_after_s or 0.0),
            reason=f"asks again: {error.message}",
        )


def found_well(state: Mapping[str, Any]) -> dict[str, Any]:
    """The state after an answer: no miss counts any more."""
    return {name: value for name, value in state.items() if name != "misses"}
