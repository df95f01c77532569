"""Which engine holds how much of a pool, where several engines use the same ones."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from seaway.core.shares import Stake, next_limit
from seaway.store.bell import ring_after_commit
from seaway.store.drivers import Driver, driver_of
from seaway.store.engines import lock_living
from seaway.store.tables import pool_shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What an engine asks for. `keeps`: the slots that it may begin to use while this is asked; of those and
    of what it uses already none is given back."""

    pool: str
    size: int
    in_use: int
    keeps: int
    wanted: int


def list_stakes(connection: Connection) -> dict[str, dict[str, Stake]]:
    """By pool, then by engine."""
    found: dict[str, dict[str, Stake]] = defaultdict(dict)
    sql = "SELECT pool, engine, share, wanted, served_at FROM pool_shares"
    for pool, engine, share, wanted, served_at in driver_of(connection).select(connection, sql):
        found[pool][engine] = Stake(share, wanted, served_at)
    return dict(found)


def take_shares(
    connection: Connection, claims: Sequence[Claim], *, engine: str, at: int
) -> Mapping[str, int]:
    """Settle what `engine` holds of some pools; returns how much of each it may use, nothing where its lease
    is over. `at`: a time or a count that grows.

    Safe with two at once: they take turns on one row, so that the second one sees what the first one took."""
    driver = driver_of(connection)
    driver.select(connection, f"SELECT value FROM meta WHERE key = 'claim'{driver.lock_rows}")
    if not lock_living(connection, driver, engine, at):
        return {}
    stakes = list_stakes(connection)
    limits: dict[str, int] = {}
    for claim in claims:
        held = stakes.get(claim.pool, {})
        mine = held.get(engine, Stake())
        stake = Stake(mine.share, claim.wanted, mine.served_at)
        limit = max(next_limit(claim.size, engine, {**held, engine: stake}), claim.keeps)
        share = max(limit, claim.in_use)
        served_at = at if share and not mine.share else mine.served_at
        _put(connection, driver, claim.pool, engine, Stake(share, claim.wanted, served_at))
        is_short = limit < claim.wanted and claim.wanted > mine.wanted
        if share < mine.share or is_short:
            ring_after_commit(connection)
        limits[claim.pool] = limit
    return limits


def _put(connection: Connection, driver: Driver, pool: str, engine: str, stake: Stake) -> None:
    fresh = {"share": stake.share, "wanted": stake.wanted, "served_at": stake.served_at}
    statement = driver.insert(pool_shares).values(pool=pool, engine=engine, **fresh)
    connection.execute(statement.on_conflict_do_update(index_elements=["pool", "engine"], set_=fresh))


def inherit_shares(connection: Connection, dead: str, heir: str) -> None:
    """With the last runs of a dead engine goes what it held of pools: some of it may still be in use."""
    driver = driver_of(connection)
    sql = "SELECT pool, share FROM pool_shares WHERE engine = ?"
    for pool, share in driver.select(connection, sql, (dead,)):
        if not driver.run(
            connection,
            "UPDATE pool_shares SET share = share + ? WHERE pool = ? AND engine = ?",
            (share, pool, heir),
        ):
            _put(connection, driver, pool, heir, Stake(share))
    forget_shares(connection, dead)


def forget_shares(connection: Connection, engine: str) -> None:
    """Nothing of it runs any more."""
    driver_of(connection).run(connection, "DELETE FROM pool_shares WHERE engine = ?", (engine,))
