"""What the guard does to real connections: names, redirects, TLS, proxies."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from seaway.errors import InvalidInputError, PermissionDeniedError
from seaway.integrations.http.blueprints import request
from seaway.integrations.http.connection import Http
from seaway.integrations.http.transport import GuardedTransport
from seaway.settings import PRIVATE_NETWORKS
from tests.servers.tls import certificate_for
from tests.support.contexts import a_context


class Handler(BaseHTTPRequestHandler):
    """Answers with the path it was asked for, which is the whole address where it plays the proxy."""

    away = ""

    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/away" else 200)
        if self.path == "/away":
            self.send_header("Location", self.away)
        self.send_header("Content-Length", str(len(self.path)))
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, text: str, *args: object) -> None:
        return None


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def port() -> Iterator[int]:
    with serving() as found:
        yield found


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Sets the name server's answers, one after the other; gives the list of what it was asked."""
    plain = socket.getaddrinfo

    def use(*answers: str) -> list[str]:
        asked: list[str] = []

        def getaddrinfo(host: str, *args: object, **kwargs: object) -> object:
            if host.replace(".", "").isdigit():
                return plain(host, *args, **kwargs)  # type: ignore[arg-type]
            asked.append(host)
            return plain(answers[min(len(asked), len(answers)) - 1], *args, **kwargs)  # type: ignore[arg-type]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return asked

    return use


def ask(folder: Path, url: str, **inputs: object) -> object:
    found = request.call(a_context(folder), {"url": url, **inputs})
    assert isinstance(found, dict)
    return found["text"]


def test_nothing_private_is_reached_unless_the_machine_allows_it(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(tmp_path, f"http://127.0.0.1:{port}/x") == "/x"
    monkeypatch.delenv(PRIVATE_NETWORKS)
    with pytest.raises(PermissionDeniedError, match=r"`127\.0\.0\.1` is this machine itself"):
        ask(tmp_path, f"http://127.0.0.1:{port}/x")
    with pytest.raises(PermissionDeniedError, match="leads to 127"):
        Http(base_url=f"http://2130706433:{port}").check()


def test_a_second_answer_of_the_name_server_changes_nothing(
    port: int, tmp_path: Path, names: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PRIVATE_NETWORKS, "127.0.0.1/32")
    asked = names("127.0.0.1", "127.0.0.2")
    assert ask(tmp_path, f"http://rebind.test:{port}/x") == "/x"
    assert asked == ["rebind.test"]
    with pytest.raises(PermissionDeniedError, match=r"leads to 127\.0\.0\.2"):
        ask(tmp_path, f"http://rebind.test:{port}/x")


def test_a_redirect_is_looked_at_too(port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Handler, "away", "http://169.254.169.254/latest/meta-data/")
    with pytest.raises(PermissionDeniedError, match=r"169\.254\.169\.254.*credentials"):
        ask(tmp_path, f"http://127.0.0.1:{port}/away")
    assert ask(tmp_path, f"http://127.0.0.1:{port}/away", follow_redirects=False, expect=[302]) == "/away"


def test_tls_still_verifies_the_name(
    tmp_path: Path, names: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certificate_for("good.test", tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    names("127.0.0.1")
    with serving(tls) as port, httpx.Client(transport=GuardedTransport()) as client:
        assert client.get(f"https://good.test:{port}/x").text == "/x"
        with pytest.raises(httpx.ConnectError, match="mismatch"):
            client.get(f"https://other.test:{port}/x")
        with httpx.Client(transport=GuardedTransport(verify=False)) as careless:
            assert careless.get(f"https://other.test:{port}/x").text == "/x"


def test_through_a_proxy_the_target_is_looked_at_as_far_as_it_is_known(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port}")
    assert ask(tmp_path, "http://only-the-proxy-knows.invalid/x") == "http://only-the-proxy-knows.invalid/x"
    with pytest.raises(PermissionDeniedError, match=r"`10\.0\.0\.1` is a private address"):
        ask(tmp_path, "http://10.0.0.1/x")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert ask(tmp_path, f"http://127.0.0.1:{port}/direct") == "/direct"
    monkeypatch.delenv(PRIVATE_NETWORKS)
    with pytest.raises(PermissionDeniedError, match="this machine itself"):
        ask(tmp_path, "http://only-the-proxy-knows.invalid/x")
    monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:1")
    with pytest.raises(InvalidInputError, match="none that speaks HTTP"):
        ask(tmp_path, "http://only-the-proxy-knows.invalid/x")
