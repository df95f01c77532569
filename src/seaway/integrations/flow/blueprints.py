"""Waiting for a time, and failing on purpose."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NoReturn, cast

from seaway.errors import InvalidInputError, TaskError
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration
from seaway.sdk.waiting import Deferred

_LOOK_AT_LEAST_EVERY_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    until: datetime


@blueprint("flow.wait", title="Wait", category="Flow")
def wait(
    ctx: Context, *, duration: Duration | None = None, until: datetime | None = None
) -> Waited | Deferred:
    """Wait for a while, or until a time. Holds no worker meanwhile.

    Args:
        duration: how long, such as `10m`
        until: the time, such as `2026-01-31T06:00:00+01:00`; without a zone it is UTC

    Raises:
        InvalidInputError: both or neither are given

    Example:
        let_it_settle:
          uses: flow.wait
          with: {duration: 10m}
    """
    if (duration is None) == (until is None):
        raise InvalidInputError(
            "Give `duration` or `until`, one of them.", hint="For example `duration: 10m`."
        )
    due = until or ctx.now() + timedelta(seconds=duration or 0)
    return _until(ctx, due if due.tzinfo else due.replace(tzinfo=UTC))


@wait.on_poll
def _poll(ctx: Context, state: object) -> Waited | Deferred:
    due = cast("dict[str, str]", state)["until"]
    return _until(ctx, datetime.fromisoformat(due))


def _until(ctx: Context, due: datetime) -> Waited | Deferred:
    left_s = (due - ctx.now()).total_seconds()
    if left_s <= 0:
        return Waited(until=due)
    return Deferred(
        state={"until": due.isoformat()},
        poll_after_s=min(left_s, _LOOK_AT_LEAST_EVERY_S),
        reason=f"waits until {due:%Y-%m-%d %H:%M:%S %Z}",
    )


@blueprint("flow.fail", title="Fail", category="Flow")
def fail(ctx: Context, message: str = "Failed on purpose.", *, exit_code: int = 1) -> None:
    """End this task as failed: for a branch that must not be reached, or to try out what a failure sets off.

    Never retried. An edge on exit codes sees the code.

    Args:
        message: what the failed task says
        exit_code: 1 to 255

    Raises:
        InvalidInputError: the exit code is none

    Example:
        refuse:
          needs: {check: failed}
          uses: flow.fail
          with: {message: "The exports of {{ inputs.day }} are not usable.", exit_code: 65}
    """
    if not 1 <= exit_code <= 255:
        raise InvalidInputError(f"`exit_code` is {exit_code}.", hint="Choose 1 to 255.")
    ctx.log.error("%s", message)
    _fail(message, exit_code)


def _fail(message: str, code: int) -> NoReturn:
    class FailedOnPurposeError(TaskError):
        exit_code = code
        can_retry = False

    raise FailedOnPurposeError(message)
