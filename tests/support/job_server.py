"""A system outside that runs jobs: HTTP on loopback, with client keys, and a blueprint that uses it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

BLUEPRINT = '''
import json
import os
from urllib.request import Request, urlopen

from seaway.errors import UnavailableError
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.waiting import Deferred


def call(method, url, **body):
    request = Request(url, data=json.dumps(body).encode(), method=method)
    with urlopen(request, timeout=30) as answer:
        return json.load(answer)


@blueprint("job.run", title="Run a job", category="Test")
def run(ctx: Context, server: str, fails: bool = False) -> dict[str, str] | Deferred:
    """Run a job on the job server and wait for its end."""
    return waiting(call("POST", f"{server}/jobs", key=ctx.run.job_key, pid=os.getpid()))


@run.on_find
def find(ctx: Context, server: str) -> Deferred | None:
    found = call("GET", f"{server}/jobs?key={ctx.run.job_key}")
    return waiting(found) if found else None


@run.on_poll
def poll(ctx: Context, state: object, server: str) -> dict[str, str] | Deferred:
    job = call("GET", f"{server}/jobs/{state}")
    if job["state"] == "failed":
        raise UnavailableError(f"The job {job['id']} failed.")
    return {"id": job["id"]} if job["state"] == "done" else waiting(job)


@run.on_cancel
def cancel(ctx: Context, state: object, server: str) -> None:
    call("DELETE", f"{server}/jobs/{state}")


def waiting(job):
    return Deferred(state=job["id"], poll_after_s=0.1, reason=f"waits for {job['id']}")
'''

# Waits for nothing: its second look finds that the job took some rows and not others.
REJECTING = """
from pathlib import Path
from seaway.errors import UnavailableError
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.waiting import Deferred

@blueprint("outside.load", title="Load", category="Test")
def load(ctx: Context) -> dict[str, str] | Deferred:
    '''Load rows somewhere.'''
    Path("asked.txt").write_text("begun")
    return Deferred(poll_after_s=0.01, reason="waits", state={"polls": 1})

@load.on_poll
def look(ctx: Context, state: object) -> dict[str, str] | Deferred:
    polls = state["polls"]
    Path(f"poll-{polls}.txt").write_text("looked")
    print(f"look {polls}")
    ctx.step("rows", "running" if polls < 2 else "failed")
    if polls < 2:
        return Deferred(poll_after_s=0.01, reason="waits", state={"polls": polls + 1})
    Path("rejected.csv").write_text("day;rows\\n")
    raise UnavailableError("2 rows were not taken")
"""


@dataclass(slots=True)
class OutsideJob:
    id: str
    key: str
    pid: int
    state: str = "running"


@dataclass(slots=True)
class JobServer:
    """`may_answer` holds back the answers to what begins a job, while it is not set."""

    url: str = ""
    jobs: dict[str, OutsideJob] = field(default_factory=dict)
    may_answer: threading.Event = field(default_factory=threading.Event)

    def begin(self, key: str, pid: int) -> OutsideJob:
        job = OutsideJob(f"job-{len(self.jobs) + 1}", key, pid)
        self.jobs[job.id] = job
        return job

    @property
    def keys(self) -> list[str]:
        """Without the run, whose id differs each time."""
        return [job.key.partition("/")[2] for job in self.jobs.values()]

    @property
    def states(self) -> list[str]:
        return [job.state for job in self.jobs.values()]


@contextmanager
def job_server() -> Iterator[JobServer]:
    known = JobServer()
    known.may_answer.set()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(known))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    known.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield known
    finally:
        known.may_answer.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(known: JobServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self._body()
            job = known.begin(str(body["key"]), int(body["pid"]))
            known.may_answer.wait(30)
            self._say(job)

        def do_GET(self) -> None:
            self._body()
            parts = urlsplit(self.path)
            if key := parse_qs(parts.query).get("key"):
                self._say(next((job for job in known.jobs.values() if job.key == key[0]), None))
            else:
                self._say(known.jobs[parts.path.rpartition("/")[2]])

        def do_DELETE(self) -> None:
            self._body()
            job = known.jobs[self.path.rpartition("/")[2]]
            job.state = "cancelled"
            self._say(job)

        def _body(self) -> dict[str, object]:
            found = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            return json.loads(found) if found else {}

        def _say(self, job: OutsideJob | None) -> None:
            data = json.dumps({"id": job.id, "state": job.state} if job else None).encode()
            try:
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            except ConnectionError:
                pass  # who asked was killed meanwhile

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
