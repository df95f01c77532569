"""Keeps this engine's share of each pool, where other engines use the same pools."""

from collections.abc import Callable, Mapping

from seaway.clock import Clock
from seaway.core.admission import Admission, Demand
from seaway.core.shares import Stake, next_limit
from seaway.engine.identity import Identity
from seaway.engine.service import Service
from seaway.store import pools
from seaway.store.database import Database
from seaway.store.drivers import driver_of
from seaway.store.pools import Claim

LOOK_S = 0.25
"""Between two looks at what waits in memory."""
HOLD_S = 1.0
"""What was just taken is used for a while before others that want it get their turn."""
POLL_S = 5.0
"""Between two looks into the store, where nothing changes here and nobody rings."""


class Steward(Service):
    """Asks for more where tasks wait for a pool, gives back what others want.

    What this engine uses is lowered before the store says so, and raised after: at no moment do engines use
    more than the pool has."""

    every_s = LOOK_S

    def __init__(
        self,
        clock: Clock,
        *,
        database: Database,
        admission: Admission,
        identity: Identity,
        nudge: Callable[[], None],
        is_settled: Callable[[], bool],
    ) -> None:
        """`is_settled`: false while it is not known yet which slots are in use."""
        super().__init__(clock)
        self._database = database
        self._admission = admission
        self._identity = identity
        self._nudge = nudge
        self._is_settled = is_settled
        self._is_woken = True
        self._looked_at = clock.monotonic()
        self._stakes: Mapping[str, Mapping[str, Stake]] = {}
        self._raised_at: dict[str, float] = {}

    def wake(self) -> None:
        self._is_woken = True
        super().wake()

    async def step(self) -> None:
        if not self._is_settled():
            return
        if self._is_woken or self.clock.monotonic() - self._looked_at >= POLL_S:
            self._is_woken, self._looked_at = False, self.clock.monotonic()
            self._stakes = await self._database.read(pools.list_stakes)
        demands = self._admission.demands()
        claims = [self._lower(pool, demand) for pool, demand in demands.items() if self._is_off(pool, demand)]
        claims += self._unknown_here(demands)
        if claims:
            await self._claim(claims, self._identity.id)

    def _mine(self, pool: str) -> Stake:
        return self._stakes.get(pool, {}).get(self._identity.id, Stake())

    def _limit(self, pool: str, demand: Demand) -> int:
        """What may be used of a pool, as far as is known here."""
        mine, me = self._mine(pool), self._identity.id
        now = Stake(mine.share, demand.wanted, mine.served_at)
        limit = next_limit(demand.size, me, {**self._stakes.get(pool, {}), me: now})
        if self.clock.monotonic() - self._raised_at.get(pool, -HOLD_S) < HOLD_S:
            return max(limit, min(self._admission.limit_of(pool), demand.wanted))
        return limit

    def _is_off(self, pool: str, demand: Demand) -> bool:
        """Whether something about a pool is not as it should be."""
        stakes = self._stakes.get(pool, {})
        if self._identity.id not in stakes:
            return True
        mine, limit = self._mine(pool), self._limit(pool, demand)
        is_told = mine.wanted == demand.wanted or len(stakes) == 1
        is_held = mine.share == max(limit, demand.in_use) and limit == self._admission.limit_of(pool)
        return not (is_told and is_held)

    def _lower(self, pool: str, demand: Demand) -> Claim:
        """From here on no more is used than will be held."""
        limit = min(self._limit(pool, demand), self._admission.limit_of(pool), self._mine(pool).share)
        self._admission.limit(pool, limit)
        return Claim(pool=pool, size=demand.size, in_use=demand.in_use, keeps=limit, wanted=demand.wanted)

    def _unknown_here(self, demands: Mapping[str, Demand]) -> list[Claim]:
        """What came from a dead engine, of pools that no run asked for here: given back, all of it."""
        me = self._identity.id
        held = [pool for pool, stakes in self._stakes.items() if me in stakes and stakes[me].share]
        return [Claim(pool=pool, size=0, in_use=0, keeps=0, wanted=0) for pool in held if pool not in demands]

    async def _claim(self, claims: list[Claim], me: str) -> None:
        now = self.clock.now()
        self._is_woken = True  # where this fails, or says less than is hoped, the store is looked at again
        limits = await self._database.write(
            lambda connection: pools.take_shares(
                connection, claims, engine=me, at=driver_of(connection).lease_clock(connection, now)
            )
        )
        if self._identity.id != me:
            return
        self._stakes = await self._database.read(pools.list_stakes)
        self._is_woken = False
        for claim in claims:
            limit = limits.get(claim.pool, 0)
            if limit > claim.keeps:
                self._raised_at[claim.pool] = self.clock.monotonic()
            self._admission.limit(claim.pool, limit)
        self._nudge()

    def forget(self) -> None:
        """The lease is lost, and with it all shares."""
        for pool in self._admission.demands():
            self._admission.limit(pool, 0)
        self._stakes = {}
        self.wake()
