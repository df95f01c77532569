"""The files of a new package of blueprints: a connection, a blueprint and their tests, which pass as they
stand."""


def package_files(name: str) -> dict[str, str]:
    """Path within the package to text. `name` is an identifier such as `acme`; it is the prefix of the
    blueprints and the type of the connection."""
    module, words = f"seaway_{name}", name.replace("_", " ").capitalize()
    texts = {
        "pyproject.toml": _PYPROJECT,
        "README.md": _README,
        f"src/{module}/__init__.py": "",
        f"src/{module}/connection.py": _CONNECTION,
        f"src/{module}/blueprints.py": _BLUEPRINTS,
        "tests/test_blueprints.py": _TESTS,
    }
    return {path: _filled(text, name, words) for path, text in texts.items()}


def _filled(text: str, name: str, words: str) -> str:
    classy = "".join(part.capitalize() for part in name.split("_"))
    return text.replace("NAME", name).replace("WORDS", words).replace("CLASS", classy)


_PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "seaway-NAME"
version = "0.1.0"
description = "WORDS for Seaway."
requires-python = ">=3.11"
dependencies = ["seaway"]

# The prefix of the blueprints, and the module that holds them. Only what is asked for is imported.
[project.entry-points."seaway.integrations"]
NAME = "seaway_NAME.blueprints"

# What `type = "NAME"` loads.
[project.entry-points."seaway.connections"]
NAME = "seaway_NAME.connection:CLASS"

[tool.hatch.build.targets.wheel]
packages = ["src/seaway_NAME"]
"""

_README = """\
# WORDS for Seaway

```yaml
tasks:
  fetch:
    uses: NAME.fetch
    with: {connection: NAME, path: /records, to: records.jsonl}
```

`seaway blueprints test` checks that all has its words, then runs the tests. `pip install .` where Seaway
runs makes it known.
"""

_CONNECTION = '''\
"""Where WORDS is, and how to sign in."""

from typing import ClassVar

from pydantic import SecretStr

from seaway.integrations.http.connection import Http
from seaway.sdk.connection import Connection


class CLASS(Connection):
    """An account at WORDS."""

    type_name: ClassVar[str] = "NAME"
    title: ClassVar[str] = "WORDS"

    base_url: str
    """Where the API is, such as `https://api.example.com`."""
    token: SecretStr
    """An API token."""

    def http(self) -> Http:
        """The same as an HTTP connection, so that signing in, limits and errors are those of all of them."""
        return Http(name=self.name, base_url=self.base_url, token=self.token)

    def check(self) -> str:
        """Ask for the base address with the token."""
        return self.http().check()
'''

_BLUEPRINTS = '''\
"""What can be done at WORDS."""

import json
from dataclasses import dataclass
from typing import Any

from seaway.errors import DataError
from seaway.integrations.http.sending import Request, send
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway_NAME.connection import CLASS


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """`path` is the file in the task's directory."""

    rows: int
    path: str


@blueprint("NAME.fetch", title="Fetch from WORDS", category="WORDS")
def fetch(ctx: Context, connection: CLASS, path: str, to: str = "NAME.jsonl") -> Fetched:
    """Fetch records, and write one JSON object a line.

    Args:
        connection: the account
        path: what to ask for, such as `/records`
        to: the file in the task's directory

    Raises:
        AuthError: the token is refused
        NotFoundError: there is nothing at that path
        UnavailableError: the API does not answer
        DataError: the answer is no list of records

    Example:
        fetch:
          uses: NAME.fetch
          with: {connection: NAME, path: /records, to: records.jsonl}
    """
    records = _records(connection, path)
    with ctx.files.writing(to) as file:
        for record in records:
            file.write(json.dumps(record).encode() + b"\\n")
    ctx.log.info("%d records.", len(records))
    return Fetched(rows=len(records), path=to)


def _records(connection: CLASS, path: str) -> list[Any]:
    from seaway.integrations.http.answers import error_of

    url = connection.base_url.rstrip("/") + path
    with send(Request(method="GET", url=url), connection.http()) as response:
        response.read()
        if response.status_code >= 400:
            raise error_of(response.status_code, "GET", url, response.headers, response.text)
        try:
            records = response.json()
        except ValueError as error:
            raise DataError(f"{url} does not answer with JSON.") from error
    if not isinstance(records, list):
        raise DataError(f"{url} does not answer with a list.", hint="Ask for a path that gives records.")
    return records
'''

_TESTS = '''\
"""Against a server on this machine that answers as WORDS does."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from seaway_NAME.blueprints import fetch
from seaway_NAME.connection import CLASS

from seaway.errors import AuthError, DataError, NotFoundError, UnavailableError
from seaway.sdk.context import Context

ANSWERS = {"/": [], "/records": [{"id": 1}, {"id": 2}], "/one": {"id": 1}}


class Server(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status = 200 if self.path in ANSWERS else 404
        if self.headers["Authorization"] != "Bearer right":
            status = 401
        body = json.dumps(ANSWERS.get(self.path)).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *given: object) -> None:
        pass


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("SEAWAY_PRIVATE_NETWORKS", "loopback")
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def account(address: str, token: str = "right") -> CLASS:
    return CLASS(name="NAME", base_url=address, token=token)


def test_records_are_written_one_a_line(address: str, tmp_path: Path) -> None:
    assert fetch(Context(folder=tmp_path), account(address), "/records", to="got.jsonl").rows == 2
    assert (tmp_path / "got.jsonl").read_text() == '{"id": 1}\\n{"id": 2}\\n'


@pytest.mark.parametrize(
    ("path", "token", "error"),
    [("/records", "wrong", AuthError), ("/none", "right", NotFoundError), ("/one", "right", DataError)],
)
def test_it_fails_as_it_says(
    address: str, tmp_path: Path, path: str, token: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        fetch(Context(folder=tmp_path), account(address, token), path)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_gone_can_be_tried_again(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        fetch(Context(folder=tmp_path), account("http://127.0.0.1:9"), "/records")


def test_the_connection_can_be_tested(address: str) -> None:
    assert account(address).check() == f"{address} answers (200)."
    with pytest.raises(AuthError):
        account(address, "wrong").check()
'''
