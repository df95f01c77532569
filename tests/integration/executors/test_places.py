"""Where attempts run: looks at what waits outside have workers of their own, packages an interpreter of their
own."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from seaway.core.outcome import Ending
from seaway.sdk.protocols.executor import AttemptSpec, PollBody
from tests.support.workers import attempt
from tests.support.yards import all_of, environment, yard


def look(until: datetime) -> AttemptSpec:
    state = json.dumps({"until": until.isoformat()})
    return attempt(PollBody("flow.wait", {"duration": "1m"}, state))


async def test_a_look_outside_needs_no_slot(tmp_path: Path) -> None:
    async with yard(tmp_path, slots=1) as here:
        await here.start(here.script("sleep 60"))
        now = datetime.now(UTC)
        waits = await here.run(look(now + timedelta(hours=1)))
        assert waits.ending is Ending.DEFERRED
        assert waits.poll_after_s > 0
        assert (await here.run(look(now - timedelta(seconds=1)))).ending is Ending.SUCCESS


async def test_many_looks_share_few_processes(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        started = [await here.start(look(datetime.now(UTC))) for _ in range(20)]
        await all_of(*(here.outcome(attempt_id) for attempt_id in started))
        assert 1 <= here.executor._polls.worker_count <= 2


async def test_an_environment_has_its_own_interpreter_and_is_kept_warm(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        here.executor._environments._known["locked"] = environment(Path(sys.executable))
        pids = []
        for _ in range(2):
            outcome = await here.run(here.pid(environment="locked"))
            pids.append(json.loads(outcome.outputs or "")["result"])
        assert pids[0] == pids[1]
        assert "seaway.worker.main" in psutil.Process(pids[0]).cmdline()


async def test_packages_that_are_none_fail_before_anything_began(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        outcome = await here.run(here.pid(environment="broken", requirements=("no package; at all !!",)))
        assert (outcome.ending, outcome.began) == (Ending.FAILED, False)
        assert outcome.reason.startswith("its environment could not be built")


async def test_a_cancel_does_not_wait_for_an_environment_to_be_built(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        spec = here.pid(environment="slow", requirements=("no package; at all !!",))
        await here.start(spec)
        await here.executor.cancel(spec.attempt_id, reason="stop")
        assert [one.outcome.ending for one in await here.finished(spec.attempt_id)] == [Ending.CANCELLED]
        assert (await here.run(here.pid())).ending is Ending.SUCCESS
        assert len(await here.finished(spec.attempt_id)) == 1


async def test_a_worker_knows_nothing_of_the_engines_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEAWAY_KEY", "of the engine")
    monkeypatch.setenv("CLOUD_TOKEN", "of the engine")
    look_around = (
        "import os\nfrom pathlib import Path\n"
        "seen = [Path(f'/proc/{pid}/environ').read_text() for pid in (os.getpid(), os.getppid())]\n"
        "result = 'of the engine' in repr([dict(os.environ), *seen])"
    )
    async with yard(tmp_path) as here:
        for spec in (here.execute(look_around), here.script("! env | grep 'of the engine'")):
            outcome = await here.run(spec)
            assert outcome.ending is Ending.SUCCESS
            assert "true" not in (outcome.outputs or "")
