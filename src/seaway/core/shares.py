"""How engines on one store share the slots of a pool.

Each engine holds a share and admits within it, as if it were the pool; the shares together are never more
than the pool. So admission stays a decision in memory, and only moving shares asks the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stake:
    """One engine in one pool, in slots. `wanted`: by what runs and what waits. `served_at`: when it last came
    to have any; a number that grows."""

    share: int = 0
    wanted: int = 0
    served_at: int = 0


def fair_shares(size: int, stakes: Mapping[str, Stake]) -> dict[str, int]:
    """As equal as can be, nobody more than it wants; what is left over is spread, so that it is at hand.

    Where there are fewer slots than engines that want one, they take turns: first those that have none, then
    those that were served last. Deterministic, so that engines which see the same agree."""
    order = sorted(stakes, key=lambda name: _turn(name, stakes[name]))
    shares = dict.fromkeys(order, 0)
    left = _spread(size, order, {name: stakes[name].wanted for name in order}, shares)
    # What nobody wants stays where it is, so that it does not wander.
    left = _spread(left, order, {name: max(shares[name], stakes[name].share) for name in order}, shares)
    _spread(left, order, dict.fromkeys(order, size), shares)
    return shares


def _turn(name: str, stake: Stake) -> tuple[bool, int, str]:
    return (stake.share > 0, -stake.served_at if stake.share else stake.served_at, name)


def _spread(left: int, order: Sequence[str], most: Mapping[str, int], shares: dict[str, int]) -> int:
    """Give evenly until all have the most they may; returns what is left."""
    while left > 0 and (short := [name for name in order if shares[name] < most[name]]):
        each = max(left // len(short), 1)
        for name in short[:left]:
            given = min(each, most[name] - shares[name])
            shares[name] += given
            left -= given
    return left


def next_limit(size: int, me: str, stakes: Mapping[str, Stake]) -> int:
    """How many slots `me` may use from now on. What another one holds is never taken from it: it gives back
    itself what it has too much, once what runs there has ended."""
    free = size - sum(stake.share for name, stake in stakes.items() if name != me)
    return max(min(fair_shares(size, stakes)[me], free), 0)
