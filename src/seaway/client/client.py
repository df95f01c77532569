"""A client of Seaway's API, for scripts, notebooks and the command line against another machine."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from seaway.client.shapes import (
    Blueprint,
    BlueprintLine,
    Choices,
    Done,
    LeftFiles,
    LogWindow,
    Materialization,
    Page,
    Problem,
    RerunPreview,
    Run,
    Session,
    Task,
    Tick,
    Uploaded,
    Wait,
    Waits,
    Workflow,
)
from seaway.errors import BadRequestError, SeawayError
from seaway.ids import new_id

URL = "SEAWAY_URL"
TOKEN = "SEAWAY_TOKEN"  # noqa: S105 - the variable's name
PROJECT = "SEAWAY_PROJECT_NAME"
TIMEOUT_S = 30.0
UPLOAD_TIMEOUT_S = 600.0
PAUSES_S = (0.2, 1.0)
Answered = TypeVar("Answered")
Json = Mapping[str, object]
Values = Mapping[str, object]


class ApiError(SeawayError):
    """The server said no, or could not be reached (`status` 0)."""

    code: ClassVar[str] = "api"

    def __init__(self, message: str, *, hint: str = "", status: int = 0, reason: str = "") -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.reason = reason
        """The server's own code for it."""


class Client:
    """One project of one server. Closes with `with`, or by `close`.

    What is created carries a key of its own, so that it is sent again after a broken connection and still
    happens once."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        project: str | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        if not url.startswith(("http://", "https://")):
            raise BadRequestError(f"{url!r} is no address of a server", hint="Such as http://127.0.0.1:8787.")
        self._http = httpx.Client(
            base_url=f"{url.rstrip('/')}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=TIMEOUT_S,
            transport=transport,
        )
        self._project = project

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """As `SEAWAY_URL`, `SEAWAY_TOKEN` and, with several projects, `SEAWAY_PROJECT_NAME` say."""
        url, token = environ.get(URL, ""), environ.get(TOKEN, "")
        if not url or not token:
            missing = TOKEN if url else URL
            raise BadRequestError(f"{missing} is not set", hint="`seaway tokens create` makes a token.")
        return cls(url, token, project=environ.get(PROJECT) or None)

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def project(self) -> str:
        """The one that was named; else the only one that the token is for."""
        if self._project is None:
            names = [each.name for each in self.session().projects]
            if len(names) != 1:
                said = ", ".join(names) or "none"
                raise BadRequestError(
                    f"The token is for several projects: {said}", hint=f"Name one: {PROJECT}."
                )
            self._project = names[0]
        return self._project

    def session(self) -> Session:
        return self._get("/session", Session)

    # --- workflows ------------------------------------------------------------------------------------------

    def workflows(self) -> Iterator[Workflow]:
        return self._pages(self._at("/workflows"), Page[Workflow], {})

    def workflow(self, workflow: str) -> Workflow:
        return self._get(self._at("/workflows", workflow), Workflow)

    def start(self, workflow: str, inputs: Values | None = None, *, logical_date: date | None = None) -> Run:
        """Start a run."""
        body = {"inputs": dict(inputs or {}), "logical_date": logical_date}
        return self._create(self._at("/workflows", workflow, "runs"), Run, body)

    def upload(self, path: Path, *, name: str = "") -> Uploaded:
        """Send a file; its `reference` is the value of an input of type `file`.

        Raises:
            BadRequestError: it can't be read.
        """
        given = {"name": name or path.name}
        try:
            with path.open("rb") as stream:
                answer = self._http.post(
                    self._at("/uploads"), params=given, content=stream, timeout=UPLOAD_TIMEOUT_S
                )
        except OSError as error:
            raise BadRequestError(f"The file {path} can't be read: {error.strerror}") from error
        except httpx.TransportError as error:
            raise self._unreachable(error) from error
        if not answer.is_success:
            raise _refused(answer)
        return self._decoded(answer, Uploaded)

    # --- runs -----------------------------------------------------------------------------------------------

    def runs(
        self,
        *,
        workflow: str | None = None,
        states: Sequence[str] = (),
        search: str | None = None,
        since: str | None = None,
        page: int = 100,
    ) -> Iterator[Run]:
        """The newest first. `since`: an ISO time; `search`: a piece of an id, or of a workflow's name."""
        given: dict[str, Any] = {"workflow": workflow, "state": list(states), "search": search, "from": since}
        return self._pages(self._at("/runs"), Page[Run], given, limit=page)

    def run(self, run_id: str) -> Run:
        return self._get(self._at("/runs", run_id), Run)

    def tasks(self, run_id: str) -> Iterator[Task]:
        """In the order in which they run, those that wait too."""
        return self._pages(self._at("/runs", run_id, "tasks"), Page[Task], {}, limit=1_000)

    def items(self, run_id: str, task: str) -> Iterator[Task]:
        """The items of a foreach; what failed or was slow first."""
        return self._pages(self._at("/runs", run_id, "items"), Page[Task], {"task": task}, limit=1_000)

    def assets(self, run_id: str) -> Iterator[Materialization]:
        """What a run read and wrote, by task."""
        return self._pages(self._at("/runs", run_id, "assets"), Page[Materialization], {}, limit=1_000)

    def asset_history(self, name: str) -> Iterator[Materialization]:
        """Every read and write of the asset `connection/name`, the latest first."""
        return self._pages(self._at("/assets"), Page[Materialization], {"name": name})

    def why(self, run_id: str, task: str | None = None) -> list[Wait]:
        """What waits, and for what."""
        return self._get(self._at("/runs", run_id, "why"), Waits, {"task": task}).items

    def cancel(self, run_id: str, *, reason: str = "", force: bool = False) -> bool:
        """False where it was over already."""
        return self._order(run_id, "cancel", {"reason": reason, "force": force})

    def pause(self, run_id: str, *, reason: str = "") -> bool:
        return self._order(run_id, "pause", {"reason": reason})

    def resume(self, run_id: str) -> bool:
        return self._order(run_id, "resume", {})

    def approve(self, run_id: str, task: str, *, approved: bool = True, values: Values | None = None) -> bool:
        body = {"task": task, "approved": approved, "values": dict(values or {})}
        return self._order(run_id, "approve", body)

    def rerun(
        self,
        run_id: str,
        *,
        mode: str = "failed",
        from_task: str | None = None,
        inputs: Values | None = None,
        revision: str = "latest",
    ) -> Run:
        """Run it again: `all`, `failed`, or `from` a task; with the workflow as it was (`same`) or is."""
        body = {"mode": mode, "from_task": from_task, "inputs": dict(inputs or {}), "revision": revision}
        return self._create(self._at("/runs", run_id, "rerun"), Run, body)

    def preview_rerun(
        self, run_id: str, *, mode: str = "failed", from_task: str | None = None, revision: str = "latest"
    ) -> RerunPreview:
        given = {"mode": mode, "from_task": from_task, "revision": revision}
        return self._get(self._at("/runs", run_id, "rerun-preview"), RerunPreview, given)

    def log(
        self,
        run_id: str,
        task: str,
        *,
        attempt: int | None = None,
        offset: int | None = None,
        tail: int | None = None,
    ) -> LogWindow:
        """Some lines: from a place, or from the end; from the beginning where neither is named."""
        given = {"task": task, "attempt": attempt, "offset": offset, "tail": tail}
        return self._get(self._at("/runs", run_id, "log"), LogWindow, given)

    # --- triggers, files, blueprints ------------------------------------------------------------------------

    def last_tick(self, workflow: str, trigger: str) -> Tick | None:
        path = self._at("/workflows", workflow, "triggers", trigger, "ticks")
        found = self._get(path, Page[Tick], {"limit": 1}).items
        return found[0] if found else None

    def set_paused(self, workflow: str, trigger: str | None = None, *, is_paused: bool) -> None:
        """Stop or resume one trigger, or all of a workflow."""
        which = ("triggers", trigger) if trigger is not None else ()
        self._send("PATCH", self._at("/workflows", workflow, *which), body={"is_paused": is_paused})

    def files(self, run_id: str, task: str | None = None) -> LeftFiles:
        """What tasks left; with those of attempts that failed, where they are kept."""
        return self._get(self._at("/runs", run_id, "files"), LeftFiles, {"task": task})

    def file(self, run_id: str, task: str, path: str, *, attempt: int | None = None) -> Iterator[bytes]:
        """The content of a file, piece by piece."""
        asked: Any = {"task": task, "path": path, **({} if attempt is None else {"attempt": attempt})}
        at = self._at("/runs", run_id, "files", "content")
        try:
            with self._http.stream("GET", at, params=asked) as answer:
                if not answer.is_success:
                    answer.read()
                    raise _refused(answer)
                yield from answer.iter_bytes()
        except httpx.TransportError as error:
            raise self._unreachable(error) from error

    def blueprints(self) -> list[BlueprintLine]:
        return self._get(self._at("/blueprints"), Page[BlueprintLine]).items

    def blueprint(self, name: str) -> Blueprint:
        return self._get(self._at("/blueprints", name), Blueprint)

    def run_blueprint(self, name: str, inputs: Values | None = None) -> Run:
        """Run it by itself."""
        return self._create(self._at("/blueprints", name, "runs"), Run, {"inputs": dict(inputs or {})})

    def blueprint_options(
        self, name: str, field: str, inputs: Values | None = None, *, search: str = ""
    ) -> Choices:
        """What can be chosen for the input `field`, as its connection says; `inputs` are the others."""
        body = {"field": field, "inputs": dict(inputs or {}), "search": search}
        path = self._at("/blueprints", name, "options")
        return self._decoded(self._send("POST", path, body=body), Choices)

    # --- how it is asked ------------------------------------------------------------------------------------

    def _at(self, *parts: str) -> str:
        first, *rest = parts
        return "/".join(
            [f"/projects/{quote(self.project, safe='')}{first}", *(quote(p, safe="") for p in rest)]
        )

    def _order(self, run_id: str, verb: str, body: Json) -> bool:
        return self._decoded(self._send("POST", self._at("/runs", run_id, verb), body=body), Done).changed

    def _create(self, path: str, kind: type[Answered], body: Json) -> Answered:
        return self._decoded(self._send("POST", path, body=body, key=new_id()), kind)

    def _get(self, path: str, kind: type[Answered], given: Json | None = None) -> Answered:
        return self._decoded(self._send("GET", path, given=given), kind)

    def _pages(
        self, path: str, kind: "type[Page[Answered]]", given: dict[str, Any], *, limit: int = 100
    ) -> Iterator[Answered]:
        after: str | None = None
        while True:
            page = self._get(path, kind, given | {"limit": limit, "after": after})
            yield from page.items
            after = page.next
            if after is None:
                return

    def _send(
        self,
        method: str,
        path: str,
        *,
        given: Json | None = None,
        body: Json | None = None,
        key: str = "",
        version: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Again after a broken connection, where that does nothing twice. `version`: the header that says
        what an edit is based on."""
        headers = {**({"Idempotency-Key": key} if key else {}), **(version or {})}
        content = None if body is None else msgspec.json.encode(body)
        if content is not None:
            headers["Content-Type"] = "application/json"
        asked: Any = {name: value for name, value in (given or {}).items() if value is not None}
        pauses = iter(PAUSES_S if method == "GET" or key else ())
        while True:
            try:
                answer = self._http.request(method, path, params=asked, content=content, headers=headers)
            except httpx.TransportError as error:
                pause = next(pauses, None)
                if pause is None:
                    raise self._unreachable(error) from error
                time.sleep(pause)
                continue
            if answer.is_success:
                return answer
            raise _refused(answer)

    def _unreachable(self, error: Exception) -> ApiError:
        where = self._http.base_url.copy_with(path="/")
        return ApiError(f"The server {where} can't be reached: {error}", hint=f"{URL} says where it is.")

    def _decoded(self, answer: httpx.Response, kind: type[Answered]) -> Answered:
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise ApiError(
                f"{answer.url} answered something else than expected: {error}",
                hint="Is it a Seaway server, and of this version?",
                status=answer.status_code,
            ) from error


def _refused(answer: httpx.Response) -> ApiError:
    try:
        said = msgspec.json.decode(answer.content, type=Problem)
    except msgspec.DecodeError:
        return ApiError(f"{answer.url} answered {answer.status_code}", status=answer.status_code)
    return ApiError(said.detail, hint=said.hint, status=answer.status_code, reason=said.code)
