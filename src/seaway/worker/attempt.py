"""One attempt from its spec to its outcome. The last place where an exception of user code can come up."""

import contextlib
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from seaway.core.outcome import Ending, Outcome
from seaway.errors import SeawayError
from seaway.sdk.protocols.executor import AttemptSpec, BlueprintBody, PollBody, ScriptBody
from seaway.sdk.waiting import Deferred
from seaway.worker import failing, limits
from seaway.worker.bodies import PYTHON_CALL, Job, Outputs, leftover_notice, perform
from seaway.worker.cancelling import AttemptCancelled
from seaway.worker.contexts import Assets, Report, known_as
from seaway.worker.forks import OneProcess
from seaway.worker.logs import AttemptLog
from seaway.worker.outputs import check_declared, to_reference
from seaway.worker.rendering import render_env
from seaway.worker.room import Room
from seaway.worker.variables import facts, settable

MAX_INSTALLATION_CHARS = 20_000


def run_attempt(spec: AttemptSpec, room: Room, report: Report) -> Outcome:
    """Run one attempt in this process; never raises what user code raises.

    When it returns, the log is closed and the process is as it was; `room.worn_by` says where that was not
    possible.
    """
    cancellation = room.cancellation
    if cancellation.is_requested:
        return failing.cancelled(began=False)
    cancellation.has_begun = False
    started_at = failing.now()
    log = AttemptLog(room.paths.log_of(known_as(spec) or spec.attempt_id), spec.secret_values)
    room.capture.attach(log)
    assets = Assets()
    try:
        outcome = _guarded(lambda: _run(spec, room, log, report, assets), room, log)
        outcome = _guarded(lambda: _closed(spec, room, outcome), room, log)
    finally:
        room.capture.detach()
        room.worn_by = room.baseline.put_back() or room.worn_by
    said = assets.to_json()
    return replace(
        outcome,
        started_at=started_at,
        assets=None if said is None else log.masker.mask_text(said),
    )


def _guarded(run: Callable[[], Outcome], room: Room, log: AttemptLog) -> Outcome:
    try:
        return run()
    except AttemptCancelled:
        return failing.cancelled(began=room.cancellation.has_begun)
    except BaseException as error:  # noqa: BLE001 - user code may raise anything; it ends here, as an outcome
        if isinstance(error, MemoryError):
            room.worn_by = "it ran out of memory"
        _tell(error, room)
        return failing.failed(error, mask=log.masker.mask_text, began=room.cancellation.has_begun)


def _run(spec: AttemptSpec, room: Room, log: AttemptLog, report: Report, assets: Assets) -> Outcome:
    is_script = isinstance(spec.body, ScriptBody)
    is_function = isinstance(spec.body, BlueprintBody) and spec.body.name == PYTHON_CALL
    code = None if is_script else room.enter(spec.bundle)
    room.baseline.begin(facts(spec) | ({} if is_script else settable(render_env(spec))))
    folder = room.workspace.open(spec, own=not is_function)
    if spec.environment and not isinstance(spec.body, PollBody):
        _show_installation(log)
    job = Job(spec=spec, room=room, folder=folder, code=code, report=report, assets=assets)
    with limits.memory(None if is_script else spec.memory_bytes), OneProcess():
        result = _performed(job)
    if isinstance(result, Deferred):
        return _deferred(result, log)
    checked = check_declared(result, spec.outputs, folder)
    _end_children(room)
    manifest = room.workspace.commit(spec.files, room.capture.system, may_move=is_script)
    return failing.succeeded(to_reference(checked, room.artifacts), manifest, log.trouble)


def _performed(job: Job) -> Deferred | Outputs:
    try:
        return perform(job)
    except SystemExit as request:
        if request.code in (None, 0):  # `sys.exit()` is a way to return nothing
            return {}
        raise


def _deferred(waiting: Deferred, log: AttemptLog) -> Outcome:
    return Outcome(
        ending=Ending.DEFERRED,
        at=failing.now(),
        reason=log.masker.mask_text(waiting.reason),
        deferred=json.dumps(waiting.state),
        poll_after_s=waiting.poll_after_s,
    )


def _closed(spec: AttemptSpec, room: Room, outcome: Outcome) -> Outcome:
    """End what still runs, then leave the directory: only now does nobody write to it."""
    _end_children(room)
    is_kept = outcome.ending not in (Ending.SUCCESS, Ending.DEFERRED)
    name = known_as(spec)
    room.workspace.close(name or spec.attempt_id, is_kept=is_kept and name is not None)
    return outcome


def _end_children(room: Room) -> None:
    if count := room.baseline.end_children():
        room.capture.system(leftover_notice(count), "W")
        room.worn_by = "processes had to be ended"


def _show_installation(log: AttemptLog) -> None:
    """The log of an attempt with packages begins with how they were installed."""
    with contextlib.suppress(OSError):
        log.system(Path(f"{sys.prefix}.log").read_text(errors="replace")[:MAX_INSTALLATION_CHARS].rstrip())


def _tell(error: BaseException, room: Room) -> None:
    """The log ends with what went wrong; a traceback only where the error does not speak for itself."""
    if isinstance(error, SeawayError):
        hint = f"\n{error.hint}" if error.hint else ""
        room.capture.system(f"{error.message}{hint}", "E")
    else:
        room.capture.system(failing.traceback_text(error), "E")
