"""A worker that is stopped or stuck, before it has said a word or while it rests: what it is given goes on
elsewhere."""

import json
import os
import signal
import sys
from pathlib import Path

import pytest

from seaway.core.outcome import Ending
from seaway.executors import dispatcher, guard, local, processes, spawner
from tests.support.yards import Yard, environment, eventually, is_alive, yard

pytestmark = pytest.mark.slow

_STOP_THE_FIRST = """
import os, signal
from seaway.executors.zygote import Zygote

become_worker = Zygote._become_worker

def become_worker_later(self, *given):
    try:
        os.close(os.open({mark!r}, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        pass
    else:
        os.kill(os.getpid(), signal.SIGSTOP)
    become_worker(self, *given)

Zygote._become_worker = become_worker_later
"""
_SLOW_TO_START = """#!/bin/sh
if mkdir "{mark}" 2> /dev/null; then exec sleep 300; fi
exec "{python}" "$@"
"""


@pytest.fixture(autouse=True)
def look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_IDLE_LOOK_S", 0.05)


@pytest.fixture
def first_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The first worker stops right after its fork: in the zygote's group, with all that the zygote holds."""
    mark = tmp_path / "stopped"
    boot = spawner._BOOT.replace("main(int(", f"{_STOP_THE_FIRST.format(mark=str(mark))}\nmain(int(")
    monkeypatch.setattr(spawner, "_BOOT", boot)
    return mark


async def forked(here: Yard, mark: Path) -> None:
    await eventually(lambda: mark.exists() and any(worker.pid for worker in here.executor._tasks.workers()))


async def test_a_worker_that_was_stopped_at_its_birth_can_be_ended(
    first_is_stopped: Path, tmp_path: Path
) -> None:
    async with yard(tmp_path) as here:
        attempt_id = await here.start(here.script("true", grace_s=0.1))
        await forked(here, first_is_stopped)
        await here.executor.cancel(attempt_id, reason="enough")
        assert (await here.outcome(attempt_id)).ending is Ending.CANCELLED


async def test_what_it_was_given_is_given_to_another_worker(
    first_is_stopped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with yard(tmp_path) as here:
        attempt_id = await here.start(here.pid())
        await forked(here, first_is_stopped)
        await lose_patience(here, monkeypatch)
        assert (await here.outcome(attempt_id)).ending is Ending.SUCCESS


async def test_a_zygote_that_dies_beside_it_is_noticed(
    first_is_stopped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stopped worker holds the zygote's end of the socket, so that its end is not seen there."""
    async with yard(tmp_path) as here:
        attempt_id = await here.start(here.pid())
        await forked(here, first_is_stopped)
        zygote = here.executor._spawner.pid
        assert zygote is not None
        os.kill(zygote, signal.SIGKILL)
        await lose_patience(here, monkeypatch)
        assert (await here.outcome(attempt_id)).ending is Ending.SUCCESS
        assert (await here.run(here.pid(isolation="fresh"))).ending is Ending.SUCCESS


async def test_an_interpreter_that_is_stuck_in_its_start_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its environment lies on a network that does not answer, perhaps."""
    python = tmp_path / "python"
    python.write_text(_SLOW_TO_START.format(mark=tmp_path / "mark", python=sys.executable))
    python.chmod(0o755)
    async with yard(tmp_path) as here:
        here.executor._environments._known["slow"] = environment(python)
        attempt_id = await here.start(here.pid(environment="slow"))
        await eventually((tmp_path / "mark").exists)
        await lose_patience(here, monkeypatch)
        assert (await here.outcome(attempt_id)).ending is Ending.SUCCESS


async def test_a_worker_that_was_stopped_while_it_rested_is_given_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "RESTED_S", 0.0)
    async with yard(tmp_path) as here:
        stopped = json.loads((await here.run(here.pid())).outputs or "")["result"]
        os.kill(stopped, signal.SIGSTOP)
        await eventually(lambda: processes.is_stopped(stopped))
        again = json.loads((await here.run(here.pid())).outputs or "")["result"]
        assert again != stopped
        await eventually(lambda: not is_alive(stopped))


async def lose_patience(here: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the worker that has an attempt and said nothing."""
    silent = next(worker for worker in here.executor._tasks.workers() if worker.flight)
    with monkeypatch.context() as patience:
        patience.setattr(guard, "SILENT_S", 0.0)
        await eventually(lambda: silent.is_killed)
