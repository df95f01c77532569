"""Snowflake: fakesnow runs the SQL; a server before it does what fakesnow has no notion of.

Its part is our reading of Snowflake's pages on errors and of what its client asks: who may sign in, 1003 for
a statement that can't be parsed (fakesnow breaks with 500), statements that run until they are cancelled,
and refusals that a test plans.
"""

import gzip
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.servers.contract import ContractServer, Reply
from tests.servers.emulator import forwarded, program, running
from tests.servers.proof import Proof

PROOF = Proof(
    system="snowflake",
    how="emulator",
    what="fakesnow with Snowflake's client 4; sign-in, syntax errors, refusals, cancelling are our reading",
    source="https://docs.snowflake.com/en/sql-reference/functions/system_cancel_all_queries",
    date="2026-11-22",
)
USER, PASSWORD = "loader", "not-a-secret-word"
_QUERY = "/queries/v1/query-request"
_CANCEL = "SYSTEM$CANCEL_ALL_QUERIES"


class SnowflakeServer(ContractServer):
    """refusals: part of a statement to the number, SQLSTATE and words that it is refused with.
    held: statements with this in them run until they are cancelled.
    lost: statements with this in them lose the connection, each time.
    logins: what was signed in with.
    """

    def __init__(self, port: int) -> None:
        super().__init__()
        self.refusals: dict[str, tuple[str, str, str]] = {}
        self.held = ""
        self.lost = ""
        self.logins: list[dict[str, Any]] = []
        self.statements: list[str] = []
        self.runs = threading.Event()
        self.cancelled = threading.Event()
        self._port = port

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def reset(self) -> None:
        super().reset()
        self.refusals.clear()
        self.held = self.lost = ""
        self.logins.clear()
        self.statements.clear()
        self.runs.clear()
        self.cancelled.clear()

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        path = urlsplit(target).path
        if path == "/session/v1/login-request":
            return self._signed_in(method, target, headers, body)
        if path == _QUERY:
            return self._queried(method, target, headers, body)
        if path == "/session":
            return Reply({"success": True, "data": None})
        return forwarded(self._port, method, target, headers, body)

    def _signed_in(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        data = _read(headers, body)["data"]
        self.logins.append(data)
        kind = data.get("AUTHENTICATOR", "SNOWFLAKE")
        is_known = data.get("LOGIN_NAME") == USER and data.get("PASSWORD") == PASSWORD
        if kind == "SNOWFLAKE" and not is_known:
            return refusal("390100", "08001", "Incorrect username or password was specified.")
        if kind == "OAUTH" and data.get("TOKEN") != PASSWORD:
            return refusal("390303", "08001", "Invalid OAuth access token.")
        reply = forwarded(self._port, method, target, headers, body)
        found = json.loads(reply.content())
        if reply.status == 200 and found.get("success"):
            found["data"]["sessionId"] = 4711
        return Reply(found, reply.status)

    def _queried(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        text = _read(headers, body)["sqlText"]
        self.statements.append(text)
        if _CANCEL in text:
            self.cancelled.set()
            return _said("Cancelled 1 queries.")
        for part, (number, state, words) in self.refusals.items():
            if part in text:
                return refusal(number, state, words)
        if self.lost and self.lost in text:
            return Reply(b"", 503)
        if self.held and self.held in text:
            self.runs.set()
            self.cancelled.wait(30)
            return refusal("000604", "57014", "SQL execution canceled")
        reply = forwarded(self._port, method, target, headers, body)
        if reply.status == 500:
            words = f"SQL compilation error:\nsyntax error line 1 at position 0 unexpected '{text[:5]}'."
            return refusal("001003", "42000", words)
        return reply


def refusal(number: str, state: str, words: str) -> Reply:
    """What Snowflake answers, with 200, where it refuses."""
    data = {"errorCode": number, "sqlState": state, "queryId": "01b2-0000", "internalError": False}
    return Reply({"data": data, "code": number, "message": words, "success": False})


def _said(words: str) -> Reply:
    column = {"name": "RESULT", "type": "text", "nullable": True, "length": 100, "byteLength": 400}
    column |= {"precision": None, "scale": None, "database": "", "schema": "", "table": ""}
    data = {"rowtype": [column], "rowset": [[words]], "total": 1, "returned": 1, "queryId": "01b2-0001"}
    more = {"queryResultFormat": "json", "parameters": [], "statementTypeId": 4096, "sqlState": "00000"}
    return Reply({"data": data | more, "code": None, "message": None, "success": True})


def _read(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    is_packed = headers.get("Content-Encoding") == "gzip"
    found: dict[str, Any] = json.loads(gzip.decompress(body) if is_packed else body)
    return found


@contextmanager
def snowflake_server(folder: Path) -> Iterator[SnowflakeServer]:
    """The emulator and the server before it; skips the test where the emulator is not installed."""
    command = [str(program("servers", "fakesnow")), "-s", "--host", "127.0.0.1"]
    said = r"Uvicorn running on http://127\.0\.0\.1:(\d+)"
    with running(command, folder, said, {"HOME": str(folder)}) as port, SnowflakeServer(port) as server:
        yield server
