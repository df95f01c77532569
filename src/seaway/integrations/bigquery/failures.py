"""What Google's errors mean: a class, what is wrong and where, what to do."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from seaway.errors import (
    AuthError,
    ConflictError,
    DataError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.http.answers import retry_after
from seaway.integrations.sql.protocol import Fault

_NO_RIGHT = (
    "Give the account a role such as BigQuery Data Editor on the dataset, and BigQuery Job User on the "
    "project. Google says the same of a dataset that does not exist: check its name."
)
# https://cloud.google.com/bigquery/docs/error-messages: the reason decides, the status alone says too little.
_REASONS: dict[str, tuple[type[TaskError], str]] = {
    "accessDenied": (
        PermissionDeniedError,
        _NO_RIGHT,
    ),
    "authError": (AuthError, "The key is no longer valid: make a new one."),
    "backendError": (UnavailableError, "BigQuery has trouble; `retry` helps."),
    "billingNotEnabled": (PermissionDeniedError, "Turn on billing for the Google Cloud project."),
    "billingTierLimitExceeded": (InvalidInputError, "The query computes too much for what it reads."),
    "blocked": (PermissionDeniedError, "Google blocked the project; ask its support."),
    "bytesBilledLimitExceeded": (
        InvalidInputError,
        "Nothing was billed. Read less (name columns, filter by partition), or raise `max_bytes_billed`.",
    ),
    "duplicate": (ConflictError, "It is there already: another name, or `if_exists: replace`."),
    "internalError": (UnavailableError, "BigQuery has trouble; `retry` helps."),
    "invalid": (InvalidInputError, "Look at what it names."),
    "invalidQuery": (InvalidInputError, "Correct the SQL."),
    "jobBackendError": (UnavailableError, "BigQuery has trouble; `retry` helps."),
    "jobInternalError": (UnavailableError, "BigQuery has trouble; `retry` helps."),
    "jobRateLimitExceeded": (RateLimitError, "Too many jobs at once; `retry` with a delay helps."),
    "notFound": (NotFoundError, "Check project, dataset and table, and the location of the dataset."),
    "quotaExceeded": (RateLimitError, "A quota is used up: wait, or ask Google for more."),
    "rateLimitExceeded": (RateLimitError, "Too many requests; `retry` with a delay helps."),
    "resourceInUse": (ConflictError, "Somebody else changes it; try again."),
    "resourcesExceeded": (InvalidInputError, "The query needs too much memory: split it, or sort less."),
    "responseTooLarge": (InvalidInputError, "Name a table for the rows with `into`."),
    "stopped": (
        ConflictError,
        "Somebody cancelled the job in BigQuery. Rerun the task if that was a mistake.",
    ),
    "tableUnavailable": (UnavailableError, "The table is not available just now; `retry` helps."),
    "timeout": (UnavailableError, "The job took longer than BigQuery lets it."),
}
_STATUSES: dict[int, str] = {
    400: "invalid",
    401: "authError",
    403: "accessDenied",
    404: "notFound",
    409: "duplicate",
    429: "rateLimitExceeded",
}
_POSITION = re.compile(r" ?\bat \[(\d+):(\d+)\]")
_SHOWN_PLACE = re.compile(r" \(line (\d+), column (\d+)\)")
_PREFIX = re.compile(r"^(\d{3} )?(GET|POST|PUT|PATCH|DELETE) \S+: ")
_SHOWN = 600


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Every error of Google's libraries in the block becomes a task error; `what` begins its message."""
    from google.api_core.exceptions import GoogleAPICallError, RetryError
    from google.auth.exceptions import GoogleAuthError
    from requests.exceptions import RequestException

    try:
        yield
    except (GoogleAPICallError, RequestException, RetryError, GoogleAuthError) as error:
        raise to_task_error(error, what) from error


def to_task_error(error: Exception, what: str) -> TaskError:
    """What an error of Google's libraries means."""
    from google.api_core.exceptions import GoogleAPICallError
    from google.auth.exceptions import GoogleAuthError, TransportError

    if isinstance(error, GoogleAPICallError):
        return of_answer(error, what)
    if isinstance(error, GoogleAuthError) and not isinstance(error, TransportError):
        return AuthError(
            f"{what}: Google does not accept the key: {_said(error)}",
            hint="The key was deleted, has expired or belongs to a disabled account, or this machine's clock "
            "is wrong. Make a new key and put it into the connection.",
        )
    return UnavailableError(
        f"{what} can't be reached: {_first_line(str(error))}",
        hint="Check the network and `endpoint_url`.",
    )


def to_fault(error: Exception, what: str, sql: str) -> Fault:
    """The same for a statement `sql` of the SQL verbs, which show the place themselves."""
    made = to_task_error(error, what)
    found = _SHOWN_PLACE.search(made.message)
    if found is None:
        return Fault(kind=type(made), message=made.message, hint=made.hint)
    line, column = int(found[1]), int(found[2])
    before = sql.split("\n")[: line - 1]
    position = sum(len(one) + 1 for one in before) + column - 1
    return Fault(
        kind=type(made), message=_SHOWN_PLACE.sub("", made.message), hint=made.hint, position=position
    )


def of_answer(error: Any, what: str) -> TaskError:
    """The task error of an answer that is an error itself."""
    status = int(error.code or 0)
    found: list[Mapping[str, Any]] = [each for each in error.errors or [] if isinstance(each, Mapping)]
    reason = str(found[0].get("reason", "")) if found else ""
    if reason not in _REASONS:
        reason = _STATUSES.get(status, "backendError" if status >= 500 else "invalid")
    headers = getattr(error.response, "headers", None) or {}
    said = str(found[0].get("message") or "") if found else ""
    return of_reason(
        reason,
        said or _PREFIX.sub("", str(error.message)),
        what,
        retry_after_s=retry_after(headers.get("Retry-After", ""), datetime.now(UTC)),
    )


def of_reason(
    reason: str, message: str, what: str, *, sql: str = "", retry_after_s: float | None = None
) -> TaskError:
    """The task error of BigQuery's `reason` and `message`; a position in `sql` shows its line."""
    kind, hint = _REASONS.get(reason, (DataError, "BigQuery gives this reason: " + (reason or "none")))
    text = message.strip()
    if place := _POSITION.search(text):
        line, column = int(place[1]), int(place[2])
        text = f"{_POSITION.sub('', text, count=1)} (line {line}, column {column})"
        if shown := _line(sql, line):
            hint = f"Line {line} is: {shown}"
    elif reason == "invalid" and ("reading data" in text or "error message:" in text):
        kind, hint = DataError, "Look at the file and the row that it names."
    return kind(f"{what}: {text[:_SHOWN]}", hint=hint, retry_after_s=retry_after_s)


def _line(sql: str, number: int) -> str:
    lines = sql.splitlines()
    return lines[number - 1].strip()[:200] if 0 < number <= len(lines) else ""


def _said(error: Exception) -> str:
    """A refused key: the description that Google gives, never the request."""
    for part in error.args:
        if isinstance(part, Mapping):
            return str(part.get("error_description") or part.get("error") or "")
    return _first_line(str(error))


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0][:_SHOWN]
