"""Errors as `application/problem+json` (RFC 9457), with our code and hint. Never a traceback."""

import logging
from collections.abc import Mapping, Sequence
from typing import cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from seaway.errors import (
    AuthError,
    BadRequestError,
    BusyError,
    ConflictError,
    ConflictingStateError,
    ForbiddenError,
    InUseError,
    NotFoundError,
    PermissionDeniedError,
    SeawayError,
    SignInError,
    StaleEditError,
    StoreError,
    TaskError,
    ThrottledError,
    UnknownError,
)
from seaway.server.etags import NoVersionError
from seaway.spec.problems import SpecError
from seaway.store.sealing import SealError

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger(__name__)

STATUS: tuple[tuple[type[SeawayError], int, str], ...] = (
    (SpecError, 422, "Not valid"),
    (BadRequestError, 400, "Bad request"),
    (SignInError, 401, "Not signed in"),
    (ForbiddenError, 403, "Not allowed"),
    (UnknownError, 404, "Not found"),
    (ConflictingStateError, 409, "Not in this state"),
    (NoVersionError, 428, "No version"),
    (StaleEditError, 412, "Changed meanwhile"),
    (ThrottledError, 429, "Too many tries"),
    (BusyError, 503, "Busy"),
    (StoreError, 503, "The store can't be used"),
    (SealError, 503, "What is sealed can't be opened"),
    (AuthError, 400, "Bad request"),
    (PermissionDeniedError, 400, "Bad request"),
    (NotFoundError, 404, "Not found"),
    (ConflictError, 409, "Not in this state"),
    (TaskError, 400, "Bad request"),
)
"""The first that fits counts."""


class SpecProblem(BaseModel):
    """One finding in a file. Lines and columns count from 1; 0 where the place is not known."""

    severity: str = "error"
    code: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    text: str = ""
    expected: str = ""
    hint: str = ""
    path: list[str | int] = Field(default_factory=list)


class ProblemDocument(BaseModel):
    """Why a request was not done."""

    type: str = Field(default="about:blank", examples=["about:blank"])
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    code: str = Field(examples=["unknown"], description="Of the error, for programs.")
    detail: str = Field(examples=["There is no workflow daily"], description="What happened, and where.")
    hint: str = Field(default="", examples=["Did you mean `daily_finance`?"], description="What to do.")
    request_id: str = Field(default="", description="Find it in the server's log.")
    problems: list[SpecProblem] | None = Field(default=None, description="Findings in a file.")
    current: dict[str, object] | None = Field(default=None, description="What it is now, after a conflict.")


def install(app: FastAPI) -> None:
    """Answer every error of the app this way."""
    app.add_exception_handler(SeawayError, _on_seaway)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)


def problem(
    *,
    status: int,
    title: str,
    code: str,
    detail: str,
    hint: str = "",
    request_id: str = "",
    problems: Sequence[Mapping[str, object]] | None = None,
    current: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    body: dict[str, object] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
        "hint": hint,
        "request_id": request_id,
    }
    if problems is not None:
        body["problems"] = list(problems)
    if current is not None:
        body["current"] = dict(current)
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


def from_error(error: SeawayError, request_id: str = "") -> Response:
    """What the API says of one of our errors."""
    status, title = next(((s, t) for kind, s, t in STATUS if isinstance(error, kind)), (500, "A fault"))
    headers = {}
    if isinstance(error, ThrottledError):
        headers["Retry-After"] = str(max(1, round(error.retry_after_s)))
    if isinstance(error, SignInError):
        headers["WWW-Authenticate"] = "Bearer"
    findings = [each.to_json() for each in error.problems] if isinstance(error, SpecError) else None
    return problem(
        status=status,
        title=title,
        code=error.code,
        detail=error.message,
        hint=error.hint,
        request_id=request_id,
        problems=findings,
        current=_current(error),
        headers=headers,
    )


def _current(error: SeawayError) -> Mapping[str, object] | None:
    match error:
        case StaleEditError():
            return error.current
        case InUseError():
            return {
                "used_in": [{"workflow": name, "tasks": list(each)} for name, each in error.used_in.items()]
            }
    return None


def from_fault(error: Exception, request_id: str) -> Response:
    """A mistake of ours: the log gets the traceback, the caller a number to find it by."""
    log.error("request %s failed", request_id, exc_info=error)
    return problem(
        status=500,
        title="A fault in Seaway",
        code="internal",
        detail="Something went wrong in the server",
        hint=f"The server's log says more: look for {request_id}.",
        request_id=request_id,
    )


def request_id_of(request: Request) -> str:
    return str(request.scope.get("state", {}).get("request_id", ""))


async def _on_seaway(request: Request, error: Exception) -> Response:
    return from_error(cast(SeawayError, error), request_id_of(request))


async def _on_invalid(request: Request, error: Exception) -> Response:
    findings = cast(RequestValidationError, error).errors()
    problems = [
        SpecProblem(code=str(each["type"]), message=str(each["msg"]), path=list(each["loc"])).model_dump()
        for each in findings[:100]
    ]
    where = ".".join(str(part) for part in findings[0]["loc"]) if findings else "the request"
    return problem(
        status=422,
        title="Not valid",
        code="invalid_request",
        detail=f"{where}: {findings[0]['msg']}" if findings else "The request is not valid",
        hint="/api/v1/openapi.json says what is expected.",
        request_id=request_id_of(request),
        problems=problems,
    )


async def _on_http(request: Request, error: Exception) -> Response:
    """What the framework says by itself: no such route, wrong method, a body that is no JSON."""
    found = cast(HTTPException, error)
    codes = {404: "unknown_route", 405: "wrong_method", 413: "too_large"}
    return problem(
        status=found.status_code,
        title=str(found.detail),
        code=codes.get(found.status_code, "http"),
        detail=f"{request.method} {request.url.path}: {found.detail}",
        request_id=request_id_of(request),
        headers=found.headers,
    )
