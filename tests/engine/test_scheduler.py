"""Ticks become runs, each once: with two engines, through restarts, in every time zone."""

import asyncio
import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from seaway.engine.scheduler import first_tick
from seaway.errors import StoreError
from seaway.executors.inline import InlineExecutor
from seaway.store import triggers, workflows
from seaway.testing.people import PROJECT
from seaway.testing.plans import chain
from seaway.testing.stage import Stage, on_virtual_time


async def see(stage: Stage, *, name: str = "nightly", **spec: object) -> None:
    """The workflow `tested` with one schedule."""
    written = {"type": "schedule", **spec}
    await stage.publish(chain("extract", payload={"triggers": {name: written}}))

    def write(connection: object) -> None:
        record = triggers.see(
            connection,  # type: ignore[arg-type]
            project=PROJECT,
            workflow="tested",
            name=name,
            kind="schedule",
            spec=json.dumps(written),
            spec_hash=str(spec),
            now=stage.clock.now(),
        )
        triggers.set_next(connection, record, first_tick(record, timezone="UTC"))  # type: ignore[arg-type]

    await stage.store.database.write(write)


async def ticks(stage: Stage, name: str = "nightly") -> list[triggers.Tick]:
    """The oldest first."""
    found = await stage.store.database.read(
        lambda connection: triggers.list_ticks(connection, PROJECT, "tested", name)
    )
    return found[::-1]


async def count_runs(stage: Stage) -> int:
    return int(stage.store.connection.execute("SELECT count(*) FROM runs").fetchone()[0])


@on_virtual_time
async def test_two_engines_make_one_run_of_each_tick() -> None:
    stage = Stage()
    await see(stage, cron="*/10 * * * *")
    for _ in range(2):
        await stage.engine(executor=InlineExecutor(), is_alone=False, with_triggers=True)
    await asyncio.sleep(3_605)
    assert [tick.scheduled_at.minute for tick in await ticks(stage)] == [10, 20, 30, 40, 50, 0]
    assert {tick.outcome for tick in await ticks(stage)} == {"run"}
    assert await count_runs(stage) == 6


@pytest.mark.parametrize(("catchup", "runs"), [("none", 1), ("latest", 2), ("all", 4)])
@on_virtual_time
async def test_ticks_that_came_while_no_engine_ran_are_decided_by_catchup(catchup: str, runs: int) -> None:
    stage = Stage()
    await see(stage, cron="*/10 * * * *", catchup=catchup)
    first = await stage.engine(with_triggers=True)
    await asyncio.sleep(605)
    await first.kill()
    await asyncio.sleep(2_200)
    await stage.engine(with_triggers=True)
    await asyncio.sleep(5)
    assert await count_runs(stage) == runs
    assert [tick.scheduled_at.minute for tick in await ticks(stage)] == [10, 20, 30, 40]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Tokyo", "Pacific/Honolulu", "America/New_York"])
@on_virtual_time
async def test_a_daily_schedule_ticks_once_a_day_through_a_change_of_the_clocks(zone: str) -> None:
    stage = Stage()
    await see(stage, cron="30 2 * * *", timezone=zone)
    staged = await stage.engine(is_started=False)
    for _ in range(40 * 24):
        stage.clock.stepped += timedelta(hours=1)
        await staged.engine.scheduler.step()
    local = [tick.scheduled_at.astimezone(ZoneInfo(zone)) for tick in await ticks(stage)]
    days = [moment.date() for moment in local]
    assert len(days) == 40
    assert len(set(days)) == 40
    assert sum((moment.hour, moment.minute) == (2, 30) for moment in local) >= 39


@on_virtual_time
async def test_a_clock_that_is_set_back_ticks_nothing_twice_and_one_set_forward_misses_nothing() -> None:
    stage = Stage()
    await see(stage, cron="*/10 * * * *", catchup="all")
    await stage.engine(with_triggers=True)
    await asyncio.sleep(1_805)
    stage.clock.stepped -= timedelta(minutes=25)
    await asyncio.sleep(1_805)  # 12:35 by the clock again
    stage.clock.stepped += timedelta(minutes=25)
    await asyncio.sleep(600)
    assert [tick.scheduled_at.minute for tick in await ticks(stage)] == [10, 20, 30, 40, 50, 0, 10]
    assert await count_runs(stage) == 7


@on_virtual_time
async def test_a_paused_workflow_ticks_not_and_the_scheduler_rests() -> None:
    """A tick that is due and paused must not keep the loop awake."""
    stage = Stage()
    await see(stage, cron="*/10 * * * *")
    await stage.store.database.write(
        lambda connection: workflows.set_paused(
            connection, PROJECT, "tested", is_paused=True, now=stage.clock.now()
        )
    )
    staged = await stage.engine(with_triggers=True)
    await asyncio.sleep(1_800)
    assert await ticks(stage) == []
    assert staged.engine.scheduler.pause_s() > 1


@on_virtual_time
async def test_a_run_knows_the_interval_of_its_tick() -> None:
    stage = Stage()
    await see(stage, cron="0 0 * * *", timezone="Europe/Berlin", catchup="latest")
    staged = await stage.engine(is_started=False)
    stage.clock.stepped += timedelta(days=1)
    await staged.engine.scheduler.step()
    (tick,) = await ticks(stage)
    assert tick.run_id is not None
    run = await stage.run(tick.run_id)
    assert run.interval_end == tick.scheduled_at
    assert run.interval_start == datetime(2026, 3, 2, tzinfo=ZoneInfo("Europe/Berlin"))


@on_virtual_time
async def test_schedules_that_are_due_together_each_get_their_run_though_one_has_it_already() -> None:
    stage = Stage()
    written = {"type": "schedule", "cron": "0 * * * *", "catchup": "latest"}
    for name in ("a", "b", "c"):
        await see(stage, name=name, **written)
    staged = await stage.engine(is_started=False)
    stage.clock.stepped += timedelta(hours=1)
    at = stage.clock.now().replace(minute=0, second=0, microsecond=0)
    await stage.submit(dedupe_key=f"tick:tested:b:{at.isoformat()}")
    await staged.engine.scheduler.step()
    assert await count_runs(stage) == 3
    assert [len(await ticks(stage, name)) for name in ("a", "b", "c")] == [1, 1, 1]


@on_virtual_time
async def test_more_schedules_than_are_written_together_each_get_one_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Some are decided while those before them are written; a write that fails leaves its own for the next
    time, and no tick is lost or doubled."""
    monkeypatch.setattr("seaway.engine.scheduler.TRIGGERS_AT_ONCE", 2)
    stage = Stage()
    names = [f"s{number}" for number in range(7)]
    for name in names:
        await see(stage, name=name, type="schedule", cron="0 * * * *", catchup="latest")
    staged = await stage.engine(is_started=False)
    stage.clock.stepped += timedelta(hours=1)
    scheduler, written = staged.engine.scheduler, triggers.set_all_next

    def fail_once(*_: object) -> None:
        monkeypatch.setattr(triggers, "set_all_next", written)
        raise StoreError("out of reach")

    monkeypatch.setattr(triggers, "set_all_next", fail_once)
    with pytest.raises(StoreError):
        await scheduler.step()
    await scheduler.step()
    assert await count_runs(stage) == len(names)
    assert [len(await ticks(stage, name)) for name in names] == [1] * len(names)
    assert scheduler.late.count == len(names)
