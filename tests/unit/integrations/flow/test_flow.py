from datetime import timedelta
from pathlib import Path

import pytest

from seaway.errors import InvalidInputError, TaskError
from seaway.integrations.flow.blueprints import fail, wait
from seaway.sdk.waiting import Deferred
from tests.support.contexts import NOON, a_context


def test_wait_defers_until_its_time_and_then_is_done(tmp_path: Path) -> None:
    waiting = wait.begin(a_context(tmp_path), {"duration": "10m"})
    assert isinstance(waiting, Deferred)
    assert (waiting.poll_after_s, waiting.reason) == (600.0, "waits until 2026-01-31 12:10:00 UTC")
    early = a_context(tmp_path, now=NOON + timedelta(minutes=9))
    again = wait.poll(early, {"duration": "10m"}, waiting.state)
    assert isinstance(again, Deferred)
    assert again.poll_after_s == 60.0
    late = a_context(tmp_path, now=NOON + timedelta(minutes=10))
    assert wait.poll(late, {"duration": "10m"}, waiting.state) == {"until": "2026-01-31T12:10:00+00:00"}


def test_wait_until_a_time_that_has_passed_is_done_at_once(tmp_path: Path) -> None:
    assert wait.begin(a_context(tmp_path), {"until": "2026-01-31T06:00:00"}) == {
        "until": "2026-01-31T06:00:00+00:00"
    }


@pytest.mark.parametrize("inputs", [{}, {"duration": 1, "until": "2026-01-31T06:00:00Z"}])
def test_wait_takes_one_of_duration_and_until(tmp_path: Path, inputs: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError, match="one of them"):
        wait.begin(a_context(tmp_path), inputs)


def test_a_duration_of_nothing_is_done_at_once(tmp_path: Path) -> None:
    assert isinstance(wait.begin(a_context(tmp_path), {"duration": 0}), dict)


def test_fail_ends_with_its_message_and_code(tmp_path: Path) -> None:
    with pytest.raises(TaskError, match="not usable") as caught:
        fail.begin(a_context(tmp_path), {"message": "not usable", "exit_code": "65"})
    assert (caught.value.exit_code, caught.value.can_retry) == (65, False)


@pytest.mark.parametrize("code", [0, 256])
def test_fail_can_not_succeed(tmp_path: Path, code: int) -> None:
    with pytest.raises(InvalidInputError, match="`exit_code` is"):
        fail.begin(a_context(tmp_path), {"exit_code": code})
