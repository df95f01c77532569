"""Shares of a pool: never more than the pool together, fair, and everybody's turn comes."""

from hypothesis import given
from hypothesis import strategies as st

from seaway.core.shares import Stake, fair_shares, next_limit

stakes = st.dictionaries(
    st.sampled_from("abcde"),
    st.builds(Stake, st.integers(0, 5), st.integers(0, 12), st.integers(0, 9)),
    min_size=1,
)


def wants(**slots: int) -> dict[str, Stake]:
    return {name: Stake(wanted=wanted) for name, wanted in slots.items()}


def test_an_engine_alone_has_the_whole_pool_though_it_wants_nothing_yet() -> None:
    assert fair_shares(3, wants(a=0)) == {"a": 3}


def test_what_one_does_not_want_goes_to_the_other() -> None:
    assert fair_shares(8, wants(a=1, b=20)) == {"a": 1, "b": 7}
    assert fair_shares(8, wants(a=20, b=20)) == {"a": 4, "b": 4}


def test_the_single_slot_goes_to_who_has_none() -> None:
    two = {"a": Stake(share=1, wanted=4, served_at=5), "b": Stake(wanted=1)}
    assert fair_shares(1, two) == {"a": 0, "b": 1}


def test_nothing_is_taken_that_another_one_still_holds() -> None:
    two = {"a": Stake(share=1, wanted=4, served_at=5), "b": Stake(wanted=1)}
    assert next_limit(1, "b", two) == 0
    assert next_limit(1, "a", two) == 0
    assert next_limit(1, "b", {"a": Stake(), "b": Stake(wanted=1)}) == 1


def test_what_nobody_wants_does_not_wander() -> None:
    for held in ({"a": Stake(share=1, served_at=9), "b": Stake()}, {"a": Stake(), "b": Stake(share=1)}):
        assert fair_shares(1, held) == {name: stake.share for name, stake in held.items()}


@given(st.integers(1, 20), st.dictionaries(st.sampled_from("abcde"), st.integers(0, 12), min_size=1))
def test_shares_come_to_rest_where_nobody_is_short(size: int, wanted: dict[str, int]) -> None:
    """Engines that settle one after the other, again and again, end with shares that no longer change."""
    held = {name: Stake(wanted=slots) for name, slots in wanted.items()}
    for _ in range(5):
        before = dict(held)
        for name, stake in list(held.items()):
            held[name] = Stake(next_limit(size, name, held), stake.wanted, stake.served_at)
    assert held == before or sum(wanted.values()) > size


@given(st.integers(1, 20), stakes)
def test_shares_are_all_of_the_pool_and_no_more(size: int, held: dict[str, Stake]) -> None:
    assert sum(fair_shares(size, held).values()) == size


@given(st.integers(1, 20), stakes)
def test_whoever_wants_less_than_an_equal_part_gets_it(size: int, held: dict[str, Stake]) -> None:
    shares = fair_shares(size, held)
    for name, stake in held.items():
        assert shares[name] >= min(stake.wanted, size // len(held))


@given(st.integers(1, 3), st.integers(2, 5))
def test_everybody_is_served_in_turn(size: int, engines: int) -> None:
    """Each round, holders give back what they no longer may use, then the others take it."""
    held = {str(number): Stake(wanted=9) for number in range(engines)}
    served: set[str] = set()
    for now in range(1, 20):
        for name, stake in list(held.items()):
            limit = next_limit(size, name, held)
            is_new = limit > 0 and stake.share == 0
            held[name] = Stake(limit, 9, now if is_new else stake.served_at)
        assert sum(stake.share for stake in held.values()) <= size
        served |= {name for name, stake in held.items() if stake.share}
    assert len(served) == engines
