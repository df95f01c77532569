"""Everything at once, by seed: attempts of all sorts, cancels, killed and stopped workers, killed zygotes."""

import asyncio
import os
import random
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from seaway.executors.flights import Worker
from seaway.ids import AttemptId
from seaway.sdk.protocols.executor import AttemptSpec
from tests.support.yards import Yard, is_marked, yard

pytestmark = pytest.mark.slow

_SCRIPTS = ("true", "exit 4", "sleep 0.03", "(setsid sleep 50 &); sleep 0.02")
_FUNCTIONS = (
    "result = 1",
    "import os; os._exit(2)",
    "import time; time.sleep(0.1)",
    "import os; os.fork() == 0 and os.execvp('sleep', ['sleep', '50'])",
    "import threading, time; threading.Thread(target=time.sleep, args=(0.3,), daemon=True).start()",
)
_SIGNALS = (signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM, signal.SIGSTOP)


def any_attempt(here: Yard, dice: random.Random) -> AttemptSpec:
    given: dict[str, object] = {"project": f"p{dice.randrange(3)}", "grace_s": 0.2}
    given["isolation"] = dice.choice(["warm"] * 9 + ["fresh"])
    given["timeout_s"] = dice.choice([None, None, None, 0.05])
    if dice.random() < 0.5:
        return here.script(dice.choice(_SCRIPTS), **given)
    return here.execute(dice.choice(_FUNCTIONS), **given)


async def any_trouble(here: Yard, dice: random.Random, started: list[AttemptId]) -> None:
    match dice.randrange(12):
        case 0:
            await here.executor.cancel(dice.choice(started), reason="cancelled")
        case 1:
            workers = [worker for worker in here.executor._tasks.workers() if worker.pid]
            if workers:
                await strike(here, dice.choice(workers), dice.choice(_SIGNALS))
        case 2 if here.executor._spawner.pid and dice.random() < 0.3:
            os.kill(here.executor._spawner.pid, signal.SIGKILL)
        case _:
            await asyncio.sleep(dice.random() * 0.03)


async def strike(here: Yard, worker: Worker, number: signal.Signals) -> None:
    """A stopped worker ends only when somebody wants its attempt to."""
    assert worker.pid is not None
    flight = worker.flight
    with suppress(ProcessLookupError):
        os.kill(worker.pid, number if flight else signal.SIGKILL)
    if flight is not None:
        await here.executor.cancel(flight.id, reason="struck")


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_attempt_ends_once_and_nothing_is_left(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    async with yard(tmp_path, max_served=7) as here:
        started: list[AttemptId] = []
        for _ in range(60):
            started.append(await here.start(any_attempt(here, dice)))
            await any_trouble(here, dice, started)
        for attempt_id in started:
            await here.outcome(attempt_id)
        assert [attempt_id for attempt_id in started if len(here._finished(attempt_id)) != 1] == []
        for attempt_id in started:
            await here.executor.ack(attempt_id)
    assert not is_marked(*started)
    assert list((tmp_path / "state/spool").glob("*.msgpack")) == []
