"""Servers on loopback that stand for vendors' APIs and hold each request against what the vendor publishes.

    server = ContractServer("stripe.json")          # the part of its OpenAPI description that is used: specs/

    @server.route("GET", "/v1/charges")
    def charges(asked: Asked) -> Reply:
        return Reply({"object": "list", "data": [], "has_more": False, "url": "/v1/charges"})

    with server:
        ...                                          # call the blueprint with server.url
        assert server.problems == []                 # what broke the contract, in sentences
        meets_all_answers(lambda: blueprint.call(ctx, inputs), server, secrets=["not-a-secret"])

A request that breaks the contract is answered with 400 and noted; so is a reply of the test's own that does.
Without a file, `ContractServer()` only looks at routes.
"""

import contextlib
import json
import logging
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Protocol, Self
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from seaway.errors import (
    AuthError,
    ConflictError,
    DataError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    TaskError,
    UnavailableError,
)
from tests.servers.openapi import Asked, Contract, pattern_of

SPECS = Path(__file__).parent / "specs"


@dataclass(frozen=True, slots=True)
class Reply:
    """`body` is sent as JSON unless it is bytes."""

    body: object = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


Handler = Callable[[Asked], Reply]


class Published(Protocol):
    """What a vendor publishes of its API: `Contract` for OpenAPI, `AwsModel` for Amazon's service models."""

    def problems_of(self, asked: Asked) -> list[str]: ...

    def problems_of_reply(self, asked: Asked, status: int, body: object) -> list[str]: ...


class ContractServer:
    """Listens on a free port of 127.0.0.1 while it is open with `with`."""

    def __init__(
        self,
        spec: str = "",
        *,
        published: Published | None = None,
        error_of: Callable[[int, str], object] | None = None,
    ) -> None:
        self.asked: list[Asked] = []
        self.problems: list[str] = []
        self.fault: Fault | None = None
        self.healed = threading.Event()
        self._error_of = error_of or (lambda status, said: {"error": {"message": said}})
        self._contract: Published | None = published
        if spec:
            self._contract = Contract(json.loads((SPECS / spec).read_text()))
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = []
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handler", (OneRequest,), {"contract": self})
        )
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def route(self, method: str, path: str) -> Callable[[Handler], Handler]:
        """Answer `method path`, where `{name}` in the path takes anything but a slash."""

        def add(handler: Handler) -> Handler:
            self._routes.append((method, pattern_of(path), handler))
            return handler

        return add

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.healed.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def reset(self) -> None:
        """Forget what was asked, and be well again."""
        self.asked.clear()
        self.problems.clear()
        self.fault = None

    @contextlib.contextmanager
    def failing(self, fault: "Fault") -> Iterator[None]:
        """Inside, every request that the fault is for is answered by it."""
        self.healed.clear()
        self.fault = fault
        try:
            yield
        finally:
            self.fault = None
            self.healed.set()

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """What to say to a request; also called by tests of this file."""
        parts = urlsplit(target)
        query = parse_qs(parts.query, keep_blank_values=True)
        for known, pattern, handler in self._routes:
            if known == method and (match := pattern.fullmatch(parts.path)):
                values = {name: unquote(value) for name, value in match.groupdict().items()}
                asked = Asked(
                    method=method,
                    path=parts.path,
                    query=query,
                    headers=headers,
                    body=body,
                    path_values=values,
                )
                return self._held_against_contract(asked, handler)
        return self._broken(f"{method} {parts.path} is not a route of this server.")

    def _held_against_contract(self, asked: Asked, handler: Handler) -> Reply:
        self.asked.append(asked)
        problems = self._contract.problems_of(asked) if self._contract else []
        if problems:
            return self._broken(f"{asked.method} {asked.path}: {'; '.join(problems)}")
        try:
            reply = handler(asked)
        except Exception as error:  # noqa: BLE001 - in a thread of the server; the test looks at `problems`
            return self._broken(f"{asked.method} {asked.path}: the test's own handler: {error!r}")
        wrong = self._contract.problems_of_reply(asked, reply.status, reply.body) if self._contract else []
        if wrong:
            return self._broken(f"The test's own reply to {asked.method} {asked.path}: {'; '.join(wrong)}")
        return reply

    def _broken(self, problem: str) -> Reply:
        self.problems.append(problem)
        return Reply(self._error_of(400, problem), 400)

    def error(self, status: int, said: str) -> Reply:
        """An error as this vendor words it."""
        return Reply(self._error_of(status, said), status)


# --- faults -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A way in which an answer goes wrong, and what a blueprint must make of it. `only` limits it to some
    paths."""

    name: str
    expected: type[TaskError]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    kind: str = ""
    """`slow`, `truncated` or `reset` where it is no plain answer."""
    retry_after_s: float | None = None
    only: str = ""


FAULTS = (
    Fault(name="not signed in", expected=AuthError, status=401),
    Fault(name="not allowed", expected=PermissionDeniedError, status=403),
    Fault(name="not there", expected=NotFoundError, status=404),
    Fault(name="in conflict", expected=ConflictError, status=409),
    Fault(
        name="too often",
        expected=RateLimitError,
        status=429,
        headers={"Retry-After": "7"},
        retry_after_s=7.0,
    ),
    Fault(name="broken", expected=UnavailableError, status=500),
    Fault(name="down", expected=UnavailableError, status=503),
    Fault(name="slow", expected=UnavailableError, kind="slow"),
    Fault(name="cut short", expected=UnavailableError, kind="truncated"),
    Fault(name="connection reset", expected=UnavailableError, kind="reset"),
    Fault(name="malformed JSON", expected=DataError, content=b'{"data": ['),
    Fault(
        name="wrong content type",
        expected=DataError,
        content=b"<html>Sign in</html>",
        headers={"Content-Type": "text/html"},
    ),
)


def meets_all_answers(
    call: Callable[[], object],
    server: ContractServer,
    *,
    secrets: Iterable[str],
    caplog: pytest.LogCaptureFixture,
    instead: Mapping[str, type[TaskError]] | None = None,
    only: str = "",
) -> None:
    """Have `call` meet each of FAULTS: the right class of error, its advice on retries, a hint, and no
    secret.

    instead: another class for a fault, where the vendor means something else by it.
    only: the path that fails, where a call before it (for a token) must work.
    """
    caplog.set_level(logging.DEBUG)
    for fault in FAULTS:
        expected = (instead or {}).get(fault.name, fault.expected)
        caplog.clear()
        with server.failing(_only(fault, only)), pytest.raises(TaskError) as caught:
            call()
        error = caught.value
        assert type(error) is expected, f"{fault.name}: {error!r}, not {expected.__name__}"
        assert error.hint, f"{fault.name}: {error.message!r} has no hint"
        assert error.retry_after_s == fault.retry_after_s, fault.name
        said = f"{error.message} {error.hint} {caplog.text}"
        assert not [secret for secret in secrets if secret in said], f"{fault.name} shows a secret: {said}"


def _only(fault: Fault, path: str) -> Fault:
    from dataclasses import replace

    return replace(fault, only=path)


class OneRequest(BaseHTTPRequestHandler):
    """Answers as its server says, or goes wrong as it is told to."""

    contract: ContractServer
    protocol_version = "HTTP/1.1"

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.contract.fault
        if fault and fault.only in self.path:
            self._fail(fault)
            return
        reply = self.contract.answer(self.command, self.path, self.headers, body)
        self._send(reply.status, reply.content(), reply.headers)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - names that http.server asks for

    def _fail(self, fault: Fault) -> None:
        match fault.kind:
            case "slow":
                self.contract.healed.wait(30)
                self.close_connection = True
            case "truncated":
                self._send(200, b'{"data": [1, 2', {"Content-Length": "4096"})
                self.close_connection = True
            case "reset":
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.connection.close()
                self.close_connection = True
            case _:
                said = self.contract.error(fault.status, fault.name)
                content = said.content() if fault.content is None else fault.content
                self._send(fault.status, content, fault.headers)

    def _send(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
        known = {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}
        with contextlib.suppress(ConnectionError):
            self.send_response(status)
            for name, value in known.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError, ValueError):  # the other side, or a reset, closed it
            super().handle()

    def finish(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().finish()

    def log_message(self, text: str, *args: object) -> None:
        return None
