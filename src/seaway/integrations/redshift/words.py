"""What the errors of Redshift mean by their words.

Redshift says XX000 for much that is no fault of its own, and its Data API gives no SQLSTATE at all. The words
are those of its documentation (https://docs.aws.amazon.com/redshift/latest/dg/s3serviceexception-error.html)
and our reading."""

import re

from seaway.errors import (
    AuthError,
    ConflictError,
    DataError,
    NotFoundError,
    PermissionDeniedError,
    TaskError,
    UnavailableError,
)
from seaway.integrations.postgres.faults import meaning_of

_ROLE = (
    "Check the role (`role`, or the connection's `s3_role`): it must belong to Redshift and reach the bucket."
)
_LOAD = "Correct the files, or allow some bad rows with `max_bad_rows`."
_WORDS: tuple[tuple[str, type[TaskError], str], ...] = (
    (
        r"Access ?Denied|not authorized to assume|Not authorized to get credentials",
        PermissionDeniedError,
        _ROLE,
    ),
    (r"InvalidAccessKeyId|ExpiredToken|The provided token", AuthError, _ROLE),
    (
        r"prefix .* does not exist|NoSuchBucket|NoSuchKey|bucket does not exist",
        NotFoundError,
        "Check the path.",
    ),
    (r"destination on S3 is not empty", ConflictError, "Set `overwrite`, or another `to`."),
    (
        r"SlowDown|ServiceUnavailable|InternalError|timed? ?out|connection reset",
        UnavailableError,
        "`retry` helps.",
    ),
    (r"Load into table .* failed|load_errors?|Spectrum Scan Error|Manifest", DataError, _LOAD),
    (r"[Ss]erializable isolation violation|1023", UnavailableError, "Another transaction came between."),
    (
        r"[Ii]nvalid (digit|date|timestamp)|[Oo]verflow|out of range|too long|[Dd]ivide by zero",
        DataError,
        "Look at the value.",
    ),
    (r"must be (owner|superuser)", PermissionDeniedError, "Ask the owner, or GRANT the right."),
)
_STATES = (
    # the words of the errors that have a SQLSTATE, which the Data API leaves out
    (r"syntax error", "42601"),
    (r"permission denied", "42501"),
    (r"(relation|table|view) .* (does not exist|not found)", "42P01"),
    (r"[Ss]chema .* does not exist", "3F000"),
    (r"database .* does not exist", "3D000"),
    (r"already exists", "42P07"),
    (r"does not exist", "42703"),
    (r"[Cc]annot insert a NULL|null value in column|duplicate key", "23502"),
    (r"password authentication failed|IAM Authentication", "28000"),
    (r"cancel(l)?ed on user's request|statement timeout|canceling statement", "57014"),
    (r"invalid input syntax|out of range for type|division by zero|value too long", "22P02"),
    (r"deadlock detected", "40P01"),
    (r"cannot run inside a transaction block|not supported", "42601"),
)


def of_words(message: str) -> tuple[type[TaskError], str]:
    """The class and advice of an error whose SQLSTATE says nothing."""
    return first(_WORDS, message) or meaning_of("XX000")


def of_text(message: str) -> tuple[type[TaskError], str]:
    """The class and advice of an error that has no SQLSTATE, only words."""
    if found := first(_WORDS, message):
        return found
    state = next((state for words, state in _STATES if re.search(words, message)), None)
    return meaning_of(state) if state else (TaskError, "Look at what Redshift says of it.")


def first(
    known: tuple[tuple[str, type[TaskError], str], ...], said: str
) -> tuple[type[TaskError], str] | None:
    return next(((kind, hint) for words, kind, hint in known if re.search(words, said)), None)
