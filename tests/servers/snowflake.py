"""Snowflake: fakesnow runs the SQL; a server before it does what fakesnow has no notion of.

Its part is our reading of Snowflake's pages and of what its client asks: who may sign in, 1003 for what
can't be parsed (fakesnow breaks with 500), statements that run until they are cancelled, the life of
statements that nobody waits for and the history that finds them by their tag, EXPLAIN, COPY INTO a stage,
and refusals that a test plans.
"""

import base64
import gzip
import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from tests.servers.contract import ContractServer, Reply
from tests.servers.emulator import forwarded, program, running
from tests.servers.proof import Proof

PROOF = Proof(
    system="snowflake",
    how="emulator",
    what="fakesnow with Snowflake's client 4 for SQL, clones and loads from stages; sign-in, errors, "
    "cancelling, the life of jobs, EXPLAIN and what an export to a stage answers are our reading",
    source="https://docs.snowflake.com/en/sql-reference/functions/system_cancel_all_queries",
    date="2026-11-22",
)
USER, PASSWORD = "loader", "not-a-secret-word"
_QUERY = "/queries/v1/query-request"
_CANCEL = "SYSTEM$CANCEL_ALL_QUERIES"
_CANCEL_ONE = re.compile(r"SYSTEM\$CANCEL_QUERY\('([\w-]+)'\)")
_SCAN = re.compile(r"result_scan\('([\w-]+)'\)")
_UNLOAD = re.compile(r"COPY INTO '(?P<to>[^']+)'.*?\nFROM (?P<source>.+?)\nFILE_FORMAT", re.DOTALL)


@dataclass(slots=True)
class Job:
    """A statement that nobody waits for. `inner` is the emulator's id once it ran; `code` why it failed."""

    id: str
    tag: str
    text: str
    body: bytes
    headers: Mapping[str, str]
    inner: str = ""
    code: tuple[str, str] | None = None
    answer: Reply | None = None

    @property
    def status(self) -> str:
        if self.code is not None:
            return "FAILED_WITH_ERROR"
        return "SUCCESS" if self.inner or self.answer else "RUNNING"


class SnowflakeServer(ContractServer):
    """refusals: part of a statement to the number, SQLSTATE and words that it is refused with.
    held: statements with this in them run until they are cancelled.
    lost: statements with this in them lose the connection, each time.
    logins: what was signed in with.
    jobs: the statements that nobody waits for, by id; one with `held` in it runs as long as that is set.
    bytes_assigned: what EXPLAIN says of every statement.
    """

    def __init__(self, port: int) -> None:
        super().__init__()
        self.refusals: dict[str, tuple[str, str, str]] = {}
        self.held = ""
        self.lost = ""
        self.logins: list[dict[str, Any]] = []
        self.statements: list[str] = []
        self.jobs: dict[str, Job] = {}
        self.bytes_assigned = 0
        self._tags: dict[str, str] = {}
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
        self.jobs.clear()
        self.bytes_assigned = 0
        self.runs.clear()
        self.cancelled.clear()

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        path = urlsplit(target).path
        if path == "/session/v1/login-request":
            return self._signed_in(method, target, headers, body)
        if path == _QUERY:
            return self._queried(method, target, headers, body)
        if path.startswith("/monitoring/queries/"):
            return self._status(path.rpartition("/")[2], headers)
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
            self._tags[found["data"]["token"]] = data["SESSION_PARAMETERS"].get("QUERY_TAG", "")
        return Reply(found, reply.status)

    def _queried(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        asked = _read(headers, body)
        text = asked["sqlText"]
        self.statements.append(text)
        if asked.get("asyncExec"):
            return self._begun(text, headers, body)
        if (answer := self._known(text, asked)) is not None:
            return answer
        if _CANCEL in text:
            self.cancelled.set()
            return _said([["Cancelled 1 queries."]])
        if (refused := self._refused(text)) is not None:
            return refused
        if self.lost and self.lost in text:
            return Reply(b"", 503)
        if self.held and self.held in text:
            self.runs.set()
            self.cancelled.wait(30)
            return refusal("000604", "57014", "SQL execution canceled")
        if scanned := _SCAN.search(text):
            job = self.jobs[scanned[1]]
            if job.answer is not None:
                return job.answer
            asked["sqlText"] = text.replace(scanned[1], job.inner)
            body = _packed(headers, asked)
        reply = forwarded(self._port, method, target, headers, body)
        if reply.status == 500:
            words = f"SQL compilation error:\nsyntax error line 1 at position 0 unexpected '{text[:5]}'."
            return refusal("001003", "42000", words)
        return reply

    # --- statements that nobody waits for -------------------------------------------------------------------

    def _begun(self, text: str, headers: Mapping[str, str], body: bytes) -> Reply:
        token = headers["Authorization"].partition('"')[2].rstrip('"')
        job = Job(str(uuid4()), self._tags.get(token, ""), text, body, headers)
        self.jobs[job.id] = job
        data = {"queryId": job.id, "getResultUrl": f"/queries/{job.id}/result"}
        return Reply(
            {"data": data, "code": "333334", "message": "Query execution in progress", "success": True}
        )

    def _status(self, query_id: str, headers: Mapping[str, str]) -> Reply:
        job = self.jobs.get(query_id)
        if job is None:
            return Reply({"data": {"queries": []}, "success": True})
        if job.status == "RUNNING" and not (self.held and self.held in job.text):
            self._run(job, headers)
        said = {"id": job.id, "status": job.status}
        if job.code is not None:
            said |= {"errorCode": job.code[0], "errorMessage": job.code[1]}
        return Reply({"data": {"queries": [said]}, "success": True})

    def _run(self, job: Job, headers: Mapping[str, str]) -> None:
        """As if at Snowflake, though not before somebody looks; in the session of who does."""
        if unload := _UNLOAD.match(job.text):
            job.answer = self._unloaded(unload, headers)
            return
        asked = _read(job.headers, job.body)
        kept = {name: value for name, value in job.headers.items() if name != "Authorization"}
        kept["Authorization"] = headers["Authorization"]
        reply = self._refused(job.text) or forwarded(self._port, "POST", _QUERY, kept, _packed(kept, asked))
        found = json.loads(reply.content())
        if found.get("success"):
            job.inner = found["data"]["queryId"]
        else:
            job.code = (found.get("code") or "001003", found.get("message") or "syntax error")

    def _refused(self, text: str) -> Reply | None:
        return next((refusal(*why) for part, why in self.refusals.items() if part in text), None)

    def _unloaded(self, found: "re.Match[str]", headers: Mapping[str, str]) -> Reply:
        """What DETAILED_OUTPUT says; no file is written."""
        asked = json.dumps({"sqlText": f"SELECT count(*) FROM {found['source']}"}).encode()
        plain = {"Authorization": headers["Authorization"], "Content-Type": "application/json"}
        counted = json.loads(forwarded(self._port, "POST", _QUERY, plain, asked).content())
        rows = _first_number(counted)
        name = f"{found['to'].rpartition('/')[2] or 'data'}_0_0_0.csv.gz"
        return _said([[name, str(rows * 10), str(rows)]], ("FILE_NAME", "FILE_SIZE", "ROW_COUNT"))

    def _known(self, text: str, asked: Mapping[str, Any]) -> Reply | None:
        """What the emulator has no notion of."""
        if cancelled := _CANCEL_ONE.search(text):
            if (job := self.jobs.get(cancelled[1])) and job.status == "RUNNING":
                job.code = ("000604", "SQL execution canceled")
            return _said([["query terminated."]])
        if "QUERY_HISTORY_BY_USER" in text:
            part = asked["bindings"]["1"]["value"].strip("%")
            found = [[job.id] for job in self.jobs.values() if part in job.tag]
            return _said(found[:1], ("QUERY_ID",))
        if text.startswith("EXPLAIN USING JSON"):
            return _said([[json.dumps({"GlobalStats": {"bytesAssigned": self.bytes_assigned}})]])
        return None


def refusal(number: str, state: str, words: str) -> Reply:
    """What Snowflake answers, with 200, where it refuses."""
    data = {"errorCode": number, "sqlState": state, "queryId": "01b2-0000", "internalError": False}
    return Reply({"data": data, "code": number, "message": words, "success": False})


def _said(rows: list[list[str]], names: tuple[str, ...] = ("RESULT",)) -> Reply:
    column = {"type": "text", "nullable": True, "length": 1000, "byteLength": 4000, "precision": None}
    column |= {"scale": None, "database": "", "schema": "", "table": ""}
    columns = [{"name": name, **column} for name in names]
    data = {"rowtype": columns, "rowset": rows, "total": len(rows), "returned": len(rows)}
    more = {"queryResultFormat": "json", "parameters": [], "statementTypeId": 4096, "sqlState": "00000"}
    return Reply(
        {"data": {**data, **more, "queryId": "01b2-0001"}, "code": None, "message": None, "success": True}
    )


def _first_number(answer: Mapping[str, Any]) -> int:
    """Of the emulator's rows, which are Arrow's."""
    import pyarrow as pa

    packed = base64.b64decode(answer["data"]["rowsetBase64"])
    return int(pa.ipc.open_stream(packed).read_all().column(0)[0].as_py())


def _packed(headers: Mapping[str, str], asked: Mapping[str, Any]) -> bytes:
    """Without `asyncExec`: the emulator waits."""
    body = json.dumps({key: value for key, value in asked.items() if key != "asyncExec"}).encode()
    return gzip.compress(body) if headers.get("Content-Encoding") == "gzip" else body


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
