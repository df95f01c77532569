"""Attempts in warm processes on this machine: what is reused, what is kept apart, how many at once."""

import asyncio
import json
from pathlib import Path

import psutil

from seaway.core.outcome import Ending, Outcome
from seaway.ids import AttemptId
from seaway.sdk.protocols.executor import Finished, Progress, Standing, Started
from tests.support.yards import all_of, eventually, yard


def result(outcome: Outcome) -> object:
    assert outcome.ending is Ending.SUCCESS, outcome
    return json.loads(outcome.outputs or "")["result"]


async def test_functions_and_scripts_run_to_their_result(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        assert result(await here.run(here.execute("result = 6 * 7"))) == 42
        script = await here.run(here.script("echo rows=3 >> $SEAWAY_OUTPUT"))
        assert json.loads(script.outputs or "") == {"rows": "3"}
        failed = await here.run(here.script("exit 3"))
        assert (failed.ending, failed.exit_code) == (Ending.FAILED, 3)


async def test_two_hundred_attempts_in_a_row_use_one_process(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        pids = {result(await here.run(here.pid())) for _ in range(200)}
        assert len(pids) == 1


async def test_a_beginning_is_told_before_the_end(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        spec = here.pid()
        await here.run(spec)
        kinds = [type(event) for event in here.events if event.attempt_id == spec.attempt_id]
        assert kinds == [Started, Finished]


async def test_projects_bundles_and_fresh_attempts_never_share_a_process(tmp_path: Path) -> None:
    async with yard(tmp_path, slots=8) as here:
        specs = [
            here.pid(project="finance"),
            here.pid(project="ads"),
            here.pid(project="finance", isolation="fresh"),
        ]
        pids = [result(await here.run(spec)) for spec in specs]
        assert len(set(pids)) == 3
        assert result(await here.run(here.pid(project="finance"))) == pids[0]


async def test_a_worker_is_replaced_after_its_share_of_attempts(tmp_path: Path) -> None:
    async with yard(tmp_path, max_served=5) as here:
        pids = [result(await here.run(here.pid())) for _ in range(15)]
        assert len(set(pids)) == 3


async def test_a_worker_that_grew_too_large_is_replaced(tmp_path: Path) -> None:
    async with yard(tmp_path, max_rss_bytes=1) as here:
        pids = {result(await here.run(here.pid())) for _ in range(32)}
        assert len(pids) == 2


async def test_no_more_than_its_slots_run_at_once(tmp_path: Path) -> None:
    async with yard(tmp_path, slots=2) as here:
        note = tmp_path / "note"
        source = f"echo in >> {note}; while [ ! -e {tmp_path}/go ]; do sleep 0.01; done"
        started = [await here.start(here.script(source)) for _ in range(4)]
        await here.appears("note", count=2)
        assert len([event for event in here.events if isinstance(event, Started)]) == 2
        (tmp_path / "go").touch()
        outcomes = await all_of(*(here.outcome(attempt_id) for attempt_id in started))
        assert {outcome.ending for outcome in outcomes} == {Ending.SUCCESS}


async def test_what_finds_no_slot_soon_is_given_back(tmp_path: Path) -> None:
    async with yard(tmp_path, slots=1, patience_s=0.05) as here:
        runs = await here.start(here.script(f"while [ ! -e {tmp_path}/go ]; do sleep 0.01; done"))
        waits = [await here.start(here.pid()) for _ in range(3)]
        outcomes = await all_of(*(here.outcome(attempt_id) for attempt_id in waits))
        assert {(outcome.ending, outcome.began) for outcome in outcomes} == {(Ending.RETURNED, False)}
        (tmp_path / "go").touch()
        assert (await here.outcome(runs)).ending is Ending.SUCCESS
        assert {event.attempt_id for event in here.events if isinstance(event, Started)} == {runs}


async def test_an_outcome_says_when_the_attempt_began(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        outcome = await here.run(here.script("sleep 0.2"))
        assert outcome.started_at is not None
        assert (outcome.at - outcome.started_at).total_seconds() >= 0.2


async def test_idle_workers_leave_after_a_while(tmp_path: Path) -> None:
    async with yard(tmp_path, idle_s=0) as here:
        pid = result(await here.run(here.pid()))
        assert isinstance(pid, int)
        await eventually(lambda: not psutil.pid_exists(pid))


async def test_starting_twice_runs_once(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        note = tmp_path / "note"
        spec = here.script(f"echo once >> {note}; sleep 0.1")
        await here.start(spec)
        await here.start(spec)
        await here.outcome(spec.attempt_id)
        await here.start(spec)  # ended, but not acknowledged: told again, not done again
        assert len(await here.finished(spec.attempt_id, count=2)) == 2
        assert note.read_text() == "once\n"


async def test_it_knows_what_runs_what_is_kept_and_what_it_never_saw(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        runs = await here.start(here.script("sleep 60"))
        kept = await here.start(here.pid())
        await here.outcome(kept)
        never = AttemptId("01890a5d-ac96-774b-bcce-b302099a8057")
        standings = await here.executor.reconcile([runs, kept, never])
        assert standings == {runs: Standing.RUNNING, kept: Standing.FINISHED, never: Standing.GONE}
        await here.executor.ack(kept)
        assert await here.executor.reconcile([kept]) == {kept: Standing.GONE}


async def test_commands_for_unknown_attempts_are_no_error(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        await here.executor.cancel(AttemptId("nobody"), reason="why not")
        await here.executor.ack(AttemptId("nobody"))


async def test_the_output_of_one_attempt_holds_up_no_other(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        loud = await here.start(here.script("head -c 50000000 /dev/zero | tr '\\0' 'x'"))
        assert result(await here.run(here.pid())) is not None
        assert (await here.outcome(loud)).ending is Ending.SUCCESS


async def test_an_engine_that_does_not_read_stops_the_workers(tmp_path: Path) -> None:
    """Progress that nobody takes waits in the sockets, not in this process."""
    async with yard(tmp_path) as here:
        reader, here._reader = here._reader, None
        assert reader is not None
        reader.cancel()
        await asyncio.gather(reader, return_exceptions=True)
        flood = await here.start(here.execute(_FLOOD))
        await eventually(lambda: here.executor._outlet.is_full)
        waiting = len(here.executor._outlet._events)
        await asyncio.sleep(0.2)
        assert len(here.executor._outlet._events) == waiting
        here._reader = asyncio.create_task(here._read())
        assert (await here.outcome(flood)).ending is Ending.SUCCESS
        assert any(isinstance(event, Progress) for event in here.events)


_FLOOD = """
import gc
from seaway.worker.frames import encode
from seaway.worker.main import Worker
from seaway.sdk.protocols.executor import Progress
import os
worker = next(one for one in gc.get_objects() if isinstance(one, Worker))
for number in range(20000):
    worker._send(Progress(os.environ["SEAWAY_ATTEMPT_ID"], number, 20000))
"""
