"""The errors of Seaway.

SeawayError                     what (message), where (in the message), what to do (hint)
├── SpecError                   a workflow or project file is wrong; carries every problem found
├── BadRequestError             a call names something that is wrong for it
├── UnknownError                the named run, workflow, blueprint … does not exist
├── ConflictingStateError       it exists, but is not in a state that allows this
│   └── InUseError              others need it; carries who
├── BusyError                   a bounded queue is full, or another process holds the lock
├── SignInError                 nobody is signed in, or the password is wrong
├── ForbiddenError              signed in, but not allowed
├── ThrottledError              too many tries; says how long to wait
├── StaleEditError              somebody else changed it meanwhile; carries what it is now
├── StoreError                  the database can't be used
│   ├── CommitUnknownError      the connection broke during a commit: it may have happened or not
│   └── NewerSchemaError        it was written by a newer Seaway
└── TaskError                   raised by blueprints and tasks; has an exit code, says whether a retry helps
    ├── AuthError               41  not signed in, or not any more
    ├── PermissionDeniedError   43  signed in, but not allowed
    ├── NotFoundError           44  it is not there
    ├── InvalidInputError       42  an input has the wrong value
    ├── RateLimitError          45  retried, after `retry_after_s` where it is known
    ├── UnavailableError        46  retried: the other side is down, slow or unreachable
    ├── ConflictError           47  it is there already, or changed meanwhile
    ├── DataError               48  the data is not what was promised
    └── InternalError           70  a fault in Seaway or in the blueprint
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar


class SeawayError(Exception):
    """Anything that is said to a person.

    Args:
        message: what happened, and where.
        hint: what to do about it; empty where there is nothing to say.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class BadRequestError(SeawayError):
    code = "bad_request"


class UnknownError(SeawayError):
    code = "unknown"


class ConflictingStateError(SeawayError):
    code = "conflicting_state"


class InUseError(ConflictingStateError):
    """`used_in`: the workflows that need it, each with its tasks."""

    code = "in_use"

    def __init__(self, message: str, *, hint: str = "", used_in: Mapping[str, Sequence[str]]) -> None:
        super().__init__(message, hint=hint)
        self.used_in = used_in


class BusyError(SeawayError):
    code = "busy"


class SignInError(SeawayError):
    code = "sign_in"


class ForbiddenError(SeawayError):
    code = "forbidden"


class ThrottledError(SeawayError):
    code = "throttled"

    def __init__(self, message: str, *, hint: str = "", retry_after_s: float) -> None:
        super().__init__(message, hint=hint)
        self.retry_after_s = retry_after_s


class StaleEditError(SeawayError):
    """`current` is what it is now, as the API says it, so that an editor can show both."""

    code = "stale_edit"

    def __init__(self, message: str, *, hint: str = "", current: Mapping[str, object]) -> None:
        super().__init__(message, hint=hint)
        self.current = current


class StoreError(SeawayError):
    code = "store"


class CommitUnknownError(StoreError):
    code = "commit_unknown"


class NewerSchemaError(StoreError):
    code = "newer_schema"


class TaskError(SeawayError):
    """Why an attempt said no. The exit code tells the class to `retry` rules and to edges on exit codes."""

    code = "task"
    exit_code: ClassVar[int] = 1
    can_retry: ClassVar[bool] = True

    def __init__(self, message: str, *, hint: str = "", retry_after_s: float | None = None) -> None:
        super().__init__(message, hint=hint)
        self.retry_after_s = retry_after_s


class AuthError(TaskError):
    code = "auth"
    exit_code = 41
    can_retry = False


class InvalidInputError(TaskError):
    code = "invalid_input"
    exit_code = 42
    can_retry = False


class PermissionDeniedError(TaskError):
    code = "permission"
    exit_code = 43
    can_retry = False


class NotFoundError(TaskError):
    code = "not_found"
    exit_code = 44
    can_retry = False


class RateLimitError(TaskError):
    code = "rate_limit"
    exit_code = 45


class UnavailableError(TaskError):
    code = "unavailable"
    exit_code = 46


class ConflictError(TaskError):
    code = "conflict"
    exit_code = 47
    can_retry = False


class DataError(TaskError):
    code = "data"
    exit_code = 48
    can_retry = False


class InternalError(TaskError):
    code = "internal"
    exit_code = 70
    can_retry = False
