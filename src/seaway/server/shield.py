"""Before any route: a number for the request, who it is meant for, where it came from; after it: headers.

Plain ASGI, so that streams pass through as they are."""

import ipaddress
import re
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from seaway.ids import new_id
from seaway.server import policy
from seaway.server.problems import from_fault, problem

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
LARGEST_BODY = 20 * 2**20
_UPLOAD = re.compile(r"/api/v1/projects/[^/]+/uploads")
"""Its route bounds what is sent itself, and keeps it on disk."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Shield:
    """`hosts`: names the server may be called by, besides loopback's and plain addresses. Another name in
    `Host` is somebody else's page whose name was made to point here."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts | {"localhost"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = new_id()
        scope.setdefault("state", {})["request_id"] = request_id
        answer = _Answer(scope, send, request_id)
        refusal = self._refusal(scope, request_id)
        if refusal is not None:
            await refusal(scope, receive, answer.send)
            return
        is_upload = _UPLOAD.fullmatch(scope["path"]) is not None
        try:
            await self._app(scope, receive if is_upload else _bounded(receive), answer.send)
        except Exception as error:  # noqa: BLE001 - the edge: a mistake of ours becomes an answer
            fault = from_fault(error, request_id)
            if not answer.has_begun:
                await fault(scope, receive, answer.send)

    def _refusal(self, scope: Scope, request_id: str) -> ASGIApp | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._is_ours(host):
            return problem(
                status=421,
                title="Another server's name",
                code="wrong_host",
                detail=f"This server is not called {host[:200]!r}",
                hint="Name it in SEAWAY_HOSTS where it is.",
                request_id=request_id,
            )
        if scope["method"] not in SAFE_METHODS and not _is_same_site(headers, host):
            return problem(
                status=403,
                title="From another site",
                code="wrong_origin",
                detail="This request was made by a page of another site",
                request_id=request_id,
            )
        return None

    def _is_ours(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self._hosts or _is_address(name)


def _bounded(receive: Receive) -> Receive:
    """The request's body, up to a size: it is held in memory."""
    left = LARGEST_BODY

    async def take() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413, f"A request has at most {LARGEST_BODY // 2**20} MB")
        return message

    return take


class _Answer:
    """Adds our headers to whatever is answered."""

    def __init__(self, scope: Scope, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self._is_secure = scope["scheme"] == "https"
        self._policy = policy.API if scope["path"].startswith("/api/") else policy.pages()
        self.has_begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            self._add_headers(message)
        await self._send(message)

    def _add_headers(self, message: MutableMapping[str, Any]) -> None:
        headers = MutableHeaders(scope=message)
        headers["X-Request-ID"] = self._request_id
        headers.setdefault("Content-Security-Policy", self._policy)
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if self._is_secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        headers.setdefault("Cache-Control", "no-store")


def _is_same_site(headers: Headers, host: str) -> bool:
    """Programs send no Origin; browsers do with every write, and say from where."""
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == host
    return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
