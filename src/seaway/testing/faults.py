"""What goes wrong, and when: a seed decides at every door that an engine goes through."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from seaway.errors import CommitUnknownError, StoreError
from seaway.store.database import Database

Trace = Callable[[str], None]


class DiedError(BaseException):
    """The engine's process is gone. Not an Exception: nothing in an engine may live through it."""


@dataclass(slots=True, kw_only=True)
class Chances:
    """How likely what is; drawn once a seed, so that some seeds are wild and some are calm."""

    crash: float = 0.0
    """At each door."""
    crash_at_commit: float = 0.0
    fail_commit: float = 0.0
    lose_answer: float = 0.0
    """The commit happens and reports a failure."""
    pause: float = 0.0
    """At each door: others go first for a while."""
    cut: float = 0.0
    """At each door: the store is out of reach for some seconds."""
    freeze: float = 0.0
    """At each door to the store: the machine stands still for a while, and all that ran on it is gone."""
    lose_event: float = 0.0
    delay_event: float = 0.0
    double_event: float = 0.0
    unknown: float = 0.0
    """A reconcile that can't tell."""
    ignore_cancel: float = 0.0

    @classmethod
    def draw(cls, random: Random) -> "Chances":
        def some(most: float) -> float:
            return random.choice((0.0, 0.0, 0.2, 1.0)) * most

        return cls(
            crash=some(0.006),
            crash_at_commit=some(0.05),
            fail_commit=some(0.15),
            lose_answer=some(0.1),
            pause=random.choice((0.02, 0.2, 0.5)),
            cut=some(0.005),
            freeze=some(0.03),
            lose_event=some(0.15),
            delay_event=some(0.4),
            double_event=some(0.3),
            unknown=some(0.4),
            ignore_cancel=some(0.5),
        )

    def end(self) -> None:
        """From now on nothing goes wrong."""
        for name in self.__dataclass_fields__:
            setattr(self, name, 0.0)


class Life:
    """One life of an engine's process. Its doors are the calls to store, executor and clock; each may be its
    last. Implements `CommitHooks`."""

    def __init__(
        self,
        name: str,
        random: Random,
        chances: Chances,
        trace: Trace,
        *,
        dies_at: Callable[[str], bool] | None = None,
        on_freeze: Callable[[], None] | None = None,
    ) -> None:
        self.name = name
        self.is_over = False
        self.ended = asyncio.Event()
        self.tasks: dict[asyncio.Task[object], None] = {}
        self.mistakes: list[BaseException] = []
        """What ended a task of the engine that should not have ended."""
        self.store: Database | None = None
        """Its door to the store."""
        self._random = random
        self._chances = chances
        self._trace = trace
        self._dies_at = dies_at or _never
        self._on_freeze = on_freeze
        self._frozen_until_s = 0.0
        self._cut_until_s = 0.0
        self._is_cut_silent = False

    def end(self, where: str) -> None:
        """The process dies here."""
        if not self.is_over:
            self._trace(f"{self.name} dies at {where}")
            self.is_over = True
            self.ended.set()

    async def close(self) -> None:
        """Give back what the operating system would take from a dead process."""
        if self.store is not None:
            await self.store.close()

    async def arrive(self, door: str) -> None:
        """Go through a door: perhaps others first, perhaps never."""
        self._pass(door)
        if self._random.random() < self._chances.pause:
            await asyncio.sleep(self._random.choice((0.0, 0.0, 0.001, 0.02, 0.5)))
            self._pass(door)

    async def arrive_late(self, door: str) -> None:
        """A door behind which nobody acts while the machine stands still."""
        await self.arrive(door)
        await self.until_thawed()

    async def arrive_at_store(self) -> None:
        await self.arrive("store")
        if self._on_freeze is not None and self._random.random() < self._chances.freeze:
            self._freeze(self._on_freeze)
        await self.until_thawed()
        if self._random.random() < self._chances.cut:
            self._cut()
        left_s = self._cut_until_s - asyncio.get_running_loop().time()
        if left_s > 0:
            await asyncio.sleep(
                min(left_s, self._random.choice((0.5, 10.0, 60.0))) if self._is_cut_silent else 0
            )
            self._pass("store")
            raise StoreError(f"{self.name} can't reach the store")

    async def until_thawed(self) -> None:
        left_s = self._frozen_until_s - asyncio.get_running_loop().time()
        if left_s > 0:
            await asyncio.sleep(left_s)
            self._pass("thaw")

    def before_commit(self) -> None:
        self._may_die("commit, before", self._chances.crash_at_commit)
        if self._random.random() < self._chances.fail_commit:
            self._trace(f"{self.name} commit fails")
            raise StoreError("the commit failed")

    def after_commit(self) -> None:
        self._may_die("commit, after", self._chances.crash_at_commit)
        if self._random.random() < self._chances.lose_answer:
            self._trace(f"{self.name} commit happens and says it did not")
            raise CommitUnknownError("the connection broke during the commit")

    def _pass(self, door: str) -> None:
        if self.is_over:
            raise DiedError
        self._may_die(door, self._chances.crash)

    def _may_die(self, door: str, chance: float) -> None:
        if self._random.random() < chance or self._dies_at(door):
            self.end(door)
            raise DiedError

    def _freeze(self, on_freeze: Callable[[], None]) -> None:
        for_s = self._random.choice((5.0, 40.0, 50.0))
        self._trace(f"{self.name} stands still for {for_s:g} s")
        self._frozen_until_s = asyncio.get_running_loop().time() + for_s
        on_freeze()

    def _cut(self) -> None:
        for_s = self._random.choice((1.0, 8.0, 45.0))
        self._is_cut_silent = self._random.random() < 0.5
        self._cut_until_s = asyncio.get_running_loop().time() + for_s
        self._trace(f"{self.name} is cut off from the store for {for_s:g} s")


def _never(_door: str) -> bool:
    return False
