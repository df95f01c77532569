"""Salesforce's REST, Bulk and SOAP APIs through the small client.

simple-salesforce speaks to `https://….salesforce.com` alone, waits without limit, reads a whole result into
memory, and has no `merge()`; the guard would not see its connections."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from seaway.errors import DataError, InvalidInputError
from seaway.integrations.http.client import Api
from seaway.integrations.http.sending import shown, to_task_error
from seaway.integrations.salesforce.failures import of_answer
from seaway.integrations.salesforce.soap import fault_of

if TYPE_CHECKING:
    import httpx

MOST_BYTES = 64 * 2**20
"""Of one answer that is read whole."""
_REFUSAL_BYTES = 65_536


class SalesforceApi(Api):
    """The APIs of one org; closes with `with`. At first it can only sign in.

    token: the session's id, which the SOAP API wants in its envelope.
    version: of the API, such as `64.0`.
    soql: the query that answers are about; errors show places in it.
    """

    def __init__(self, sign_in_url: str, *, version: str, timeout_s: float) -> None:
        super().__init__(sign_in_url, timeout_s=timeout_s)
        self.token = ""
        self.version = version
        self.soql = ""
        self._client.event_hooks = {"response": [self._refuse]}

    def enter(self, token: str, instance_url: str) -> None:
        """From here on it speaks to the org, in the session of the token."""
        self.token = token
        self._base_url = instance_url.rstrip("/")
        self._client.headers["Authorization"] = f"Bearer {token}"

    def data(self, path: str) -> str:
        """The path of a REST resource in this version."""
        return f"services/data/v{self.version}/{path}"

    @contextmanager
    def stream(
        self,
        method: str,
        path: str,
        *,
        expect: str = "",
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | Iterable[bytes] | None = None,
    ) -> "Iterator[httpx.Response]":
        """An answer still to be read, whose type has `expect` in it.

        Raises:
            TaskError: what the refusal means.
            DataError: an answer of another type.
            UnavailableError: no answer, or half of one.
        """
        import httpx

        url = f"{self._base_url}/{path.lstrip('/')}"
        sent: dict[str, Any] = {"params": dict(params or {}), "headers": dict(headers or {})}
        try:
            with self._client.stream(method, url, content=content, **sent) as response:
                kind = response.headers.get("content-type", "")
                if expect and expect not in kind:
                    raise DataError(
                        f"{method} {shown(url)} answers {kind or 'something'} where {expect} was expected.",
                        hint="Check the connection's address; does a proxy or a sign-in page stand between?",
                    )
                yield response
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
            raise InvalidInputError(
                f"`{shown(url)}` can't be asked: {error}.", hint="Check the connection's address."
            ) from error
        except httpx.TransportError as error:
            raise to_task_error(error, method, url) from error

    def read(self, method: str, path: str, *, expect: str, **sent: Any) -> bytes:
        """A whole answer of at most some megabytes."""
        with self.stream(method, path, expect=expect, **sent) as response:
            content = bytearray()
            for piece in response.iter_bytes():
                content += piece
                if len(content) > MOST_BYTES:
                    raise DataError(f"{shown(path)} answers too much.", hint="Ask for less at once.")
            return bytes(content)

    def _refuse(self, response: "httpx.Response") -> None:
        if response.status_code < 400:
            return
        content = response.read()[:_REFUSAL_BYTES]
        url = response.request.url
        call = f"{response.request.method} {shown(str(url))}"
        body = fault_of(content) or _parsed(content)
        raise of_answer(response.status_code, response.headers, body, call=call, soql=self.soql)


def found_in(answer: Any, key: str, what: str, *, is_right: Callable[[Any], bool] = bool) -> Any:
    """`answer[key]`.

    Raises:
        DataError: it is not there: not Salesforce's answer.
    """
    value = answer.get(key) if isinstance(answer, dict) else None
    if not is_right(value):
        raise DataError(f"Salesforce's answer has no {what}.", hint="Check the connection's address.")
    return value


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content.decode(errors="replace")
