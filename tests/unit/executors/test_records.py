"""The file of a worker: its lock, its process, its attempt."""

import os
from pathlib import Path

import pytest

from seaway.errors import BusyError
from seaway.executors import records
from seaway.ids import AttemptId


def test_the_lock_is_held_until_its_last_open_file_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "worker"
    record, lock_fd = records.create(path)
    inherited = os.dup(lock_fd)
    os.close(lock_fd)
    assert not records.is_free(path)
    os.close(inherited)
    assert records.is_free(path)
    record.remove()


def test_the_attempt_and_the_process_can_be_read_by_another(tmp_path: Path) -> None:
    path = tmp_path / "worker"
    record, lock_fd = records.create(path)
    record.set_attempt(AttemptId("01890a5d-ac96-774b-bcce-b302099a8057"))
    records.write_identity(lock_fd)
    os.close(lock_fd)
    assert records.read_attempt(path) == "01890a5d-ac96-774b-bcce-b302099a8057"
    identity = records.read_identity(path)
    assert identity is not None
    assert identity.pid == os.getpid()
    assert identity.is_alive()
    record.remove()


def test_a_worker_that_was_never_given_anything_has_neither(tmp_path: Path) -> None:
    path = tmp_path / "worker"
    record, lock_fd = records.create(path)
    os.close(lock_fd)
    assert records.read_attempt(path) is None
    assert records.read_identity(path) is None
    record.remove()


def test_a_record_that_was_removed_reads_as_dead(tmp_path: Path) -> None:
    path = tmp_path / "worker"
    record, lock_fd = records.create(path)
    os.close(lock_fd)
    record.remove()
    assert records.is_free(path)
    assert records.read_attempt(path) is None
    assert records.read_identity(path) is None


def test_a_pid_of_another_start_or_another_boot_is_another_process(tmp_path: Path) -> None:
    path = tmp_path / "worker"
    record, lock_fd = records.create(path)
    records.write_identity(lock_fd)
    os.close(lock_fd)
    mine = records.read_identity(path)
    assert mine is not None
    assert not records.Identity(pid=mine.pid, start_time="1", boot_id=mine.boot_id).is_alive()
    assert not records.Identity(pid=mine.pid, start_time=mine.start_time, boot_id="other").is_alive()
    record.remove()


def test_a_state_folder_has_one_executor(tmp_path: Path) -> None:
    first = records.claim(tmp_path / "executor.lock")
    with pytest.raises(BusyError, match="another engine runs attempts"):
        records.claim(tmp_path / "executor.lock")
    os.close(first)
    os.close(records.claim(tmp_path / "executor.lock"))
