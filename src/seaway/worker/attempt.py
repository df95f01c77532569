"""One attempt from its spec to its outcome. The last place where an exception of user code can come up."""

import contextlib
import json
from collections.abc import Callable

from seaway.core.outcome import Ending, Outcome
from seaway.errors import SeawayError
from seaway.sdk.protocols.executor import AttemptSpec, BlueprintBody, ScriptBody
from seaway.sdk.waiting import Deferred
from seaway.worker import failing
from seaway.worker.bodies import PYTHON_CALL, Job, perform
from seaway.worker.cancelling import AttemptCancelled
from seaway.worker.contexts import Report
from seaway.worker.logs import AttemptLog
from seaway.worker.outputs import check_declared, to_reference
from seaway.worker.room import Room


def run_attempt(spec: AttemptSpec, room: Room, report: Report) -> Outcome:
    """Run one attempt in this process; never raises what user code raises.

    Its log is closed and the room is ready for the next attempt when this returns."""
    log = AttemptLog(room.paths.log_of(spec.attempt_id), spec.secret_values)
    room.capture.attach(log)
    outcome = None
    try:
        outcome = _guarded(lambda: _run(spec, room, log, report), room, log)
    finally:
        is_kept = outcome is None or outcome.ending not in (Ending.SUCCESS, Ending.DEFERRED)
        _close(spec, room, is_kept=is_kept and isinstance(spec.body, BlueprintBody | ScriptBody))
        room.capture.detach()
    return outcome


def _guarded(run: Callable[[], Outcome], room: Room, log: AttemptLog) -> Outcome:
    try:
        return run()
    except AttemptCancelled:
        return failing.cancelled(began=True)
    except BaseException as error:  # noqa: BLE001 - user code may raise anything; it ends here, as an outcome
        room.cancellation.disarm()
        if isinstance(error, SystemExit) and error.code in (None, 0):
            return failing.succeeded(None, None)
        _tell(error, room)
        return failing.failed(error, mask=log.masker.mask_text)


def _run(spec: AttemptSpec, room: Room, log: AttemptLog, report: Report) -> Outcome:
    is_function = isinstance(spec.body, BlueprintBody) and spec.body.name == PYTHON_CALL
    code = room.enter(spec.bundle)
    folder = room.workspace.open(spec, own=not is_function)
    job = Job(spec=spec, room=room, log=log, folder=folder, code=code, report=report)
    result = perform(job)
    if isinstance(result, Deferred):
        return _deferred(result)
    checked = check_declared(result, spec.outputs, folder)
    manifest = room.workspace.commit(spec.files, room.capture.system)
    return failing.succeeded(to_reference(checked, room.artifacts), manifest, log.trouble)


def _deferred(waiting: Deferred) -> Outcome:
    return Outcome(
        ending=Ending.DEFERRED,
        at=failing.now(),
        reason=waiting.reason,
        deferred=json.dumps(waiting.state),
        poll_after_s=waiting.poll_after_s,
    )


def _tell(error: BaseException, room: Room) -> None:
    """The log ends with what went wrong; a traceback only where the error does not speak for itself."""
    if isinstance(error, SeawayError):
        hint = f"\n{error.hint}" if error.hint else ""
        room.capture.system(f"{error.message}{hint}", "E")
    else:
        room.capture.system(failing.traceback_text(error), "E")


def _close(spec: AttemptSpec, room: Room, *, is_kept: bool) -> None:
    with contextlib.suppress(OSError):
        room.workspace.close(spec.attempt_id, is_kept=is_kept)
