"""The machine has no more to give: files, processes, an answer. Nothing leaks and nothing stays stuck."""

import asyncio
import errno
import os
import subprocess
from pathlib import Path

import pytest

from seaway.core.outcome import Ending
from seaway.executors import records, spawner
from seaway.executors.local import LocalExecutor
from seaway.worker.paths import Paths
from tests.support.yards import environment, yard


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a count


def names(folder: Path) -> set[str]:
    return {place.name for place in folder.iterdir()}


def clear_away(place: Path) -> None:
    place.unlink()


async def test_a_zygote_that_takes_no_orders_leaves_no_files_of_the_worker_it_was_to_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with yard(tmp_path) as here:
        await here.run(here.pid())
        here.executor._environments._known["other"] = environment(Path("/bin/true"))
        before, kept = open_files(), names(Path(here.paths.state, "workers"))
        monkeypatch.setattr(spawner, "_MAX_UNSENT", 0)
        outcome = await here.run(here.pid(environment="other"))
        assert (outcome.ending, outcome.began) == (Ending.CRASHED, False)
        assert "does not answer" in outcome.reason
        assert open_files() == before
        assert names(Path(here.paths.state, "workers")) == kept
        monkeypatch.undo()


async def test_a_zygote_that_can_not_be_started_again_at_once_is_started_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, refused = subprocess.Popen, []

    def refuse_once(*given: object, **named: object) -> "subprocess.Popen[bytes]":
        if not refused:
            refused.append(given)
            raise OSError(errno.EAGAIN, "Resource temporarily unavailable")
        return real(*given, **named)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(spawner, "_PAUSE_S", 0.05)
    async with yard(tmp_path) as here:
        await here.run(here.pid())
        monkeypatch.setattr(spawner.subprocess, "Popen", refuse_once)
        here.executor._spawner.restart()
        outcome = await here.run(here.pid(isolation="fresh"))
        assert outcome.ending is Ending.SUCCESS
        assert refused


def test_a_record_that_can_not_be_made_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = open_files()

    def full(fd: int, data: bytes, at: int) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(records.os, "pwrite", full)
        with pytest.raises(OSError, match="No space"):
            records.create(tmp_path / "record")
    assert open_files() == before
    assert list(tmp_path.iterdir()) == []


async def test_an_executor_that_can_not_open_gives_its_folder_back(paths_in_trouble: Paths) -> None:
    with pytest.raises(OSError, match="workers"):
        await LocalExecutor(paths_in_trouble).open()
    clear_away(Path(paths_in_trouble.state, "workers"))
    executor = LocalExecutor(paths_in_trouble)
    await executor.open()
    await asyncio.wait_for(executor.close(grace_s=0.0), 120)


@pytest.fixture
def paths_in_trouble(tmp_path: Path) -> Paths:
    """There is a file where a folder belongs."""
    paths = Paths.below(tmp_path / "state").make()
    Path(paths.state, "workers").touch()
    return paths
