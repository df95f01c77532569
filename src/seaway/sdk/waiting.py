"""Waiting without a worker: what a blueprint returns when there is nothing to do but come back later."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """Not finished: ask the blueprint's `on_poll` function again after `poll_after_s` seconds.

    state: JSON-able; what the next poll needs, such as the handle of an outside job. At most 64 KiB.
    reason: what a person reads meanwhile, such as `waits for 1 of 3 files: raw/x.csv is missing`.
    """

    state: object = None
    poll_after_s: float = 30.0
    reason: str = ""
