import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from seaway.core.outcome import Ending
from seaway.worker.frames import Ack, Shutdown, decode_spooled, write_frame
from tests.support.workers import SOURCE, WorkerProcess

CODE = """
import time

def quick(): pass
def slow(): print('up'); time.sleep(300)
def brief(path): time.sleep(0.3); open(path, 'w').close()

async def waiting():
    import asyncio
    await asyncio.sleep(300)

def stubborn():
    for _ in range(3):
        try:
            time.sleep(300)
        except Exception:
            pass
"""


@pytest.fixture
def shop(shop):
    shop.write("workflows/a.py", CODE)
    return shop


def spooled(shop):
    return [decode_spooled(place.read_bytes()) for place in Path(shop.paths.spool).glob("*.msgpack")]


def test_a_result_nobody_acknowledged_is_left_in_the_spool(shop):
    first, second = (shop.call("workflows/a.py:quick") for _ in range(2))
    shop.worker.run(first)
    shop.worker.start(second)
    shop.worker.result()
    assert shop.worker.hang_up() == 0
    assert [finished.attempt_id for finished in spooled(shop)] == [second.attempt_id]
    assert spooled(shop)[0].outcome.ending is Ending.SUCCESS


def test_an_attempt_goes_on_when_the_engine_dies_and_its_result_is_spooled(shop):
    spec = shop.call("workflows/a.py:brief", {"path": str(shop.project / "done")})
    shop.worker.start(spec)
    assert shop.worker.hang_up() == 0
    assert (shop.project / "done").exists()
    assert [finished.attempt_id for finished in spooled(shop)] == [spec.attempt_id]


def test_shutdown_ends_the_worker_and_leaves_no_directory(shop):
    shop.worker.run(shop.call("workflows/a.py:quick"))
    write_frame(shop.worker.sock, Shutdown())
    assert shop.worker.process.wait(60) == 0
    assert list(Path(shop.paths.attempts).iterdir()) == []
    assert spooled(shop) == []


@pytest.mark.parametrize("name", ["slow", "stubborn", "waiting"])
def test_cancel_interrupts_python_code_even_where_it_catches_exceptions(shop, name):
    spec = shop.call(f"workflows/a.py:{name}")
    shop.worker.start(spec)
    time.sleep(0.3)
    shop.worker.cancel()
    assert shop.worker.result().ending is Ending.CANCELLED


def test_cancel_before_the_attempt_began_starts_nothing(shop):
    shop.worker.cancel()
    time.sleep(0.05)
    outcome = shop.worker.run(shop.call("workflows/a.py:slow"))
    assert (outcome.ending, outcome.began) == (Ending.CANCELLED, False)


def test_a_line_is_in_the_log_while_the_attempt_runs(shop):
    spec = shop.call("workflows/a.py:slow")
    shop.worker.start(spec)
    deadline = time.monotonic() + 60
    while "up" not in shop.text(spec):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    shop.worker.cancel()
    shop.worker.result()


def test_acknowledging_what_is_not_known_is_no_error(shop):
    write_frame(shop.worker.sock, Ack("unknown"))
    assert shop.worker.run(shop.call("workflows/a.py:quick")).ending is Ending.SUCCESS


def test_the_attempts_processes_hold_the_lock_of_the_worker(shop, tmp_path):
    """Whoever asks for the lock waits for the last process of the attempt."""
    import fcntl

    shop.worker.close()
    lock = os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    shop.worker = WorkerProcess(shop.paths, lock_fd=lock)
    os.close(lock)
    spec = shop.script(f"ls -l /proc/self/fd > {shop.project}/fds")
    shop.worker.run(spec)
    assert str(tmp_path / "lock") in (shop.project / "fds").read_text()
    probe = os.open(tmp_path / "lock", os.O_RDWR)
    with pytest.raises(BlockingIOError):
        fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
    shop.worker.close()
    fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(probe)


def test_starting_a_worker_loads_nothing_heavy():
    code = "import sys, seaway.worker.main; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert not loaded & {
        "pydantic",
        "sqlalchemy",
        "jinja2",
        "httpx",
        "asyncio",
        "yaml",
        "click",
        "rich",
        "uv",
    }
