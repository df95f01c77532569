"""`http.request`: one call of an HTTP API; and `http.extract`."""

import json as json_text
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from seaway.errors import DataError, InvalidInputError
from seaway.integrations.http.answers import error_of
from seaway.integrations.http.connection import Http
from seaway.integrations.http.extracting import extract
from seaway.integrations.http.sending import Request, address_of, send, shown
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Form, Size

if TYPE_CHECKING:
    import httpx

__all__ = ["extract", "request"]

_MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`json` is null unless the body is JSON, `text` and `json` are where it went to a file (`path`)."""

    status: int
    headers: dict[str, str]
    json: Any = None
    text: str = ""
    path: str = ""
    size_bytes: int = 0


@blueprint("http.request", title="HTTP request", category="Web", idempotent=False)
def request(
    ctx: Context,
    url: str,
    connection: Http | None = None,
    *,
    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] = "GET",
    headers: dict[str, str] = {},  # noqa: B006 - never changed
    params: dict[str, Any] = {},  # noqa: B006 - never changed
    json: Annotated[Any, Form(editor="json")] = None,
    body: Annotated[str, Form(editor="text")] = "",
    body_file: Annotated[str, Form(picker="file")] = "",
    expect: list[int] = [],  # noqa: B006 - never changed
    save_to: str = "",
    max_size: Size = 10 * _MEBIBYTE,
    timeout: Duration | None = None,
    follow_redirects: bool = True,
) -> Answer:
    """Call an HTTP address and give its answer, or save it to a file.

    Args:
        url: the full address, or a path below the connection's address
        connection: base address and credentials
        method: the verb; a crashed task is not repeated by itself unless it says `idempotent: true`
        headers: more headers
        params: the query; a list gives a name several times
        json: a value to send as JSON
        body: text to send
        body_file: a file of the task's directory to send
        expect: statuses that are fine; by default 200 to 299
        save_to: write the body to this file of the task's directory, as it comes
        max_size: a larger answer fails the task; 10 MiB by default
        timeout: how long to wait for the connection and between pieces; 30 seconds by default
        follow_redirects: go on to the address that the answer names

    Raises:
        AuthError: 401
        PermissionDeniedError: 403, or an address that workflows may not reach
        NotFoundError: 404, 410
        ConflictError: 409, 412
        RateLimitError: 429; retried, after `Retry-After` where it is given
        UnavailableError: 5xx, no connection or no answer in time; retried
        InvalidInputError: another status, or the request can't be made
        DataError: the answer is larger than `max_size`

    Example:
        rates:
          uses: http.request
          with:
            url: https://api.example.com/rates
            params: {day: "{{ inputs.day }}"}
            save_to: rates.json
          retry: 3
    """
    content = _content(ctx, json, body, body_file)
    call = Request(
        method=method,
        url=url,
        headers=headers,
        params=params,
        json=json,
        content=content,
        timeout_s=timeout,
        follow_redirects=follow_redirects,
    )
    where = shown(address_of(url, connection.base_url if connection else ""))
    with send(call, connection) as response:
        status = response.status_code
        ctx.log.info("%s %s answered %d.", method, where, status)
        if not (status in expect if expect else 200 <= status <= 299):
            said = _read(response, 64 * 1024, is_cut_fine=True).decode(errors="replace")
            raise error_of(status, method, where, response.headers, said)
        return _save(ctx, response, save_to, max_size) if save_to else _inline(response, max_size)


def _content(ctx: Context, json: object, body: str, body_file: str) -> bytes | Path | None:
    if sum(given for given in (json is not None, bool(body), bool(body_file))) > 1:
        raise InvalidInputError("Give one of `json`, `body` and `body_file`.", hint="Leave the others out.")
    if not body_file:
        return body.encode() if body else None
    place = ctx.files.path(body_file)
    if not place.is_file():
        raise InvalidInputError(
            f"There is no file `{body_file}` in the task's directory.", hint="Check the path."
        )
    return place


def _inline(response: "httpx.Response", max_bytes: int) -> Answer:
    content = _read(response, max_bytes)
    text = content.decode(response.encoding or "utf-8", errors="replace")
    value = None
    if "json" in response.headers.get("content-type", ""):
        try:
            value = json_text.loads(content)
        except ValueError as error:
            raise DataError(
                f"The answer says it is JSON but is not: {error}.", hint="Look at it with `save_to`."
            ) from error
    return Answer(
        status=response.status_code,
        headers=dict(response.headers),
        json=value,
        text="" if value is not None else text,
        size_bytes=len(content),
    )


def _save(ctx: Context, response: "httpx.Response", name: str, max_bytes: int) -> Answer:
    total = int(response.headers.get("content-length") or 0)
    size_bytes = 0
    with ctx.files.writing(name) as stream:
        for piece in response.iter_bytes():
            size_bytes += len(piece)
            _refuse_size(size_bytes, max_bytes)
            stream.write(piece)
            ctx.progress(size_bytes, total, name)
    return Answer(
        status=response.status_code,
        headers=dict(response.headers),
        path=ctx.files.name_of(ctx.files.path(name)),
        size_bytes=size_bytes,
    )


def _read(response: "httpx.Response", max_bytes: int, *, is_cut_fine: bool = False) -> bytes:
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if is_cut_fine and len(content) > max_bytes:
            break
        _refuse_size(len(content), max_bytes)
    return bytes(content)


def _refuse_size(size_bytes: int, max_bytes: int) -> None:
    if size_bytes > max_bytes:
        raise DataError(
            f"The answer is larger than {max_bytes:,} bytes.",
            hint="Raise `max_size`, and use `save_to` for large answers.",
        )
