"""News on their way to another process."""

import asyncio
import contextlib
from pathlib import Path

import pytest

from seaway.core.rows import RunRow, TaskRow
from seaway.core.states import RunState, TaskState
from seaway.engine import newsstand
from seaway.engine.broadcaster import MAX_UNREAD, Broadcaster, FellBehind, ProgressMade
from seaway.engine.gauges import Gauges
from seaway.engine.news_wire import (
    LENGTH,
    LONGEST_PATH,
    GaugesNews,
    MissedNews,
    ProgressNews,
    RunNews,
    TaskNews,
    Told,
    from_payload,
    socket_path,
    to_frame,
    told_of,
)
from seaway.engine.newsstand import Newsstand
from seaway.ids import RunId, TaskKey

RUN = RunId("r1")


def task(key: str, state: TaskState) -> TaskRow:
    return TaskRow(run_id=RUN, key=TaskKey(key), path=key, parent="", index=-1, state=state)


def test_what_is_told_arrives_as_it_was() -> None:
    told: list[Told] = [
        TaskNews(task("a", TaskState.RUNNING)),
        RunNews(RunRow(RUN, RunState.FAILED, "why")),
        ProgressNews(ProgressMade(RUN, TaskKey("a"), 1.0, 2.0, "half")),
        MissedNews(),
        GaugesNews(Gauges(slots=4)),
    ]
    assert from_payload(to_frame(told)[LENGTH.size :]) == told


def test_of_a_task_only_how_it_stands_last_is_told() -> None:
    news = [task("a", TaskState.QUEUED), task("b", TaskState.RUNNING), task("a", TaskState.SUCCESS)]
    told = list(told_of([*news, FellBehind(RUN)]))
    assert told == [TaskNews(news[1]), TaskNews(news[2]), MissedNews()]


def test_a_socket_stands_in_the_state_folder_unless_its_path_is_too_long(tmp_path: Path) -> None:
    assert socket_path(Path("/srv/p/.seaway")) == Path("/srv/p/.seaway/news.sock")
    deep = tmp_path / ("x" * 120)
    assert len(str(socket_path(deep))) <= LONGEST_PATH
    assert socket_path(deep) != socket_path(deep / "y")


def ignore() -> None:
    """A nudge that nobody waits for."""


class Reader:
    """The other side of the socket."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader

    async def told(self) -> list[Told]:
        async with asyncio.timeout(60):
            (length,) = LENGTH.unpack(await self._reader.readexactly(LENGTH.size))
            return from_payload(await self._reader.readexactly(length))

    async def until(self, wanted: Told) -> None:
        while wanted not in await self.told():
            pass


async def test_readers_hear_news_and_an_engine_without_a_reader_keeps_none(tmp_path: Path) -> None:
    broadcaster = Broadcaster()
    stand = Newsstand(broadcaster, Gauges, ignore)
    async with stand.open_at(tmp_path / "news.sock"):
        assert not broadcaster.has_listeners(RUN)
        reader, writer = await asyncio.open_unix_connection(tmp_path / "news.sock")
        await Reader(reader).told()  # the gauges come first
        row = task("a", TaskState.SUCCESS)
        broadcaster.publish(row)
        await Reader(reader).until(TaskNews(row))
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        async with asyncio.timeout(60):
            while broadcaster.has_listeners(RUN):  # noqa: ASYNC110 - it tells nobody that they left
                await asyncio.sleep(0)
    assert not (tmp_path / "news.sock").exists()


async def test_a_reader_that_does_not_read_misses_some_and_nobody_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newsstand, "GAUGES_S", 1e9)
    broadcaster = Broadcaster()
    async with Newsstand(broadcaster, Gauges, ignore).open_at(tmp_path / "news.sock"):
        reader, writer = await asyncio.open_unix_connection(tmp_path / "news.sock")
        await Reader(reader).told()
        for n in range(MAX_UNREAD + 10):
            broadcaster.publish(task(f"t{n}", TaskState.SUCCESS))
        await Reader(reader).until(MissedNews())
        writer.close()


async def test_a_socket_that_a_dead_engine_left_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "news.sock"
    path.touch()
    async with Newsstand(Broadcaster(), Gauges, ignore).open_at(path):
        reader, writer = await asyncio.open_unix_connection(path)
        assert await Reader(reader).told()
        writer.close()


async def test_an_engine_is_nudged_by_who_wrote_something_for_it(tmp_path: Path) -> None:
    nudged = asyncio.Event()
    async with Newsstand(Broadcaster(), Gauges, nudged.set).open_at(tmp_path / "news.sock"):
        _, writer = await asyncio.open_unix_connection(tmp_path / "news.sock")
        writer.write(b"!")
        async with asyncio.timeout(60):
            await nudged.wait()
        writer.close()
