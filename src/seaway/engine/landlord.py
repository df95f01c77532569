"""Keeps this engine's lease, and gives up its runs in time where it can't."""

import asyncio
from collections.abc import Awaitable, Callable

from seaway.clock import Clock
from seaway.engine.identity import Identity
from seaway.engine.service import Service
from seaway.errors import StoreError
from seaway.store.database import Database
from seaway.store.engines import LEASE_S, renew

GIVE_UP_AFTER = 0.5
"""Of the lease."""
LEAST_PATIENCE_S = 0.1


class Landlord(Service):
    """Renews a lease of 30 s every 5. After 15 s without success the engine ends its attempts, before
    others may start them."""

    def __init__(
        self,
        clock: Clock,
        *,
        database: Database,
        identity: Identity,
        on_lost: Callable[[], Awaitable[None]],
        lease_s: float = LEASE_S,
        is_alone: bool = False,
    ) -> None:
        """`is_alone`: the lock of the state folder stands for the lease, so it is never over by the clock."""
        super().__init__(clock)
        self.every_s = lease_s / 6
        self.longest_pause_s = self.every_s  # after a failure too: what is left of the lease is short
        self._lease_s = lease_s
        self._is_alone = is_alone
        self._database = database
        self._identity = identity
        self._on_lost = on_lost
        self._renewed_at = clock.monotonic()

    @property
    def is_sure(self) -> bool:
        """Whether nobody else can have our runs yet; after a long standstill that is not known."""
        return self._is_alone or not self._is_late()

    def _is_late(self) -> bool:
        return self.clock.monotonic() - self._renewed_at >= GIVE_UP_AFTER * self._lease_s

    async def step(self) -> None:
        asked_at, now = self.clock.monotonic(), self.clock.now()
        give_up_s = GIVE_UP_AFTER * self._lease_s
        left_s = self._renewed_at + give_up_s - asked_at
        try:
            async with asyncio.timeout(max(left_s, LEAST_PATIENCE_S)):
                is_held = await self._database.write(
                    lambda connection: renew(
                        connection, engine=self._identity.id, now=now, lease_s=self._lease_s
                    )
                )
        except (StoreError, TimeoutError):
            if self._is_late() and not self._is_alone:
                await self._give_up()
            raise
        if is_held:
            self._renewed_at = asked_at
        else:
            await self._give_up()

    async def _give_up(self) -> None:
        self._renewed_at = self.clock.monotonic()
        await self._on_lost()
