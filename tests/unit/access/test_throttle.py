"""How long to wait between tries."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from seaway.access.throttle import FREE, LONGEST, WINDOW, subjects_of, wait
from seaway.store.sessions import Failures

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def after(count: int, *, ago: timedelta = timedelta(), kind: str = "user") -> timedelta:
    return wait({f"{kind}:ada": Failures(count=count, last_at=NOW - ago)}, NOW)


def test_the_first_tries_are_free() -> None:
    assert not any(after(count) for count in range(FREE["user"]))
    assert not after(FREE["from"] - 1, kind="from")


def test_then_each_takes_twice_as_long_up_to_a_bound() -> None:
    waits = [after(FREE["user"] + more) for more in range(30)]
    assert waits[:4] == [timedelta(seconds=seconds) for seconds in (10, 20, 40, 80)]
    assert max(waits) == LONGEST


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_wait_ends_and_is_forgotten(count: int, ago_s: int) -> None:
    ago = timedelta(seconds=ago_s)
    assert timedelta() <= after(count, ago=ago) <= LONGEST
    if ago >= LONGEST:
        assert not after(count, ago=ago)
    assert not after(count, ago=WINDOW + timedelta(seconds=1))


def test_a_user_is_one_however_it_is_spelled() -> None:
    assert subjects_of("Ada", "127.0.0.1") == subjects_of("ADA", "127.0.0.1")
