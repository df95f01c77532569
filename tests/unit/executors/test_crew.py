"""Which worker takes an attempt, and who is let go."""

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from seaway.executors import records
from seaway.executors.crew import Crew
from seaway.executors.flights import Key, Worker
from seaway.executors.link import Link

FINANCE = Key("finance", "", "bundle-1")
NEWER = Key("finance", "", "bundle-2")
ADS = Key("ads", "polars", "bundle-1")


class Hall:
    """Makes workers that have no process behind them."""

    def __init__(self, folder: Path, cleanup: ExitStack) -> None:
        self._folder = folder
        self._cleanup = cleanup

    def worker(self, name: str, key: Key | None = None, environment: str = "") -> Worker:
        ours, theirs = socket.socketpair()
        record, lock_fd = records.create(self._folder / name)
        os.close(lock_fd)
        for resource in (ours, theirs):
            self._cleanup.enter_context(resource)
        self._cleanup.callback(record.remove)
        return Worker(id=name, key=key, environment=environment, link=Link(ours), record=record, hired_s=0.0)


@pytest.fixture
async def hall(tmp_path: Path) -> "Iterator[Hall]":
    with ExitStack() as cleanup:
        yield Hall(tmp_path, cleanup)


def rested(crew: Crew, *workers: Worker) -> None:
    for second, worker in enumerate(workers):
        crew.add(worker)
        crew.rest(worker, float(second))


async def test_a_worker_takes_only_attempts_of_its_own_key(hall: Hall) -> None:
    crew = Crew(limit=4)
    rested(crew, hall.worker("a", FINANCE))
    assert crew.take(ADS) is None
    assert crew.take(NEWER) is None
    taken = crew.take(FINANCE)
    assert taken is not None
    assert taken.id == "a"


async def test_a_worker_is_given_to_one_attempt_at_a_time(hall: Hall) -> None:
    crew = Crew(limit=4)
    rested(crew, hall.worker("a", FINANCE))
    assert crew.take(FINANCE) is not None
    assert crew.take(FINANCE) is None


async def test_a_blank_worker_takes_any_key_of_its_environment_and_keeps_it(hall: Hall) -> None:
    crew = Crew(limit=4)
    rested(crew, hall.worker("a"))
    assert crew.take(ADS) is None  # another interpreter
    blank = crew.take(FINANCE)
    assert blank is not None
    assert blank.key == FINANCE


async def test_a_warm_worker_is_preferred_to_a_blank_one(hall: Hall) -> None:
    crew = Crew(limit=4)
    rested(crew, hall.worker("warm", FINANCE), hall.worker("blank"))
    taken = crew.take(FINANCE)
    assert taken is not None
    assert taken.id == "warm"


async def test_an_attempt_that_wants_a_fresh_process_never_gets_a_used_one(hall: Hall) -> None:
    crew = Crew(limit=4)
    rested(crew, hall.worker("warm", FINANCE))
    assert crew.take(FINANCE, only_blank=True) is None


async def test_the_worker_that_worked_last_is_taken_first(hall: Hall) -> None:
    crew = Crew(limit=4)
    rested(crew, hall.worker("early", FINANCE), hall.worker("late", FINANCE))
    taken = crew.take(FINANCE)
    assert taken is not None
    assert taken.id == "late"


async def test_a_full_crew_lets_go_the_least_recently_used(hall: Hall) -> None:
    crew = Crew(limit=2)
    rested(crew, hall.worker("old", FINANCE), hall.worker("new", ADS))
    surplus = crew.surplus()
    assert surplus is not None
    assert surplus.id == "old"


async def test_a_crew_with_room_lets_nobody_go(hall: Hall) -> None:
    crew = Crew(limit=3)
    rested(crew, hall.worker("a", FINANCE), hall.worker("b", ADS))
    assert crew.surplus() is None


async def test_a_worker_that_leaves_is_given_to_nobody_but_still_counts(hall: Hall) -> None:
    crew = Crew(limit=2)
    leaver = hall.worker("a", FINANCE)
    rested(crew, leaver)
    crew.leave(leaver)
    assert crew.take(FINANCE) is None
    assert len(crew) == 1


async def test_only_those_who_rested_long_enough_are_found(hall: Hall) -> None:
    crew = Crew(limit=4)
    rested(crew, hall.worker("at_0", FINANCE), hall.worker("at_1", FINANCE))
    assert [worker.id for worker in crew.idle_longer_than(60.0, 60.5)] == ["at_0"]
    await asyncio.sleep(0)
