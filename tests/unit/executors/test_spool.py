"""Results on disk."""

import os
from datetime import UTC, datetime
from pathlib import Path

from seaway.core.outcome import Ending, Outcome
from seaway.executors.spool import Spool
from seaway.ids import AttemptId
from seaway.sdk.protocols.executor import Finished

RESULT = Finished(
    AttemptId("a-1"), Outcome(ending=Ending.SUCCESS, at=datetime(2026, 1, 1, tzinfo=UTC), outputs="{}")
)


def test_a_result_is_read_as_it_was_written(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.write(RESULT)
    assert spool.ids() == {"a-1"}
    assert spool.read(AttemptId("a-1")) == RESULT


def test_removing_twice_is_no_error(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.write(RESULT)
    spool.remove(AttemptId("a-1"))
    spool.remove(AttemptId("a-1"))
    assert spool.read(AttemptId("a-1")) is None


def test_a_damaged_result_is_none(tmp_path: Path) -> None:
    Path(tmp_path, "a-1.msgpack").write_bytes(b"\xc1 not msgpack")
    assert Spool(tmp_path).read(AttemptId("a-1")) is None


def test_a_half_written_result_is_not_there(tmp_path: Path) -> None:
    Path(tmp_path, "a-1.part").write_bytes(b"half")
    Path(tmp_path, ".a-2.msgpack.321").write_bytes(b"half")
    assert Spool(tmp_path).ids() == set()
    assert list(tmp_path.iterdir()) == []


def test_what_nobody_asked_for_in_a_week_is_forgotten(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.write(RESULT)
    os.utime(tmp_path / "a-1.msgpack", (0, 0))
    assert spool.ids() == set()
    assert list(tmp_path.iterdir()) == []
