"""How long to wait before the next try to sign in. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from seaway.store.sessions import Failures

WINDOW = timedelta(minutes=30)
"""Without a new try for so long, all is forgotten."""
SHORTEST = timedelta(seconds=10)
LONGEST = timedelta(minutes=5)
FREE = {"user": 5, "from": 20}
"""So many tries cost nothing: for one user, and from one address, where many may sit."""


def subjects_of(who: str, address: str) -> tuple[str, str]:
    """What tries are counted by."""
    return f"user:{who.lower()[:200]}", f"from:{address[:100]}"


def wait(failures: Mapping[str, Failures], now: datetime) -> timedelta:
    """Doubles with each try after the free ones; zero where the next may come now."""
    waits = [_wait(subject, each, now) for subject, each in failures.items()]
    return max(waits, default=timedelta())


def _wait(subject: str, failures: Failures, now: datetime) -> timedelta:
    beyond = failures.count - FREE[subject.partition(":")[0]]
    if beyond < 0 or now - failures.last_at > WINDOW:
        return timedelta()
    pause: timedelta = min(LONGEST, SHORTEST * int(2 ** min(beyond, 20)))
    return max(timedelta(), failures.last_at + pause - now)
