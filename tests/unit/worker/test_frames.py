from datetime import UTC, datetime

import pytest

from seaway.core.outcome import Ending, Failure, Outcome
from seaway.ids import AttemptId
from seaway.sdk.protocols.executor import BlueprintBody, Finished, Language, Progress, ScriptBody, Upstream
from seaway.worker.frames import (
    Ack,
    FrameBuffer,
    Hello,
    Run,
    Shutdown,
    decode_from_worker,
    decode_spooled,
    decode_to_worker,
    encode,
    encode_spooled,
)
from seaway.worker.paths import Paths
from tests.support.workers import attempt

PATHS = Paths(
    state="/s",
    artifacts="/s/a",
    bundles="/s/b",
    attempts="/s/t",
    logs="/s/l",
    environments="/s/e",
    spool="/s/p",
)
OUTCOME = Outcome(
    ending=Ending.FAILED,
    at=datetime(2026, 1, 1, tzinfo=UTC),
    reason="no",
    exit_code=3,
    failure=Failure(code="data", message="no", retry_after_s=1.5),
)


@pytest.mark.parametrize(
    "body",
    [
        BlueprintBody("python.call", {"function": "a.py:b", "args": {"x": [1, None]}}),
        ScriptBody("ls", Language.NODE),
    ],
)
def test_an_attempt_arrives_as_it_was_sent(body):
    sent = Run(
        attempt(body, upstreams=(Upstream("load[a]", "0" * 64, "a"),), context={"inputs": {"n": 1}}), PATHS
    )
    (payload,) = FrameBuffer().feed(encode(sent))
    assert decode_to_worker(payload) == sent


@pytest.mark.parametrize("message", [Ack(AttemptId("a")), Shutdown()])
def test_other_orders_arrive_as_they_were_sent(message):
    (payload,) = FrameBuffer().feed(encode(message))
    assert decode_to_worker(payload) == message


@pytest.mark.parametrize(
    "message", [Hello(7), Progress(AttemptId("a"), 1, 2, "half"), Finished(AttemptId("a"), OUTCOME)]
)
def test_news_arrive_as_they_were_sent(message):
    (payload,) = FrameBuffer().feed(encode(message))
    assert decode_from_worker(payload) == message


def test_frames_are_cut_right_wherever_the_stream_is_torn():
    sent = [Hello(number) for number in range(20)]
    stream, buffer, found = b"".join(map(encode, sent)), FrameBuffer(), []
    for start in range(0, len(stream), 3):
        found += buffer.feed(stream[start : start + 3])
    assert [decode_from_worker(payload) for payload in found] == sent


def test_a_length_that_no_frame_has_is_refused():
    with pytest.raises(ValueError, match="at most"):
        FrameBuffer().feed(b"GET / HTTP/1.1\r\n")


def test_a_spooled_result_is_read_back():
    finished = Finished(AttemptId("a"), OUTCOME)
    assert decode_spooled(encode_spooled(finished)) == finished
