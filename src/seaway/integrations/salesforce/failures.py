"""What Salesforce's error codes mean, wherever they come from: REST, Bulk API 2.0, SOAP, a row of a job.

Codes after "Status Codes and Error Responses" of the REST API and "API Fault Codes" of the SOAP API."""

import re
from collections.abc import Mapping
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
from seaway.integrations.http.answers import error_of, retry_after
from seaway.integrations.sql.script import excerpt

_SESSION = "The session ended or was revoked; a new run signs in again. Check that the app may use the API."
_SIGN_IN = "Check the connection's credentials, and the policies of the app in Salesforce's Setup."
_RIGHT = "Give the user of the connection the right, by profile or permission set."
_QUERY = "Correct the SOQL."
_NAME = (
    "Check the names of objects and fields (API names, such as `Region__c`), and whether the user sees them."
)
_LOCK = "Somebody else changes the record or its parent; `retry` helps."
_BUSY = "Salesforce has trouble; `retry` helps."
_VALUE = "Correct the value, or the rule in Salesforce that refuses it."

Meaning = tuple[type[TaskError], str]
CODES: Mapping[str, Meaning] = {
    "INVALID_SESSION_ID": (AuthError, _SESSION),
    "INVALID_AUTH_HEADER": (AuthError, _SESSION),
    "INVALID_LOGIN": (AuthError, _SIGN_IN),
    "INVALID_OPERATION_WITH_EXPIRED_PASSWORD": (AuthError, "Give the user a new password in Salesforce."),
    "INVALID_GRANT": (AuthError, _SIGN_IN),
    "INVALID_CLIENT": (AuthError, "Check `client_id` and `client_secret`."),
    "INVALID_CLIENT_ID": (AuthError, "Check `client_id`: the consumer key of the app."),
    "INVALID_APP_ACCESS": (AuthError, "Let the user use the app: its policies in Salesforce's Setup."),
    "INACTIVE_USER": (AuthError, "The user was deactivated in Salesforce."),
    "UNSUPPORTED_GRANT_TYPE": (AuthError, "Switch this way to sign in on, at the app in Salesforce's Setup."),
    "LOGIN_RATE_EXCEEDED": (RateLimitError, "The user signs in too often; let jobs be looked at less often."),
    "INSUFFICIENT_ACCESS": (PermissionDeniedError, _RIGHT),
    "INSUFFICIENT_ACCESS_OR_READONLY": (PermissionDeniedError, _RIGHT),
    "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY": (PermissionDeniedError, _RIGHT),
    "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY": (PermissionDeniedError, "An Apex trigger or flow refuses it."),
    "API_DISABLED_FOR_ORG": (PermissionDeniedError, "The org's edition or the user's profile has no API."),
    "API_CURRENTLY_DISABLED": (PermissionDeniedError, "The org's administrator switched the API off."),
    "FEATURENOTENABLED": (PermissionDeniedError, "The org's edition has not got this."),
    "STORAGE_LIMIT_EXCEEDED": (PermissionDeniedError, "The org's storage is full; buy more or delete."),
    "NOT_FOUND": (NotFoundError, "Check the name or id, and whether the user sees it."),
    "ENTITY_IS_DELETED": (NotFoundError, "The record was deleted or merged meanwhile."),
    "INVALID_CROSS_REFERENCE_KEY": (
        NotFoundError,
        "An id names no record of that object, or it was deleted.",
    ),
    "MALFORMED_QUERY": (InvalidInputError, _QUERY),
    "INVALID_FIELD": (InvalidInputError, _NAME),
    "INVALID_TYPE": (InvalidInputError, _NAME),
    "INVALID_QUERY_FILTER_OPERATOR": (InvalidInputError, _QUERY),
    "INVALID_QUERY_LOCATOR": (UnavailableError, "The pages of the query were given up; `retry` asks anew."),
    "QUERY_TOO_COMPLICATED": (InvalidInputError, "Ask for fewer formula fields, or filter by indexed ones."),
    "MALFORMED_ID": (InvalidInputError, "An id has 15 or 18 letters and digits."),
    "INVALIDENTITY": (InvalidInputError, "The Bulk API does not take this object."),
    "INVALIDJOB": (InvalidInputError, _NAME),
    "INVALIDJOBSTATE": (ConflictError, "The job is over, or somebody changed it."),
    "INVALID_FIELD_FOR_INSERT_UPDATE": (InvalidInputError, "Leave the field out; it can't be written."),
    "UNSUPPORTED_API_VERSION": (InvalidInputError, "Set another `api_version` at the connection."),
    "REQUIRED_FIELD_MISSING": (DataError, _VALUE),
    "FIELD_CUSTOM_VALIDATION_EXCEPTION": (DataError, _VALUE),
    "STRING_TOO_LONG": (DataError, _VALUE),
    "INVALID_EMAIL_ADDRESS": (DataError, _VALUE),
    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST": (DataError, _VALUE),
    "DUPLICATE_EXTERNAL_ID": (DataError, "Several records have this external id; make it unique."),
    "DUPLICATE_VALUE": (ConflictError, "Another record has this value, which is unique."),
    "DUPLICATES_DETECTED": (ConflictError, "A duplicate rule in Salesforce refuses it."),
    "REQUEST_LIMIT_EXCEEDED": (
        RateLimitError,
        "The org's calls of 24 hours are used up, or too many run at once; use `salesforce.bulk_query`.",
    ),
    "UNABLE_TO_LOCK_ROW": (UnavailableError, _LOCK),
    "SERVER_UNAVAILABLE": (UnavailableError, _BUSY),
    "QUERY_TIMEOUT": (
        UnavailableError,
        "The query takes too long: filter by indexed fields, or use bulk_query.",
    ),
    "UNKNOWN_EXCEPTION": (UnavailableError, _BUSY),
    "EXCEEDEDQUOTA": (RateLimitError, "The org's bulk jobs of 24 hours are used up."),
}
_PLACE = re.compile(r"ERROR at Row:(\d+):Column:(\d+)\s*")
_CODED = re.compile(r"\s*(?:[A-Za-z]\w* : )?([A-Z][A-Z_]{3,})\s*:\s*(.*)", re.DOTALL)
_SHOWN = 400


def meaning_of(code: str) -> Meaning | None:
    """The class of error and the hint of a code, however its words are joined."""
    plain = code.rpartition(":")[2].upper()
    return CODES.get(plain)


def of_answer(status: int, headers: Mapping[str, str], body: Any, *, call: str, soql: str = "") -> TaskError:
    """The error of a refused call: by its code, else by its status.

    body: the JSON of the answer, or what could be read of it as text.
    """
    code, said = _read(body)
    if found := meaning_of(code):
        wait_s = retry_after_of(headers)
        return found[0](f"{call}: {code}: {placed(said, soql)}", hint=found[1], retry_after_s=wait_s)
    method, _, url = call.partition(" ")
    return error_of(status, method, url, headers, f"{code}: {said}" if code else said)


def of_text(text: str, where: str, soql: str = "") -> TaskError:
    """The error of a job or row, whose text begins with the code: `UNABLE_TO_LOCK_ROW:unable to …`."""
    found = _CODED.match(text)
    known = meaning_of(found.group(1)) if found else None
    kind, hint = known or (DataError, "Look at what Salesforce says.")
    return kind(f"{where}: {placed(text.strip(), soql)}", hint=hint)


def code_of(text: str) -> str:
    found = _CODED.match(text)
    return found.group(1) if found else ""


def placed(said: str, soql: str) -> str:
    """What Salesforce says of a query, with the place in the text that was sent."""
    found = _PLACE.search(said)
    words = " ".join((said[found.end() :] if found else said).split())[:_SHOWN]
    if not found:
        return words
    row, column = int(found.group(1)), int(found.group(2))
    lines = soql.split("\n")
    if not 0 < row <= len(lines):
        return f"{words} (line {row}, column {column})"
    at = sum(len(line) + 1 for line in lines[: row - 1]) + column - 1
    return f"{words} (line {row}, column {column})\n{excerpt(soql, at)[2]}"


def retry_after_of(headers: Mapping[str, str]) -> float | None:
    from datetime import UTC, datetime

    return retry_after(headers.get("retry-after", ""), datetime.now(UTC))


def _read(body: Any) -> tuple[str, str]:
    """Code and words of an answer: a list of errors (REST), one object (sign-in), or anything else."""
    match body:
        case [{"errorCode": str(code), "message": str(said)}, *_]:
            return code, said
        case {"error": str(code)}:
            return code.upper(), str(body.get("error_description") or code)
        case str():
            return "", body
    return "", "" if body is None else str(body)
