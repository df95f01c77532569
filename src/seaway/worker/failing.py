"""From an exception to an outcome: code, message, exit code, and what stands in the log."""

import errno
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from seaway.core.outcome import Ending, Failure, Outcome
from seaway.errors import SeawayError, TaskError

MAX_MESSAGE_CHARS = 4000
MAX_REASON_CHARS = 500
_OWN_CODE = str(Path(__file__).parent.parent)


class ScriptError(SeawayError):
    """A script said no, or was killed. `exit_code` as the shell tells it: 128 and the signal's number."""

    code = "script"

    def __init__(self, message: str, *, exit_code: int, hint: str = "", is_crash: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.exit_code = exit_code
        self.is_crash = is_crash


def now() -> datetime:
    return datetime.now(UTC)


def succeeded(outputs: str | None, manifest: str | None, reason: str = "") -> Outcome:
    return Outcome(
        ending=Ending.SUCCESS, at=now(), exit_code=0, outputs=outputs, manifest=manifest, reason=reason
    )


def cancelled(*, began: bool) -> Outcome:
    return Outcome(ending=Ending.CANCELLED, at=now(), reason="cancelled", began=began)


def failed(error: BaseException, *, mask: Callable[[str], str], began: bool = True) -> Outcome:
    """What the engine hears of an exception; secrets are masked in it."""
    failure, exit_code = describe(error)
    failure = Failure(
        code=failure.code,
        message=mask(failure.message)[:MAX_MESSAGE_CHARS],
        hint=mask(failure.hint),
        can_retry=failure.can_retry,
        retry_after_s=failure.retry_after_s,
    )
    is_crash = isinstance(error, ScriptError) and error.is_crash
    return Outcome(
        ending=Ending.CRASHED if is_crash else Ending.FAILED,
        at=now(),
        reason=failure.message.split("\n", 1)[0][:MAX_REASON_CHARS],
        exit_code=exit_code,
        failure=failure,
        began=began,
    )


def describe(error: BaseException) -> tuple[Failure, int]:
    """The failure and the exit code that an exception stands for."""
    match error:
        case TaskError():
            failure = Failure(
                code=error.code,
                message=error.message,
                hint=error.hint,
                can_retry=error.can_retry,
                retry_after_s=error.retry_after_s,
            )
            return failure, error.exit_code
        case ScriptError():
            return Failure(code=error.code, message=error.message, hint=error.hint), error.exit_code
        case SeawayError():
            return Failure(code=error.code, message=error.message, hint=error.hint, can_retry=False), 1
        case SystemExit():
            return _of_exit(error)
        case MemoryError():
            return Failure(code="out_of_memory", message=_text(error, "out of memory"), hint=MEMORY_HINT), 1
        case OSError() if error.errno in (errno.ENOSPC, errno.EDQUOT):
            where = f" ({error.filename})" if error.filename else ""
            return Failure(code="no_space", message=f"no space left on the disk{where}", hint=DISK_HINT), 1
    name = type(error).__name__
    text = str(error).strip()
    return Failure(code=name, message=f"{name}: {text}" if text else name), 1


MEMORY_HINT = "Work in smaller pieces, or raise `resources: {memory: …}`."
DISK_HINT = "Free some space where Seaway keeps its state, then run the task again."


def _of_exit(error: SystemExit) -> tuple[Failure, int]:
    if isinstance(error.code, int):
        return Failure(code="exit", message=f"exit code {error.code}"), error.code & 0xFF
    return Failure(code="exit", message=str(error.code)), 1


def _text(error: BaseException, otherwise: str) -> str:
    return f"{otherwise}: {error}" if str(error) else otherwise


def signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def traceback_text(error: BaseException) -> str:
    """The traceback as a user needs it: from where Seaway called their code."""
    import traceback

    return "".join(traceback.format_exception(type(error), error, _users(error.__traceback__))).rstrip("\n")


def _users(trace: TracebackType | None) -> TracebackType | None:
    """Without the frames at the top that are ours; all of them where none is the user's."""
    frame = trace
    while frame is not None and frame.tb_frame.f_code.co_filename.startswith(_OWN_CODE):
        frame = frame.tb_next
    return frame or trace
