"""A folder over HTTP: the standard library's server, with faults on demand."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.servers.places import Place
from tests.servers.proof import Proof

PROOF = Proof(system="http_files", how="local server", what="the standard library's http.server")
TOKEN = "not-a-secret-token"


@dataclass(frozen=True, slots=True)
class FileServer:
    url: str
    root: Path


@contextmanager
def server(root: Path) -> Iterator[FileServer]:
    """It wants `TOKEN`."""
    handler = partial(_Handler, directory=str(root))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as found:
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield FileServer(f"http://127.0.0.1:{found.server_port}", root)
        finally:
            found.shutdown()
            thread.join(10)


def folder(found: FileServer, name: str, *, url: str = "") -> Place:
    """A new folder, which keeps a list of its files as `index.txt`."""
    root = found.root / name
    root.mkdir()

    def names() -> list[str]:
        return sorted(
            one.relative_to(root).as_posix()
            for one in root.rglob("*")
            if one.is_file() and one.name != "index.txt"
        )

    def put(path: str, content: bytes) -> None:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        (root / "index.txt").write_text("\n".join(names()), encoding="utf-8")

    (root / "index.txt").write_text("")
    base = {"type": "http_files", "base_url": f"{url or found.url}/{name}", "index": "index.txt"}
    return Place(
        system="http_files",
        values={**base, "token": TOKEN},
        put=put,
        get=lambda path: (root / path).read_bytes() if (root / path).is_file() else None,
        names=names,
        wrong_key={**base, "token": "wrong-and-no-secret"},
        missing={**base, "token": TOKEN, "base_url": f"{url or found.url}/no-such-folder"},
        reads_only=True,
        secrets=(TOKEN, "wrong-and-no-secret"),
    )


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def send_head(self):  # type: ignore[no-untyped-def]
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.send_error(401)
            return None
        return super().send_head()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the standard library
        return None
