"""Ten thousand schedules that are due at one moment: how long until each has its run."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, func, select, update

from benchmarks.rig import Rig, open_rig, write_code
from benchmarks.stores import Store
from seaway.store.tables import runs, triggers

WORKFLOWS = 1_000
OF_EACH = 10
SCHEDULES = WORKFLOWS * OF_EACH
LOOK_S = 0.05

_WORKFLOW = """seaway: 1
triggers:
{triggers}
tasks:
  t: {{uses: python.call, with: {{function: "workflows/code.py:noop"}}}}
"""
# The tick of the new year: none comes by itself while this is measured, and one that is late is made up for.
_TRIGGER = "  s{number}: {{type: schedule, cron: '0 0 1 1 *', catchup: latest}}"


def write_project(folder: Path) -> None:
    """A thousand workflows of one task that does nothing, each with ten schedules."""
    workflows = write_code(folder)
    text = _WORKFLOW.format(triggers="\n".join(_TRIGGER.format(number=number) for number in range(OF_EACH)))
    for number in range(WORKFLOWS):
        (workflows / f"w{number}.yaml").write_text(text)


@asynccontextmanager
async def opened(folder: Path, store: Store, *, slots: int) -> AsyncIterator[Rig]:
    """The engine on such a project, with nothing due."""
    place = folder / "scheduled"
    write_project(place)
    async with open_rig(place, database=store.url, synchronous=store.synchronous, slots=slots) as rig:
        yield rig


async def fire(rig: Rig) -> float:
    """Seconds from the moment at which all are due to the last run's being there."""
    before = await rig.database.read(_count)
    started = time.perf_counter()
    await rig.database.write(_make_due)
    rig.engine.scheduler.wake()
    while await rig.database.read(_count) < before + SCHEDULES:  # noqa: ASYNC110 - nobody tells of it
        await asyncio.sleep(LOOK_S)
    return time.perf_counter() - started


def _count(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).where(runs.c.trigger_kind == "schedule")).scalar_one())


def _make_due(connection: Connection) -> None:
    this_year = datetime(datetime.now(UTC).year, 1, 1, tzinfo=UTC)
    seen = this_year.replace(year=this_year.year - 1, month=12, day=31)
    connection.execute(update(triggers).values(first_seen_at=seen, last_tick_at=None, next_at=this_year))
