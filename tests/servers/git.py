"""Git over HTTP: git's own `http-backend` behind a small server, with a token where one is asked for."""

import base64
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from tests.servers.proof import Proof

PROOF = Proof(system="git", how="local server", what="git http-backend of the machine's git")
TOKEN = "not-a-secret-token"
_WHO = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
}


def git(folder: Path, *arguments: str) -> str:
    """Run git as a person would, with no configuration of this machine."""
    env = {**os.environ, **_WHO, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=env, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@dataclass(slots=True)
class GitServer:
    """`root` holds bare repositories; those named in `closed` want the token."""

    root: Path
    url: str = ""
    closed: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    """The Authorization headers that came."""

    def repository(self, name: str, files: Mapping[str, str], *, is_closed: bool = False) -> str:
        """A new repository with one commit on `main`; its address."""
        work = self.root / f"{name}.work"
        for path, text in files.items():
            (work / path).parent.mkdir(parents=True, exist_ok=True)
            (work / path).write_text(text)
        git(work, "init", "--quiet", "--initial-branch=main")
        git(work, "add", ".")
        git(work, "commit", "--quiet", "-m", "First")
        git(self.root, "clone", "--quiet", "--bare", str(work), f"{name}.git")
        git(self.root / f"{name}.git", "config", "http.receivepack", "true")
        git(self.root / f"{name}.git", "config", "uploadpack.allowReachableSHA1InWant", "true")
        if is_closed:
            self.closed.add(f"{name}.git")
        return f"{self.url}/{name}.git"

    def commit(self, name: str, files: Mapping[str, str], message: str = "Next") -> str:
        """One more commit on `main`; its id."""
        work = self.root / f"{name}.work"
        for path, text in files.items():
            (work / path).write_text(text)
        git(work, "add", ".")
        git(work, "commit", "--quiet", "-m", message)
        git(work, "push", "--quiet", str(self.root / f"{name}.git"), "main")
        return git(work, "rev-parse", "HEAD")


@contextmanager
def server(root: Path) -> Iterator[GitServer]:
    here = GitServer(root)
    handler = type("Handler", (_Handler,), {"here": here})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        here.url = f"http://127.0.0.1:{http.server_port}"
        thread = threading.Thread(target=http.serve_forever, daemon=True)
        thread.start()
        try:
            yield here
        finally:
            http.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    """CGI as git-http-backend(1) describes it."""

    here: GitServer

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _answer(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        if not self._may(parts.path):
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        env = {
            **os.environ,
            "GIT_PROJECT_ROOT": str(self.here.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_USER": "ada",
            "REMOTE_ADDR": "127.0.0.1",
        }
        done = subprocess.run(["git", "http-backend"], env=env, input=body, capture_output=True, check=False)
        head, _, rest = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines() if ": " in line)
        self.send_response(int(headers.pop("Status", "200").split()[0]))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest)

    def _may(self, path: str) -> bool:
        given = self.headers.get("Authorization", "")
        self.here.asked.append(given)
        if path.split("/")[1] not in self.here.closed:
            return True
        return given == "Basic " + base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()

    def log_message(self, *given: object) -> None:
        pass
