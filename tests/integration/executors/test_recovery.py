"""The engine dies by `kill -9`; the next one finds out what became of its attempts; nothing runs twice at
once."""

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from seaway.core.outcome import Ending, Outcome
from seaway.executors.dispatcher import Limits
from seaway.executors.spool import Spool
from seaway.ids import AttemptId
from seaway.sdk.protocols.executor import Finished, Standing
from tests.support.yards import Yard, eventually, is_alive, is_marked, processes_of, yard

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadEngine:
    """What it had under way when it was killed."""

    ended: AttemptId
    script: AttemptId
    function: AttemptId
    ending: AttemptId
    zygote: int
    died_s: float


async def killed_engine(folder: Path) -> DeadEngine:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.integration.executors.engine_that_dies",
        str(folder),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    words = (await asyncio.wait_for(process.stdout.readline(), 120)).decode().split()
    process.kill()
    await process.wait()
    ended, script, function, ending = map(AttemptId, words[:4])
    return DeadEngine(
        ended=ended,
        script=script,
        function=function,
        ending=ending,
        zygote=int(words[4]),
        died_s=asyncio.get_running_loop().time(),
    )


@pytest.fixture
async def dead(tmp_path: Path) -> DeadEngine:
    return await killed_engine(tmp_path)


async def test_a_result_that_was_not_acknowledged_is_kept(dead: DeadEngine, tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        assert await here.executor.reconcile([dead.ended]) == {dead.ended: Standing.FINISHED}
        outcome = await here.outcome(dead.ended)
        assert json.loads(outcome.outputs or "")["result"] == "kept"
        await here.executor.ack(dead.ended)
        assert await here.executor.reconcile([dead.ended]) == {dead.ended: Standing.GONE}


async def test_what_ran_is_proved_dead_before_it_is_called_gone(dead: DeadEngine, tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        standings = await here.executor.reconcile([dead.script, dead.function])
        assert standings == {dead.script: Standing.GONE, dead.function: Standing.GONE}
        assert not is_marked(dead.script)
        assert not is_alive(int((tmp_path / "function").read_text()))


async def test_a_result_that_came_after_the_engines_death_is_kept(dead: DeadEngine, tmp_path: Path) -> None:
    spooled = tmp_path / "state/spool" / f"{dead.ending}.msgpack"
    await eventually(spooled.exists)
    async with yard(tmp_path) as here:
        assert (await here.executor.reconcile([dead.ending]))[dead.ending] is Standing.FINISHED
        assert (await here.outcome(dead.ending)).ending is Ending.SUCCESS


async def test_the_same_attempt_started_again_gives_its_kept_result(dead: DeadEngine, tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        spec = here.execute("result = 'done again'", attempt_id=dead.ended)
        outcome = await here.outcome(await here.start(spec))
        assert json.loads(outcome.outputs or "")["result"] == "kept"


async def test_recovery_takes_no_longer_than_a_moment(dead: DeadEngine, tmp_path: Path) -> None:
    here = asyncio.get_running_loop()
    began_s = here.time()
    async with yard(tmp_path):
        assert here.time() - began_s < 20.0
    await eventually(lambda: not is_alive(dead.zygote))
    assert processes_of(tmp_path) == []
    assert list((tmp_path / "state/workers").iterdir()) == []


async def test_a_daemon_that_holds_no_lock_is_found_by_its_mark(tmp_path: Path) -> None:
    """As left by an engine, a zygote and a worker that were all killed at once."""
    attempt_id = AttemptId("01890a5d-ac96-774b-bcce-b302099a8057")
    Yard(tmp_path, Limits(slots=1))
    daemon = await asyncio.create_subprocess_exec("sleep", "60", env={"SEAWAY_ATTEMPT_ID": attempt_id})
    (tmp_path / "state/workers").mkdir()
    (tmp_path / "state/workers/w").write_bytes(attempt_id.encode().ljust(64, b"\0") + b"1\t1\tanother boot\n")
    async with yard(tmp_path) as here:
        assert await here.executor.reconcile([attempt_id]) == {attempt_id: Standing.GONE}
    assert await asyncio.wait_for(daemon.wait(), 60) == -9


async def test_a_damaged_result_is_as_none(tmp_path: Path) -> None:
    attempt_id = AttemptId("01890a5d-ac96-774b-bcce-b302099a8057")
    async with yard(tmp_path):
        pass
    (tmp_path / "state/spool" / f"{attempt_id}.msgpack").write_bytes(b"torn")
    async with yard(tmp_path) as here:
        spec = here.execute("result = 'done'", attempt_id=attempt_id)
        assert (await here.run(spec)).ending is Ending.SUCCESS
        assert await here.executor.reconcile([attempt_id]) == {attempt_id: Standing.GONE}


async def test_a_crash_is_kept_like_a_result(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        attempt_id = await here.start(here.execute("import os; os.kill(os.getpid(), 9)"))
        await here.outcome(attempt_id)
        kept = Spool(tmp_path / "state/spool").read(attempt_id)
        assert isinstance(kept, Finished)
        assert isinstance(kept.outcome, Outcome)
        assert kept.outcome.ending is Ending.CRASHED
        await here.executor.ack(attempt_id)
        assert Spool(tmp_path / "state/spool").ids() == set()
