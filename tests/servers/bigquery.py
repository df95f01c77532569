"""BigQuery: an emulator runs the SQL; a server before it keeps jobs as Google documents them.

The emulator has no life of a job: it runs a statement while it is asked to, starts one of the same id again,
and reads no bytes. So the server before it answers as the reference of `jobs.insert`, `jobs.get` and
`jobs.cancel` says: RUNNING until it is let go, 409 for an id that is there, `stopped` after a cancel.
"""

import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.servers.contract import ContractServer, Reply
from tests.servers.emulator import forwarded, program, running
from tests.servers.proof import Proof

PROOF = Proof(
    system="bigquery",
    how="emulator",
    what="bqemulator 1.4 for SQL, tables, loads and exports; the life of jobs and what a MERGE counts are "
    "our reading of the REST reference",
    source="https://cloud.google.com/bigquery/docs/reference/rest/v2/jobs",
    date="2026-11-22",
)
PROJECT = "acme"
_JOBS = re.compile(r"/bigquery/v2/projects/[^/]+/jobs")
_JOB = re.compile(r"/bigquery/v2/projects/[^/]+/jobs/([^/]+?)(/cancel)?")
_MERGED = re.compile(r"MERGE INTO (\S+) ")
_BOOT = """
import os, pathlib, duckdb, duckdb_extension_spatial
(platform,) = duckdb.execute("PRAGMA platform").fetchone()
home = pathlib.Path(os.environ["HOME"]) / ".duckdb/extensions" / f"v{duckdb.__version__}" / platform
home.mkdir(parents=True, exist_ok=True)
(found,) = pathlib.Path(duckdb_extension_spatial.__path__[0]).rglob("spatial.duckdb_extension")
(home / found.name).symlink_to(found)
from bqemulator.cli import main
main()
"""


@dataclass(slots=True)
class Job:
    """A job that was sent; `done` is the emulator's answer once it was let go."""

    id: str
    request: dict[str, Any]
    target: str
    done: dict[str, Any] | None = None

    @property
    def labels(self) -> dict[str, str]:
        return dict(self.request["configuration"].get("labels", {}))

    @property
    def sql(self) -> str:
        return str(self.request["configuration"].get("query", {}).get("query", ""))

    @property
    def resource(self) -> dict[str, Any]:
        state = self.done or {"status": {"state": "RUNNING"}, "statistics": {"creationTime": "1"}}
        configuration = {**self.request["configuration"], **state.get("configuration", {})}
        configuration["labels"] = self.labels
        reference = {"projectId": PROJECT, "jobId": self.id, "location": "US"}
        return {"kind": "bigquery#job", "id": self.id, "jobReference": reference, **state} | {
            "configuration": configuration
        }


class BigQueryServer(ContractServer):
    """`url` is the endpoint; `gcs_root` the folder whose subfolders are the buckets of `gs://`.

    may_end: while it is not set, jobs run whose request has `held` in it; all of them, where that is empty.
    bytes_processed: what every query would read.
    """

    def __init__(self, port: int, gcs_root: Path) -> None:
        super().__init__(error_of=google_error)
        self.gcs_root = gcs_root
        self.jobs: dict[str, Job] = {}
        self.asked_for: list[str] = []
        self.may_end = threading.Event()
        self.may_end.set()
        self.held = ""
        self.bytes_processed = 0
        self.ending: dict[str, str] | None = None
        self._port = port
        self._lock = threading.RLock()

    def add_dataset(self, name: str) -> None:
        reference = {"datasetReference": {"projectId": PROJECT, "datasetId": name}}
        self._ask("POST", "datasets", reference)

    def empty_dataset(self, name: str) -> None:
        """Remove its tables and views, views first."""
        tables = self._ask("GET", f"datasets/{name}/tables").get("tables", [])
        for table in sorted(tables, key=lambda each: str(each["type"]), reverse=True):
            known = table["tableReference"]["tableId"]
            if table["type"] == "VIEW":  # the emulator deletes no view but by SQL
                self._ask("POST", "queries", {"query": f"DROP VIEW {name}.{known}", "useLegacySql": False})
            else:
                self._ask("DELETE", f"datasets/{name}/tables/{known}")

    def rows(self, sql: str) -> list[list[Any]]:
        """The rows of a query that is asked for behind the back of the jobs."""
        found = self._ask("POST", "queries", {"query": sql, "useLegacySql": False})
        assert "errors" not in found, found["errors"]
        return [[cell["v"] for cell in row["f"]] for row in found.get("rows", [])]

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        headers = {"Content-Type": "application/json"}
        content = b"" if body is None else json.dumps(body).encode()
        reply = forwarded(self._port, method, f"/bigquery/v2/projects/{PROJECT}/{path}", headers, content)
        assert reply.status in (200, 204), reply
        return json.loads(reply.content() or b"{}")

    def reset(self) -> None:
        super().reset()
        self.jobs.clear()
        self.asked_for.clear()
        self.may_end.set()
        self.held = ""
        self.bytes_processed = 0
        self.ending = None

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        path = urlsplit(target).path
        self.asked_for.append(f"{method} {path}")
        if method == "POST" and _JOBS.fullmatch(path):
            return self._insert(target, headers, json.loads(body))
        if known := _JOB.fullmatch(path):
            job = self.jobs.get(known[1])
            if job is None:
                return self.error(404, f"Not found: Job {PROJECT}:US.{known[1]}")
            return self._cancelled(job) if known[2] else self._looked_at(job, headers)
        return forwarded(self._port, method, target, headers, body)

    def _insert(self, target: str, headers: Mapping[str, str], request: dict[str, Any]) -> Reply:
        if request["configuration"].get("dryRun"):
            return self._dry(forwarded(self._port, "POST", target, headers, json.dumps(request).encode()))
        job_id = request["jobReference"]["jobId"]
        with self._lock:
            if job_id in self.jobs:
                return self.error(409, f"Already Exists: Job {PROJECT}:US.{job_id}")
            job = self.jobs[job_id] = Job(job_id, request, target)
        if reason := self._refused(request["configuration"]):
            job.done = _failed(*reason)
        reply = self._looked_at(job, headers)
        if reply.status != 200:
            del self.jobs[job_id]
        return reply

    def _dry(self, reply: Reply) -> Reply:
        found = json.loads(reply.content())
        if reply.status == 200:
            found["statistics"]["totalBytesProcessed"] = str(self.bytes_processed)
            found["statistics"]["query"]["totalBytesProcessed"] = str(self.bytes_processed)
        return Reply(found, reply.status)

    def _refused(self, configuration: dict[str, Any]) -> tuple[str, str] | None:
        limit = configuration.get("query", {}).get("maximumBytesBilled")
        if limit is None or int(limit) >= self.bytes_processed:
            return None
        said = f"Query exceeded limit for bytes billed: {limit}. {self.bytes_processed} or higher required."
        return "bytesBilledLimitExceeded", said

    def _looked_at(self, job: Job, headers: Mapping[str, str]) -> Reply:
        with self._lock:
            if job.done is None and (self.may_end.is_set() or self.held not in json.dumps(job.request)):
                if self.ending is not None:
                    job.done = _failed(self.ending["reason"], self.ending["message"])
                    return Reply(job.resource)
                merged = _MERGED.match(job.sql)
                before = self._count(merged[1]) if merged else 0
                reply = forwarded(self._port, "POST", job.target, headers, json.dumps(job.request).encode())
                if reply.status != 200:
                    return reply
                job.done = json.loads(reply.content())
                if merged and "errorResult" not in job.done["status"]:
                    self._say_what_merged(job, merged[1], before)
        return Reply(job.resource)

    def _count(self, table: str) -> int:
        name = table if "." in table else f"mart.{table}"
        return int(self.rows(f"SELECT count(*) FROM {name}")[0][0])

    def _say_what_merged(self, job: Job, table: str, before: int) -> None:
        """`dmlStats`, which the emulator does not give."""
        assert job.done is not None
        found, after = job.done["statistics"]["query"], self._count(table)
        deleted = before if "BY SOURCE THEN DELETE" in job.sql else 0
        inserted = after - before + deleted
        changed = inserted if deleted else int(found["numDmlAffectedRows"])
        found["dmlStats"] = {
            "insertedRowCount": str(inserted),
            "deletedRowCount": str(deleted),
            "updatedRowCount": str(changed - inserted),
        }

    def _cancelled(self, job: Job) -> Reply:
        if job.done is None:
            job.done = _failed("stopped", "Job execution was cancelled: User requested cancellation")
        return Reply({"kind": "bigquery#jobCancelResponse", "job": job.resource})


def google_error(status: int, said: str) -> dict[str, Any]:
    """https://cloud.google.com/bigquery/docs/error-messages"""
    reasons = {
        400: "invalid",
        401: "authError",
        403: "accessDenied",
        404: "notFound",
        409: "duplicate",
        429: "rateLimitExceeded",
        500: "internalError",
        503: "backendError",
    }
    each = {"message": said, "domain": "global", "reason": reasons[status]}
    return {"error": {"code": status, "message": said, "errors": [each], "status": "ERROR"}}


def _failed(reason: str, message: str) -> dict[str, Any]:
    error = {"reason": reason, "message": message}
    return {
        "status": {"state": "DONE", "errorResult": error, "errors": [error]},
        "statistics": {"creationTime": "1"},
    }


@contextmanager
def bigquery_server(folder: Path, gcs_root: Path | None = None) -> Iterator[BigQueryServer]:
    """The emulator and the server before it; skips the test where the emulator is not installed."""
    python = program("bigquery-server", "python")
    program("bigquery-server", "bqemulator")
    buckets = gcs_root or folder / "buckets"
    buckets.mkdir(parents=True, exist_ok=True)
    command = [str(python), "-c", _BOOT, "start", "--rest-port", "0", "--grpc-port", "0"]
    env = {"HOME": str(folder), "BQEMU_GCS_LOCAL_ROOT": str(buckets)}
    with (
        running(command, folder, r"Uvicorn running on http://127\.0\.0\.1:(\d+)", env) as port,
        BigQueryServer(port, buckets) as server,
    ):
        server.add_dataset("mart")
        yield server
