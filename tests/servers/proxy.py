"""A proxy before an HTTP server, which does to answers what networks and busy servers do."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.servers.contract import Reply

_OF_ONE_LINK = {"connection", "keep-alive", "transfer-encoding"}
Fault = Callable[[str, str], Reply | int | None]
"""`(method, target)` to an answer of its own, to the number of bytes after which the answer is cut off, or to
None where it is passed on as it is."""


class Proxy:
    """`fault` decides for each request; `requests` are those that it saw."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.fault: Fault = lambda method, target: None
        self.requests: list[tuple[str, str]] = []
        self.url = ""

    def fail(self, reply: Reply, *, times: int, method: str = "") -> None:
        """The next `times` requests (of `method`) get `reply`."""
        left = [times]

        def fault(asked: str, target: str) -> Reply | None:
            if left[0] > 0 and method in ("", asked):
                left[0] -= 1
                return reply
            return None

        self.fault = fault


@contextmanager
def before(port: int) -> Iterator[Proxy]:
    """A proxy before the server on `port`."""
    proxy = Proxy(port)

    class Handler(_Handler):
        owner = proxy

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as found:
        proxy.url = f"http://127.0.0.1:{found.server_port}"
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            found.shutdown()
            thread.join(10)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner: Proxy

    def _any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        self.owner.requests.append((self.command, self.path))
        decided = self.owner.fault(self.command, self.path)
        if isinstance(decided, Reply):
            self._answer(decided, None)
        else:
            self._answer(self._forwarded(body), decided)

    def _forwarded(self, body: bytes) -> Reply:
        """With the caller's own Host, as it is part of what is signed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.owner.target, timeout=60)
        try:
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in _OF_ONE_LINK:
                    connection.putheader(name, value)
            connection.endheaders(body or None)
            answer = connection.getresponse()
            dropped = _OF_ONE_LINK | {"date", "server"}
            given = {name: value for name, value in answer.getheaders() if name.lower() not in dropped}
            return Reply(answer.read(), answer.status, given)
        finally:
            connection.close()

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _any  # noqa: N815 - names of the standard library

    def _answer(self, reply: Reply, cut_after: int | None) -> None:
        body = reply.content()
        self.send_response(reply.status)
        names = {name.lower() for name in reply.headers}
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if "content-length" not in names:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(body if cut_after is None else body[:cut_after])
        if cut_after is not None and cut_after < len(body):
            self.wfile.flush()
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the standard library
        return None
