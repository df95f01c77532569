"""`http.request` against a real server on loopback."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from seaway.errors import AuthError, DataError, InvalidInputError, RateLimitError, UnavailableError
from seaway.integrations.http.blueprints import request
from seaway.integrations.http.connection import Http
from tests.support.contexts import Notebook, a_context


class Handler(BaseHTTPRequestHandler):
    """Tells what it was asked, and does what the path says."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        match path:
            case "/busy":
                self._answer(429, b"slow down", {"Retry-After": "7"})
            case "/private":
                self._answer(401, b"who are you?")
            case "/big":
                self._answer(200, b"x" * 5000, {"Content-Type": "text/plain"})
            case "/away":
                self._answer(302, b"", {"Location": "http://localhost:9/x"})
            case "/lie":
                self._answer(200, b"{", {"Content-Type": "application/json"})
            case "/hang-up":
                self.close_connection = True
            case _:
                said = {
                    "method": self.command,
                    "path": self.path,
                    "body": body,
                    "headers": dict(self.headers),
                }
                self._answer(200, json.dumps(said).encode(), {"Content-Type": "application/json"})

    do_POST = do_GET  # noqa: N815 - the name http.server asks for

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, text: str, *args: Any) -> None:
        return None


@pytest.fixture
def base_url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def ask(folder: Path, **inputs: object) -> dict[str, Any]:
    found = request.call(a_context(folder), inputs)
    assert isinstance(found, dict)
    return found


def test_a_json_answer_is_a_value(base_url: str, tmp_path: Path) -> None:
    found = ask(tmp_path, url=f"{base_url}/x?a=1", params={"b": [2, 3]}, headers={"X-Test": "t"})
    assert found["status"] == 200
    assert found["json"]["path"] == "/x?a=1&b=2&b=3"
    assert found["json"]["headers"]["X-Test"] == "t"


def test_what_is_sent_is_json_text_or_a_file(base_url: str, tmp_path: Path) -> None:
    ctx = a_context(tmp_path)
    ctx.files.write_text("f.txt", "from a file")
    for given, body in (
        ({"json": {"a": 1}}, '{"a":1}'),
        ({"body": "text"}, "text"),
        ({"body_file": "f.txt"}, "from a file"),
    ):
        found = request.call(ctx, {"url": base_url, "method": "POST", **given})
        assert found["json"]["body"] == body  # type: ignore[index]
    with pytest.raises(InvalidInputError, match="one of `json`, `body` and `body_file`"):
        request.call(ctx, {"url": base_url, "json": 1, "body": "x"})


def test_an_answer_is_saved_as_it_comes(base_url: str, tmp_path: Path) -> None:
    notebook = Notebook()
    ctx = a_context(tmp_path, reporter=notebook)
    found = request.call(ctx, {"url": f"{base_url}/big", "save_to": "in/big.txt"})
    assert (found["path"], found["size_bytes"]) == ("in/big.txt", 5000)  # type: ignore[index]
    assert ctx.files.path("in/big.txt").stat().st_size == 5000
    assert notebook.steps[-1] == (5000, 5000, "in/big.txt")


@pytest.mark.parametrize("save_to", ["", "big.txt"])
def test_a_larger_answer_than_allowed_fails_and_leaves_nothing(
    base_url: str, tmp_path: Path, save_to: str
) -> None:
    with pytest.raises(DataError, match="larger than 4,096 bytes"):
        ask(tmp_path, url=f"{base_url}/big", max_size="4KiB", save_to=save_to)
    assert list((tmp_path / "task").iterdir()) == []


def test_a_status_is_an_error_that_says_when_to_ask_again(base_url: str, tmp_path: Path) -> None:
    with pytest.raises(RateLimitError, match="answered 429: slow down") as caught:
        ask(tmp_path, url=f"{base_url}/busy")
    assert caught.value.retry_after_s == 7.0
    assert ask(tmp_path, url=f"{base_url}/busy", expect=[429])["text"] == "slow down"
    with pytest.raises(AuthError):
        ask(tmp_path, url=f"{base_url}/private")


def test_an_answer_that_is_not_what_it_says_is_a_data_error(base_url: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="says it is JSON but is not"):
        ask(tmp_path, url=f"{base_url}/lie")


def test_no_answer_is_unavailable(base_url: str, tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="the connection broke"):
        ask(tmp_path, url=f"{base_url}/hang-up")
    with pytest.raises(UnavailableError, match=r"can't connect to 127\.0\.0\.1"):
        ask(tmp_path, url="http://127.0.0.1:9/x", timeout=2)


def test_a_connection_signs_in_and_its_secrets_are_masked(base_url: str, tmp_path: Path) -> None:
    notebook = Notebook()
    api = {"type": "http", "base_url": base_url, "token": "t0ken", "headers": {"X-Key": "k" * 12}}
    ctx = a_context(tmp_path, connections={"api": api}, reporter=notebook)
    found = request.call(ctx, {"connection": "api", "url": "/v1/x"})
    headers = found["json"]["headers"]  # type: ignore[index]
    assert headers["Authorization"] == "Bearer t0ken"
    assert headers["X-Key"] == "k" * 12
    assert notebook.masked == ["t0ken", "k" * 12]
    assert Http(base_url=base_url).check() == f"{base_url} answers (200)."


def test_a_redirect_to_another_host_is_not_followed_with_credentials(base_url: str, tmp_path: Path) -> None:
    ctx = a_context(tmp_path, connections={"api": {"type": "http", "base_url": base_url}})
    with pytest.raises(InvalidInputError, match="not on the connection's host"):
        request.call(ctx, {"connection": "api", "url": "/away"})
