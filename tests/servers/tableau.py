"""A site of Tableau: signing in, content, jobs and drawings, worded as Tableau words them in XML.

Which requests must look how is taken from help.tableau.com, "REST API": sign in, Query Data Sources, Query
Workbooks, Query Views for Site, Update Data Source Now, Update Workbook Now, Query Job, Query Jobs, Cancel
Job, Query View Image, Query View PDF, Query View Data."""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from xml.sax.saxutils import quoteattr

from defusedxml.ElementTree import fromstring

from tests.servers.contract import ContractServer, Handler, Reply
from tests.servers.openapi import Asked
from tests.servers.proof import Proof

PROOF = Proof(
    system="tableau",
    how="our reading",
    what="Tableau's REST API 3.23 in XML, asked by tableauserverclient",
    source="help.tableau.com/current/api/rest_api and its error codes",
    date="2026-11-22",
)
TOKEN_NAME, TOKEN, SITE = "seaway", "not-a-secret-of-tableau", "finance"
SESSION = "session-not-a-secret"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
PDF = b"%PDF-1.7\n" + b"page " * 500
CSV = b"Region,Amount\r\nNorth,12.5\r\n"
_SITE_ID, _USER_ID = str(UUID(int=1)), str(UUID(int=2))
_BASE = f"/api/3.23/sites/{_SITE_ID}"
_AT = "2026-01-31T12:00:00Z"
_DRAWINGS = {"image": (PNG, "image/png"), "pdf": (PDF, "application/pdf"), "data": (CSV, "text/csv")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A data source, workbook or view; a view is in a workbook."""

    kind: str
    id: str
    name: str
    project: str = "Finance"
    workbook: str = ""


@dataclass(slots=True)
class TableauSite:
    """`jobs` by id; `is_admin` says whether the account may list them."""

    server: ContractServer = field(init=False)
    contents: list[Content] = field(default_factory=list)
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    is_admin: bool = True
    drawings: dict[str, tuple[bytes, str]] = field(default_factory=lambda: dict(_DRAWINGS))

    def __post_init__(self) -> None:
        self.server = ContractServer(error_of=lambda status, said: error_of(f"{status}000", "Oops", said))
        self.add("datasources", "Payments")
        self.add("workbooks", "Overview")
        self.add("views", "Sales by region", workbook="Overview")
        routes: dict[tuple[str, str], Handler] = {
            ("POST", "/api/3.23/auth/signin"): self._sign_in,
            ("POST", "/api/3.23/auth/signout"): lambda asked: Reply(b"", 204),
            ("GET", f"{_BASE}/users/{_USER_ID}"): self._user,
            ("GET", f"{_BASE}/jobs"): self._list_jobs,
            ("GET", f"{_BASE}/jobs/{{job}}"): self._job,
            ("PUT", f"{_BASE}/jobs/{{job}}"): self._cancel,
            ("GET", f"{_BASE}/views/{{id}}/{{what}}"): self._draw,
            ("POST", f"{_BASE}/{{kind}}/{{id}}/refresh"): self._refresh,
            ("GET", f"{_BASE}/{{kind}}/{{id}}"): self._one,
            ("GET", f"{_BASE}/{{kind}}"): self._list,
        }
        for (method, path), handler in routes.items():
            self.server.route(method, path)(self._signed_in(handler))

    @property
    def values(self) -> dict[str, object]:
        """What a connection to it says."""
        return {
            "type": "tableau",
            "url": self.server.url,
            "site": SITE,
            "token_name": TOKEN_NAME,
            "token": TOKEN,
        }

    # --- what a test does as another person -----------------------------------------------------------------

    def add(self, kind: str, name: str, **more: str) -> Content:
        made = Content(kind=kind, id=str(UUID(int=100 + len(self.contents))), name=name, **more)
        self.contents.append(made)
        return made

    def end(self, finish_code: int = 0, notes: str = "") -> None:
        """All jobs are over, 90 seconds after they began."""
        for job in self.jobs.values():
            job |= {"completedAt": "2026-01-31T12:01:30Z", "finishCode": str(finish_code), "progress": "100"}
            job["notes"] = notes

    def drawn(self) -> Asked:
        """The newest request for a drawing."""
        return next(each for each in reversed(self.server.asked) if each.path.startswith(f"{_BASE}/views/"))

    # --- what it answers ------------------------------------------------------------------------------------

    def _sign_in(self, asked: Asked) -> Reply:
        found = fromstring(asked.body).find("credentials")
        given = (found.get("personalAccessTokenName"), found.get("personalAccessTokenSecret"))
        if given != (TOKEN_NAME, TOKEN) or found.find("site").get("contentUrl") != SITE:
            return Reply(error_of("401001", "Signin Error", "Error signing in to Tableau Server"), 401)
        return xml(
            f'<credentials token="{SESSION}"><site id="{_SITE_ID}" contentUrl="{SITE}"/>'
            f'<user id="{_USER_ID}"/></credentials>'
        )

    def _user(self, _: Asked) -> Reply:
        return xml(f'<user id="{_USER_ID}" name="ada" siteRole="SiteAdministratorCreator"/>')

    def _list(self, asked: Asked) -> Reply:
        kind = asked.path_values["kind"]
        found = [each for each in self.contents if each.kind == kind and _fits(each, asked.one("filter"))]
        entries = "".join(map(_shown, found))
        return xml(
            f'<pagination pageNumber="1" pageSize="100" totalAvailable="{len(found)}"/>'
            f"<{kind}>{entries}</{kind}>"
        )

    def _one(self, asked: Asked) -> Reply:
        found = self._content(asked)
        return xml(_shown(found)) if found else Reply(error_of("404004", "Resource Not Found", "no"), 404)

    def _content(self, asked: Asked) -> Content | None:
        return next((each for each in self.contents if each.id == asked.path_values["id"]), None)

    def _refresh(self, asked: Asked) -> Reply:
        found = self._content(asked)
        assert found is not None
        assert not asked.body or fromstring(asked.body).tag == "tsRequest"
        if any(job["content"] == found and "completedAt" not in job for job in self.jobs.values()):
            said = f"Job for '{found.name}' is already queued. Not queuing a duplicate."
            return Reply(error_of("409093", "Resource Conflict", said), 409)
        job_id = str(UUID(int=500 + len(self.jobs)))
        self.jobs[job_id] = {"id": job_id, "content": found, "createdAt": _AT, "progress": "0"}
        return Reply(xml(self._shown_job(self.jobs[job_id])).body, 202)

    def _job(self, asked: Asked) -> Reply:
        job = self.jobs.get(asked.path_values["job"])
        if job is None:
            return Reply(error_of("404009", "Resource Not Found", "Job could not be found"), 404)
        return xml(self._shown_job(job))

    def _list_jobs(self, asked: Asked) -> Reply:
        if not self.is_admin:
            return Reply(error_of("403004", "Forbidden", "Only administrators may query jobs"), 403)
        assert asked.one("filter") == "status:in:[Pending,InProgress]"
        running = [job for job in self.jobs.values() if "completedAt" not in job]
        entries = "".join(
            f'<backgroundJob id="{job["id"]}" status="InProgress" createdAt="{_AT}" priority="50" '
            f'jobType="refresh_extracts" title={quoteattr(job["content"].name)}/>'
            for job in running
        )
        return xml(
            f'<pagination pageNumber="1" pageSize="100" totalAvailable="{len(running)}"/>'
            f"<backgroundJobs>{entries}</backgroundJobs>"
        )

    def _cancel(self, asked: Asked) -> Reply:
        job = self.jobs[asked.path_values["job"]]
        if "completedAt" in job:
            return Reply(error_of("400027", "Invalid Job Type", "The job can not be cancelled"), 400)
        job |= {"completedAt": _AT, "finishCode": "2"}
        return Reply(b"", 200)

    def _draw(self, asked: Asked) -> Reply:
        assert int(asked.one("maxAge")) >= 1
        content, kind = self.drawings[asked.path_values["what"]]
        return Reply(content, headers={"Content-Type": kind})

    def _shown_job(self, job: dict[str, Any]) -> str:
        names = ("id", "createdAt", "startedAt", "completedAt", "progress", "finishCode")
        attributes = " ".join(f'{name}="{job[name]}"' for name in names if name in job)
        content: Content = job["content"]
        inner = f"<{content.kind[:-1]} id={quoteattr(content.id)} name={quoteattr(content.name)}/>"
        notes = f"<notes>{job['notes']}</notes>" if job.get("notes") else ""
        details = f"<extractRefreshJob>{notes}{inner}</extractRefreshJob>"
        return f'<job {attributes} mode="Asynchronous" type="RefreshExtract">{details}</job>'

    def _signed_in(self, handler: Handler) -> Handler:
        def answer(asked: Asked) -> Reply:
            if not asked.path.endswith("/signin") and asked.headers["x-tableau-auth"] != SESSION:
                return Reply(error_of("401002", "Unauthorized Access", "Invalid authentication token"), 401)
            return handler(asked)

        return answer


def xml(inner: str) -> Reply:
    return Reply(_document(inner), headers={"Content-Type": "application/xml"})


def error_of(code: str, summary: str, detail: str) -> bytes:
    return _document(f'<error code="{code}"><summary>{summary}</summary><detail>{detail}</detail></error>')


def _document(inner: str) -> bytes:
    return f'<?xml version="1.0"?><tsResponse xmlns="http://tableau.com/api">{inner}</tsResponse>'.encode()


def _shown(content: Content) -> str:
    noun = content.kind[:-1]
    return (
        f"<{noun} id={quoteattr(content.id)} name={quoteattr(content.name)} "
        f'contentUrl="x" createdAt="{_AT}" updatedAt="{_AT}">'
        f'<project id="{_SITE_ID}" name={quoteattr(content.project)}/>'
        f'<owner id="{_USER_ID}"/></{noun}>'
    )


def _fits(content: Content, filters: str) -> bool:
    """`name:eq:Payments,projectName:eq:Finance`, with asterisks that stand for anything."""
    fields = {"name": content.name, "projectName": content.project, "workbookName": content.workbook}
    for each in filter(None, filters.split(",")):
        name, operator, value = each.split(":")
        assert operator == "eq"
        if not re.fullmatch(re.escape(value).replace(r"\*", ".*"), fields[name]):
            return False
    return True
