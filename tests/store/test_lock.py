"""One engine a state folder."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from seaway.errors import BusyError, StoreError
from seaway.store.lock import StateLock

_HOLD = """
import sys, time
from pathlib import Path
from seaway.store.lock import StateLock
lock = StateLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_engine_is_refused_and_told_who_is_there(tmp_path: Path) -> None:
    with StateLock(tmp_path):
        with pytest.raises(BusyError) as caught:
            StateLock(tmp_path).acquire()
        assert f"process {os.getpid()} on {socket.gethostname()}, since 2" in caught.value.message
        assert caught.value.hint
    with StateLock(tmp_path):
        pass


def test_the_lock_of_a_killed_process_is_free_at_once(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=f"process {process.pid} "):
            StateLock(tmp_path).acquire()
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=60)
        StateLock(tmp_path).acquire()


def test_children_of_the_engine_do_not_keep_the_lock(tmp_path: Path) -> None:
    """Neither a forked one nor a program that was started; both outlive the lock here."""
    lock = StateLock(tmp_path)
    lock.acquire()
    reader, writer = os.pipe()
    is_up, says_so = os.pipe()
    forked = os.fork()
    if forked == 0:
        os.close(writer)
        os.write(says_so, b".")
        os.read(reader, 1)
        os._exit(0)
    os.close(reader)
    os.read(is_up, 1)
    started = subprocess.Popen(["sleep", "30"])
    try:
        with pytest.raises(BusyError):
            StateLock(tmp_path).acquire()
        os.close(lock._file or -1)
        lock._file = None
        StateLock(tmp_path).acquire()
    finally:
        for end in (writer, is_up, says_so):
            os.close(end)
        os.waitpid(forked, 0)
        started.kill()
        started.wait(timeout=60)


def test_a_lock_file_with_nonsense_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "engine.lock").write_text("[1, 2")
    lock = StateLock(tmp_path)
    assert lock.holder() == "a process that has not said who it is"
    with lock:
        assert f"process {os.getpid()}" in lock.holder()


def test_a_folder_that_is_not_there_is_an_error_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="can't be opened") as caught:
        StateLock(tmp_path / "no").acquire()
    assert "state folder" in caught.value.hint
