"""A small client for vendors whose APIs need no client of their own: JSON over HTTP, page by page,
guarded."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from seaway.errors import DataError, InvalidInputError, RateLimitError, TaskError, UnavailableError
from seaway.integrations.http.answers import error_of
from seaway.integrations.http.sending import address_of, shown, stay_with, to_task_error

if TYPE_CHECKING:
    import httpx

MOST_BYTES = 64 * 2**20
"""Of one answer: a page of a list is far below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request. `path` is below the base address, or a full address on the same host; `data` is sent as a
    form, `json` as JSON, `content` as it is."""

    path: str
    method: str = "GET"
    params: Mapping[str, Any] = field(default_factory=dict)
    json: object = None
    data: Mapping[str, str] | None = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer that says yes: the names of `headers` in lower case, and the value of its JSON."""

    status: int
    headers: Mapping[str, str]
    value: Any


class Api:
    """The API of one vendor; closes with `with`.

    auth: signs each request, as httpx takes it.
    reason_of: the sentence in a vendor's error, from its JSON; "" where there is none.
    patience_s: how long to wait altogether where the vendor asks for fewer calls, before a RateLimitError.
    verify: whether a server must prove its name.
    follow_redirects: go on to another address of the same host; to another one never, as credentials go
        along.
    """

    def __init__(
        self,
        base_url: str,
        *,
        headers: Mapping[str, str] | None = None,
        auth: "httpx.Auth | tuple[str, str] | None" = None,
        reason_of: Callable[[Any], str] = lambda _: "",
        timeout_s: float = 30.0,
        patience_s: float = 0.0,
        sleep: Callable[[float], None] = time.sleep,
        verify: bool = True,
        follow_redirects: bool = False,
    ) -> None:
        import httpx

        from seaway.integrations.http.transport import GuardedTransport

        self._base_url = base_url.rstrip("/")
        self._reason_of = reason_of
        self._patience_s = patience_s
        self._sleep = sleep
        self._client = httpx.Client(
            transport=GuardedTransport(verify=verify),
            headers={"User-Agent": "seaway", "Accept": "application/json", **(headers or {})},
            auth=auth,
            timeout=timeout_s,
            follow_redirects=follow_redirects,
            event_hooks={"response": [stay_with(self._base_url)]} if follow_redirects else {},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def json(self, call: Call) -> Any:
        """The answer's value; see `answer`."""
        return self.answer(call).value

    def answer(self, call: Call) -> Answered:
        """What it answers, asked for again after the time that the vendor names, while there is patience.

        Raises:
            TaskError: the class that stands for the status, with the vendor's reason.
            UnavailableError: no answer, or half of one.
            DataError: an answer that is no JSON.
        """
        while True:
            try:
                return self._once(call)
            except RateLimitError as error:
                wait_s = 1.0 if error.retry_after_s is None else error.retry_after_s
                if wait_s > self._patience_s:
                    raise
                self._patience_s -= max(wait_s, 0.1)
                self._sleep(wait_s)

    def pages(self, first: Call, following: Callable[[Any], Call | None]) -> Iterator[Any]:
        """One page's value after the other; `following` gives the call for the next page, None at the end."""
        call: Call | None = first
        while call is not None:
            page = self.json(call)
            yield page
            call = following(page)

    def pieces(self, call: Call) -> Iterator[bytes]:
        """The body of an answer of any kind and length, as it comes; raises as `answer` does."""
        url = address_of(call.path, self._base_url)
        with _said_to_people(call.method, url), self._send(call, url) as response:
            if not response.is_success:
                raise self._error(call, response, _read(response, url))
            yield from response.iter_bytes()

    def _once(self, call: Call) -> Answered:
        is_full = call.path.startswith(("https://", "http://"))
        url = address_of(
            call.path if is_full else f"{self._base_url}/{call.path.lstrip('/')}", self._base_url
        )
        with _said_to_people(call.method, url), self._send(call, url) as response:
            content = _read(response, url)
        if not response.is_success:
            raise self._error(call, response, content)
        value = _to_json(content, response, shown(url))
        return Answered(status=response.status_code, headers=dict(response.headers), value=value)

    def _send(self, call: Call, url: str) -> Any:
        body = {"json": call.json, "data": call.data, "content": call.content}
        return self._client.stream(
            call.method,
            url,
            params=dict(call.params) or None,  # an empty one would take away those of the address
            headers=dict(call.headers),
            **{name: value for name, value in body.items() if value is not None},  # type: ignore[arg-type]
        )

    def _error(self, call: Call, response: "httpx.Response", content: bytes) -> TaskError:
        where = shown(str(response.request.url))
        reason = self._reason(content) or content.decode(errors="replace")
        return error_of(response.status_code, call.method, where, response.headers, reason)

    def _reason(self, content: bytes) -> str:
        try:
            return self._reason_of(_parsed(content))
        except (ValueError, LookupError, TypeError, AttributeError):
            return ""


@contextmanager
def _said_to_people(method: str, url: str) -> Iterator[None]:
    import httpx

    try:
        yield
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
        raise InvalidInputError(
            f"`{shown(url)}` can't be asked: {error}.", hint="Check the address."
        ) from error
    except httpx.TransportError as error:
        raise to_task_error(error, method, url) from error
    except httpx.DecodingError as error:
        raise DataError(f"{method} {shown(url)}: {error}.", hint="Does a proxy change answers?") from error
    except httpx.TooManyRedirects as error:
        raise UnavailableError(f"{method} {shown(url)}: {error}.", hint="Check the address.") from error


def _read(response: "httpx.Response", url: str) -> bytes:
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if len(content) > MOST_BYTES:
            raise DataError(
                f"{shown(url)} answers more than {MOST_BYTES:,} bytes.", hint="Ask for smaller pages."
            )
    return bytes(content)


def _to_json(content: bytes, response: "httpx.Response", where: str) -> Any:
    kind = response.headers.get("content-type", "").partition(";")[0]
    if content and "json" not in kind:
        raise DataError(
            f"{where} answers {kind or 'something'} where JSON was expected.",
            hint="Check the connection's address; does a proxy or a sign-in page stand between?",
        )
    try:
        return _parsed(content) if content else None
    except ValueError as error:
        raise DataError(
            f"{where} says its answer is JSON, but it is not: {error}.", hint="Does a proxy change answers?"
        ) from error


def _parsed(content: bytes) -> Any:
    import json

    return json.loads(content)
