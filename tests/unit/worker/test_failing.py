import errno

import pytest

from seaway.core.outcome import Ending
from seaway.errors import AuthError, RateLimitError, UnknownError
from seaway.worker.failing import ScriptError, failed, signal_name, traceback_text


def outcome_of(error, mask=lambda text: text):
    return failed(error, mask=mask)


@pytest.mark.parametrize(
    ("error", "code", "exit_code", "can_retry"),
    [
        (AuthError("no", hint="sign in"), "auth", 41, False),
        (RateLimitError("slow", retry_after_s=3), "rate_limit", 45, True),
        (UnknownError("what"), "unknown", 1, False),
        (ValueError("x"), "ValueError", 1, True),
        (SystemExit(3), "exit", 3, True),
        (SystemExit(-1), "exit", 255, True),
        (SystemExit("bye"), "exit", 1, True),
        (MemoryError(), "out_of_memory", 1, True),
        (OSError(errno.ENOSPC, "No space", "/x/y"), "no_space", 1, True),
        (ScriptError("no", exit_code=7), "script", 7, True),
        (KeyboardInterrupt(), "KeyboardInterrupt", 1, True),
    ],
)
def test_each_kind_of_error_has_its_code_and_says_whether_a_retry_helps(error, code, exit_code, can_retry):
    outcome = outcome_of(error)
    assert outcome.ending is Ending.FAILED
    assert (outcome.failure.code, outcome.exit_code, outcome.failure.can_retry) == (
        code,
        exit_code,
        can_retry,
    )
    assert outcome.reason


def test_the_reason_is_the_first_line():
    assert outcome_of(ValueError("one\ntwo")).reason == "ValueError: one"
    assert outcome_of(ValueError()).reason == "ValueError"


def test_secrets_are_masked_in_all_that_leaves_the_worker():
    outcome = outcome_of(
        AuthError("bad key hunter2", hint="not hunter2"), lambda t: t.replace("hunter2", "***")
    )
    assert "hunter2" not in repr(outcome)


def test_an_endless_message_is_cut():
    assert len(outcome_of(ValueError("x" * 10**6)).failure.message) < 5000


def test_a_script_killed_by_a_signal_is_a_crash():
    assert outcome_of(ScriptError("killed", exit_code=137, is_crash=True)).ending is Ending.CRASHED


def test_signals_have_names_also_where_python_knows_none():
    assert signal_name(9) == "SIGKILL"
    assert signal_name(99) == "signal 99"


def test_a_traceback_of_our_own_is_shown_whole():
    with pytest.raises(TypeError) as caught:
        failed(ValueError(), mask=None)
    assert "in failed" in traceback_text(caught.value)
