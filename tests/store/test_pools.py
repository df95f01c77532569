"""Shares of a pool between engines, on both databases."""

import asyncio

from sqlalchemy import Connection

from seaway.store import engines, pools, queue
from seaway.store.database import Database
from seaway.store.pools import Claim
from tests.store.factories import NOW, Store


def claim(wanted: int, *, keeps: int = 0, in_use: int = 0, size: int = 5) -> Claim:
    return Claim(pool="p", size=size, in_use=in_use, keeps=keeps, wanted=wanted)


async def take(database: Database, engine: str, wanted: Claim, at: int = 1) -> int:
    found = await database.write(lambda c: pools.take_shares(c, [wanted], engine=engine, at=at))
    return found.get("p", -1)


async def shares(database: Database) -> dict[str, int]:
    found = await database.read(pools.list_stakes)
    return {engine: stake.share for engine, stake in found.get("p", {}).items()}


async def test_two_that_take_at_once_never_have_more_than_the_pool(store: Store, other: Database) -> None:
    await store.register("a")
    await store.register("b")
    for round_ in range(5):
        await asyncio.gather(
            take(store.database, "a", claim(round_)), take(other, "b", claim(5 - round_ // 2))
        )
        assert sum((await shares(other)).values()) <= 5
    assert (await shares(other)).keys() == {"a", "b"}


async def test_what_is_in_use_is_never_given_back(store: Store) -> None:
    await store.register("a")
    await store.register("b")
    assert await take(store.database, "a", claim(5)) == 5
    assert await take(store.database, "b", claim(5)) == 0
    assert await take(store.database, "a", claim(5, in_use=4, keeps=3)) == 3
    assert await shares(store.database) == {"a": 4, "b": 0}
    assert await take(store.database, "b", claim(5)) == 1


async def test_an_engine_whose_lease_is_over_gets_nothing(store: Store) -> None:
    assert await take(store.database, "nobody", claim(1)) == -1
    assert await shares(store.database) == {}


async def test_the_share_of_a_dead_engine_goes_to_whoever_takes_its_last_run(store: Store) -> None:
    await store.register("a")
    run_id = await store.enqueue()
    assert [run.run_id for run in await store.claim("a")] == [run_id]
    assert await take(store.database, "a", claim(2, in_use=2)) == 5
    await store.register("b")

    def die(connection: Connection) -> None:
        connection.exec_driver_sql("UPDATE engines SET lease_until = 0 WHERE id = 'a'")

    await store.database.write(die)
    taken = await store.database.write(lambda c: queue.claim(c, engine="b", now=NOW, limit=10))
    assert [run.run_id for run in taken] == [run_id]
    assert await shares(store.database) == {"b": 5}


async def test_an_engine_that_leaves_gives_back_its_share(store: Store) -> None:
    await store.register("a")
    await take(store.database, "a", claim(2))
    await store.database.write(lambda c: engines.leave(c, engine="a"))
    assert await shares(store.database) == {}
