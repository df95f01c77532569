"""A worker that dies takes its own attempt with it and nothing else, and leaves nothing behind."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from seaway.core.outcome import Ending
from seaway.sdk.protocols.executor import Started
from tests.support.yards import Yard, environment, eventually, is_alive, is_marked, yard

pytestmark = pytest.mark.slow

_SLEEP = "import time; time.sleep(60)"
_NOTE_AND_SLEEP = "import os, time; open({path!r}, 'w').write(str(os.getpid())); time.sleep(60)"
_DAEMON = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 256)
        with open({path!r}, "w") as note:
            note.write(str(os.getpid()))
        time.sleep(60)
    os._exit(0)
while not os.path.exists({path!r}):
    time.sleep(0.01)
{then}
"""


def zygote_pid(here: Yard) -> int:
    pid = here.executor._spawner.pid
    assert pid is not None
    return pid


async def test_its_own_exit_is_a_failure_with_that_code(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        spec = here.execute("import os; os._exit(3)")
        outcome = await here.run(spec)
        assert (outcome.ending, outcome.exit_code) == (Ending.FAILED, 3)
        assert "exit code 3" in here.log(spec.attempt_id)


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV", "SIGABRT"])
async def test_a_signal_is_a_crash_that_names_it(tmp_path: Path, name: str) -> None:
    async with yard(tmp_path) as here:
        outcome = await here.run(here.execute(f"import os, signal; os.kill(os.getpid(), signal.{name})"))
        assert outcome.ending is Ending.CRASHED
        assert name in outcome.reason


async def test_a_death_leaves_the_other_attempts_alone(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        victim = await here.start(here.execute(_NOTE_AND_SLEEP.format(path=f"{tmp_path}/pid")))
        others = [await here.start(here.script("sleep 0.5; exit 0")) for _ in range(3)]
        os.kill(int(await here.appears("pid")), signal.SIGKILL)
        assert (await here.outcome(victim)).ending is Ending.CRASHED
        for other in others:
            assert (await here.outcome(other)).ending is Ending.SUCCESS


@pytest.mark.parametrize("then", ["result = 1", "os._exit(1)", "os.kill(os.getpid(), 9)"])
async def test_a_daemon_that_left_session_and_files_is_ended_with_its_attempt(
    tmp_path: Path, then: str
) -> None:
    async with yard(tmp_path) as here:
        await here.run(here.execute(_DAEMON.format(path=f"{tmp_path}/daemon", then=then)))
        assert not is_alive(int((tmp_path / "daemon").read_text()))


async def test_a_worker_that_never_comes_to_life_ends_the_attempt_as_not_begun(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        here.executor._environments._known["broken"] = environment(Path("/bin/false"))
        outcome = await here.run(here.pid(environment="broken"))
        assert (outcome.ending, outcome.began) == (Ending.CRASHED, False)
        assert outcome.reason.startswith("no worker could be started")


async def test_a_folder_that_takes_no_more_files_ends_the_attempt_as_not_begun(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        first = await here.start(here.script("sleep 0.3"))
        (tmp_path / "state/workers").rename(tmp_path / "state/elsewhere")
        outcome = await here.run(here.pid())
        (tmp_path / "state/elsewhere").rename(tmp_path / "state/workers")
        assert (outcome.ending, outcome.began) == (Ending.CRASHED, False)
        assert (await here.outcome(first)).ending is Ending.SUCCESS


async def test_more_memory_than_allowed_ends_with_used_and_allowed(tmp_path: Path) -> None:
    """Two processes below the limit each, above it together: only the executor can see that."""
    code = (
        "import os, time\n"
        "held = bytearray(60 << 20); held[::4096] = held[::4096]\n"
        "if os.fork() == 0:\n    more = bytearray(60 << 20); more[::4096] = more[::4096]\n"
        "time.sleep(60)"
    )
    async with yard(tmp_path) as here:
        outcome = await here.run(here.execute(code, memory_bytes=150 << 20))
        assert outcome.ending is Ending.CRASHED
        assert "out of memory" in outcome.reason
        assert "of 150.0 MiB" in outcome.reason


async def test_an_attempt_that_its_engine_forgot_ends_after_its_time(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        outcome = await here.run(here.execute(_SLEEP, timeout_s=0.1, grace_s=0.1))
        assert outcome.ending is Ending.TIMED_OUT
        assert outcome.reason == "took longer than 0.1 s"


async def test_attempts_go_on_without_their_zygote(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        goes_on = await here.start(here.script("sleep 0.5; exit 0"))
        dies = await here.start(here.execute(_NOTE_AND_SLEEP.format(path=f"{tmp_path}/pid")))
        pid = int(await here.appears("pid"))
        old = zygote_pid(here)
        os.kill(old, signal.SIGKILL)
        assert (await here.run(here.pid(project="another"))).ending is Ending.SUCCESS
        assert zygote_pid(here) != old
        os.kill(pid, signal.SIGKILL)
        assert (await here.outcome(dies)).ending is Ending.CRASHED
        assert (await here.outcome(goes_on)).ending is Ending.SUCCESS


async def test_a_zygote_that_dies_again_and_again_loses_no_attempt(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        for _ in range(2):
            os.kill(zygote_pid(here), signal.SIGKILL)
            started = await here.start(here.pid(isolation="fresh"))
            assert (await here.outcome(started)).ending is Ending.SUCCESS
        assert len([event for event in here.events if isinstance(event, Started)]) == 2


# --- cancel -------------------------------------------------------------------------------------------------


async def test_a_cancelled_function_ends_at_once(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        attempt_id = await here.start(here.execute(_NOTE_AND_SLEEP.format(path=f"{tmp_path}/pid")))
        pid = int(await here.appears("pid"))
        await here.executor.cancel(attempt_id, reason="ada did not want it")
        outcome = await here.outcome(attempt_id)
        assert (outcome.ending, outcome.reason) == (Ending.CANCELLED, "ada did not want it")
        assert not is_alive(pid)


async def test_a_cancelled_script_leaves_no_orphan(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        note = tmp_path / "ready"
        stubborn = "(setsid nohup sh -c 'trap \"\" TERM; sleep 60' &)"
        source = f"sleep 60 & (setsid sleep 60 &) ; {stubborn}; echo x > {note}; sleep 60"
        attempt_id = await here.start(here.script(source, grace_s=0.3))
        await here.appears("ready")
        await here.executor.cancel(attempt_id, reason="stop")
        assert (await here.outcome(attempt_id)).ending is Ending.CANCELLED
        assert not is_marked(attempt_id)


async def test_a_script_may_clean_up_when_it_is_cancelled(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        clean_up = f"trap 'echo bye > {tmp_path}/bye; exit 1' TERM"
        source = f"{clean_up}; echo x > {tmp_path}/ready; while :; do sleep 0.01; done"
        attempt_id = await here.start(here.script(source))
        await here.appears("ready")
        await here.executor.cancel(attempt_id, reason="stop")
        assert (await here.outcome(attempt_id)).ending is Ending.CANCELLED
        assert (tmp_path / "bye").read_text() == "bye\n"


@pytest.mark.parametrize(
    "what", ["signal.signal(signal.SIGTERM, signal.SIG_IGN)", "os.kill(os.getpid(), signal.SIGSTOP)"]
)
async def test_what_ignores_a_cancel_is_killed_after_its_grace(tmp_path: Path, what: str) -> None:
    note = f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))"
    code = f"import os, signal, time\n{note}\n{what}\ntime.sleep(60)"
    async with yard(tmp_path) as here:
        attempt_id = await here.start(here.execute(code, grace_s=0.2))
        pid = int(await here.appears("pid"))
        await here.executor.cancel(attempt_id, reason="stop")
        outcome = await here.outcome(attempt_id)
        assert (outcome.ending, outcome.reason) == (Ending.CANCELLED, "stop")
        assert not is_alive(pid)


async def test_who_must_be_sure_soon_cuts_a_grace_short_also_one_that_has_begun(tmp_path: Path) -> None:
    code = f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
    deaf = f"import os, signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n{code}"
    async with yard(tmp_path) as here:
        attempt_id = await here.start(here.execute(deaf, grace_s=3_600.0))
        pid = int(await here.appears("pid"))
        await here.executor.cancel(attempt_id, reason="stop")
        await here.executor.cancel(attempt_id, reason="the lease is over", most_s=0.1)
        outcome = await here.outcome(attempt_id)
        assert (outcome.ending, outcome.reason) == (Ending.CANCELLED, "stop")
        assert not is_alive(pid)


async def test_what_still_waits_is_cancelled_without_having_begun(tmp_path: Path) -> None:
    async with yard(tmp_path, slots=1) as here:
        await here.start(here.script("sleep 60"))
        waiting = await here.start(here.pid())
        await here.executor.cancel(waiting, reason="stop")
        outcome = await here.outcome(waiting)
        assert (outcome.ending, outcome.began) == (Ending.CANCELLED, False)


async def test_a_cancel_right_after_the_start_is_not_lost(tmp_path: Path) -> None:
    """The worker may not have been born, or may not listen to signals yet."""
    async with yard(tmp_path, slots=8) as here:
        started = []
        for number in range(8):
            started.append(await here.start(here.execute(_SLEEP, project=f"p{number}")))
            await here.executor.cancel(started[-1], reason="stop")
            await asyncio.sleep(0.001 * number)
        for attempt_id in started:
            assert (await here.outcome(attempt_id)).ending is Ending.CANCELLED


# --- the end of the executor --------------------------------------------------------------------------------


async def test_closing_lets_what_runs_end_within_the_grace(tmp_path: Path) -> None:
    async with yard(tmp_path) as here:
        attempt_id = await here.start(here.script("sleep 0.3; exit 0"))
        await here.close(grace_s=10)
        assert (await here.outcome(attempt_id)).ending is Ending.SUCCESS
        assert (tmp_path / "state/spool" / f"{attempt_id}.msgpack").exists()  # nobody acknowledged it


async def test_closing_ends_what_runs_as_lost_and_gives_back_what_never_began(tmp_path: Path) -> None:
    async with yard(tmp_path, slots=1) as here:
        runs = await here.start(here.script("sleep 60"))
        waits = await here.start(here.pid())
        await eventually(lambda: any(isinstance(event, Started) for event in here.events))
        await here.close(grace_s=0)
        assert (await here.outcome(runs)).ending is Ending.LOST
        outcome = await here.outcome(waits)
        assert (outcome.ending, outcome.began) == (Ending.RETURNED, False)
        assert not is_marked(runs)
