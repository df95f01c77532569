"""An org of Salesforce: sign-in, REST queries, Bulk API 2.0 and SOAP `merge()`, after Salesforce's guides.

What is asked is held against the guides by assertions; one that fails is a problem of the contract server."""

import csv
import io
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import jwt

from tests.servers.contract import ContractServer, Reply
from tests.servers.openapi import Asked
from tests.servers.proof import Proof
from tests.servers.salesforce_records import RefusedError, Tables

PROOF = Proof(
    system="salesforce",
    how="our reading",
    what="REST API 64.0 (sign-in, query), Bulk API 2.0 (query, ingest), SOAP API (merge), an org in memory",
    source="developer.salesforce.com: REST API, Bulk API 2.0 and SOAP API Developer Guides",
    date="2026-11-22",
)
CLIENT, SECRET, TOKEN = "client-of-salesforce", "not-a-secret-of-salesforce", "session-not-a-secret"
USER, PASSWORD, SECURITY_TOKEN = "ada@example.com", "not-a-secret-password", "not-a-secret-token"
VERSION = "64.0"
CODES = {
    401: "INVALID_SESSION_ID",
    403: "INSUFFICIENT_ACCESS",
    404: "NOT_FOUND",
    409: "INVALIDJOBSTATE",
    429: "REQUEST_LIMIT_EXCEEDED",
    500: "UNKNOWN_EXCEPTION",
    503: "SERVER_UNAVAILABLE",
}
_DATA = f"/services/data/v{VERSION}"
_ENVELOPE = "{http://schemas.xmlsoap.org/soap/envelope/}"
_PARTNER = "{urn:partner.soap.sforce.com}"
_OBJECT = "{urn:sobject.partner.soap.sforce.com}"
_QUERY_KEYS = {"operation", "query", "contentType", "columnDelimiter", "lineEnding"}
_INGEST_KEYS = {
    "object",
    "operation",
    "externalIdFieldName",
    "contentType",
    "columnDelimiter",
    "lineEnding",
    "assignmentRuleId",
}
JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass(slots=True)
class Job:
    """A job of Bulk API 2.0. `content` is what was sent, or the rows of a query."""

    job_id: str
    asked: dict[str, Any]
    state: str
    content: bytes = b""
    rows: list[dict[str, Any]] = field(default_factory=list)
    succeeded: list[dict[str, Any]] = field(default_factory=list)
    failed: list[dict[str, Any]] = field(default_factory=list)
    starts: int = 0
    error: str = ""

    def to_json(self) -> dict[str, Any]:
        done = len(self.rows) + len(self.succeeded) + len(self.failed)
        shown = {"id": self.job_id, **self.asked, "state": self.state, "apiVersion": float(VERSION)}
        counts = {"numberRecordsProcessed": done, "numberRecordsFailed": len(self.failed), "retries": 0}
        return {**shown, **counts, **({"errorMessage": self.error} if self.error else {})}


@dataclass(slots=True)
class Org:
    """`page_size` of answers to queries. `may_end`: jobs stay under way while it is not set. `refuses`: why a
    row of a job is refused, in Salesforce's words. `locked`: Ids that nobody can merge now."""

    page_size: int = 2000
    public_key: Any = None
    tables: Tables = field(default_factory=Tables)
    may_end: threading.Event = field(default_factory=threading.Event)
    refuses: Callable[[Mapping[str, str]], str] = lambda _: ""
    locked: set[str] = field(default_factory=set)
    jobs: dict[str, Job] = field(default_factory=dict)
    merges: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    looks: int = 0
    soql: list[str] = field(default_factory=list)
    server: ContractServer = field(init=False)
    _cursors: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.may_end.set()
        self.server = ContractServer(
            error_of=lambda status, said: [{"errorCode": CODES.get(status, "BAD"), "message": said}]
        )
        routes = {
            ("GET", f"{_DATA}/limits"): self._limits,
            ("GET", f"{_DATA}/query/"): lambda asked: self._query(asked, every=False),
            ("GET", f"{_DATA}/queryAll/"): lambda asked: self._query(asked, every=True),
            ("GET", f"{_DATA}/query/{{cursor}}"): self._more,
            ("POST", f"{_DATA}/jobs/{{kind}}"): self._create,
            ("GET", f"{_DATA}/jobs/{{kind}}/{{job}}"): self._look,
            ("PATCH", f"{_DATA}/jobs/{{kind}}/{{job}}"): self._move,
            ("PUT", f"{_DATA}/jobs/ingest/{{job}}/batches"): self._upload,
            ("GET", f"{_DATA}/jobs/query/{{job}}/results"): self._results,
            ("GET", f"{_DATA}/jobs/ingest/{{job}}/{{name}}"): self._ingested,
        }
        for (method, path), handler in routes.items():
            self.server.route(method, path)(self._signed_in(handler))
        self.server.route("POST", "/services/oauth2/token")(self._token)
        self.server.route("POST", f"/services/Soap/u/{VERSION}")(self._soap)

    # --- signing in -----------------------------------------------------------------------------------------

    def _token(self, asked: Asked) -> Reply:
        form = asked.form
        if not self._knows(form):
            return Reply({"error": "invalid_grant", "error_description": "authentication failure"}, 400)
        page = f"{self.server.url}/id/00D000000000001/005000000000001"
        return Reply(
            {"access_token": TOKEN, "instance_url": self.server.url, "id": page, "token_type": "Bearer"}
        )

    def _knows(self, form: Mapping[str, str]) -> bool:
        match form["grant_type"]:
            case "client_credentials":
                return (form["client_id"], form["client_secret"]) == (CLIENT, SECRET)
            case "password":
                right = (CLIENT, SECRET, USER, PASSWORD + SECURITY_TOKEN)
                return tuple(form[n] for n in ("client_id", "client_secret", "username", "password")) == right
        assert form["grant_type"] == JWT_GRANT
        try:
            audience = "https://login.salesforce.com"
            found = jwt.decode(form["assertion"], self.public_key, algorithms=["RS256"], audience=audience)
        except jwt.InvalidTokenError:
            return False
        return (found["iss"], found["sub"]) == (CLIENT, USER)

    def _signed_in(self, handler: Callable[[Asked], Reply]) -> Callable[[Asked], Reply]:
        def answer(asked: Asked) -> Reply:
            if asked.headers["Authorization"] != f"Bearer {TOKEN}":
                return refusal(401, "INVALID_SESSION_ID", "Session expired or invalid")
            try:
                return handler(asked)
            except RefusedError as refused:
                return refusal(400, refused.code, refused.said)

        return answer

    def _limits(self, _: Asked) -> Reply:
        return Reply({"DailyApiRequests": {"Max": 15000, "Remaining": 14998}})

    # --- queries --------------------------------------------------------------------------------------------

    def _query(self, asked: Asked, *, every: bool) -> Reply:
        self.soql.append(asked.one("q"))
        rows = self.tables.query(asked.one("q"), every=every)
        if isinstance(rows, int):
            return Reply({"totalSize": rows, "done": True, "records": []})
        return self._page(rows, len(rows))

    def _more(self, asked: Asked) -> Reply:
        rows = self._cursors.pop(asked.path_values["cursor"], None)
        if rows is None:
            return refusal(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
        return self._page(rows, int(asked.path_values["cursor"].partition("-")[2]) + len(rows))

    def _page(self, rows: list[dict[str, Any]], total: int) -> Reply:
        page, rest = rows[: self.page_size], rows[self.page_size :]
        more: dict[str, Any] = {}
        if rest:
            cursor = f"01g00000000000{len(self._cursors)}-{total - len(rest)}"
            self._cursors[cursor] = rest
            more = {"nextRecordsUrl": f"{_DATA}/query/{cursor}"}
        return Reply({"totalSize": total, "done": not rest, "records": page, **more})

    # --- Bulk API 2.0 ---------------------------------------------------------------------------------------

    def _create(self, asked: Asked) -> Reply:
        given = asked.json
        kind = asked.path_values["kind"]
        assert set(given) <= (_QUERY_KEYS if kind == "query" else _INGEST_KEYS), given
        job_id = f"750{len(self.jobs):015d}"
        if kind == "query":
            assert given["operation"] in ("query", "queryAll")
            self.tables.query(given["query"], every=True)  # the text is looked at before the job begins
            job = Job(job_id=job_id, asked=given, state="UploadComplete", starts=1)
        else:
            assert given["operation"] == "upsert"
            assert given["externalIdFieldName"]
            self.tables.fields(given["object"])
            job = Job(job_id=job_id, asked=given, state="Open")
        self.jobs[job_id] = job
        return Reply(job.to_json())

    def _upload(self, asked: Asked) -> Reply:
        job = self.jobs[asked.path_values["job"]]
        assert asked.headers["Content-Type"].startswith("text/csv")
        assert job.state == "Open"
        assert not job.content, "a job takes one upload"
        job.content = asked.body
        return Reply(b"", 201)

    def _move(self, asked: Asked) -> Reply:
        job = self.jobs[asked.path_values["job"]]
        state = asked.json["state"]
        allowed = {"UploadComplete": {"Open"}, "Aborted": {"Open", "UploadComplete", "InProgress"}}
        if job.state not in allowed[state]:
            return refusal(409, "INVALIDJOBSTATE", f"Job in state {job.state} can't become {state}")
        job.state = state
        job.starts += state == "UploadComplete"
        return Reply(job.to_json())

    def _look(self, asked: Asked) -> Reply:
        self.looks += 1
        job = self.jobs.get(asked.path_values["job"])
        if job is None:
            return refusal(404, "NOT_FOUND", "The requested resource does not exist")
        if job.state == "UploadComplete":
            job.state = "InProgress"
        elif job.state == "InProgress" and self.may_end.is_set():
            self._run(job)
        return Reply(job.to_json())

    def _run(self, job: Job) -> None:
        job.state = "JobComplete"
        try:
            if "query" in job.asked:
                rows = self.tables.query(job.asked["query"], every=job.asked["operation"] == "queryAll")
                assert not isinstance(rows, int)
                job.rows = [self.tables.flat(row) for row in rows]
            else:
                self._ingest(job)
        except RefusedError as refused:
            job.state, job.error = "Failed", f"{refused.code}: {refused.said}"

    def _ingest(self, job: Job) -> None:
        key = job.asked["externalIdFieldName"]
        rows = list(csv.DictReader(io.StringIO(job.content.decode())))
        known = self.tables.fields(job.asked["object"])
        for name in rows[0] if rows else ():
            if name not in known:
                raise RefusedError("InvalidBatch", f"Field name not found : {name}")
        for row in rows:
            if reason := self.refuses(row):
                job.failed.append({"sf__Id": "", "sf__Error": reason, **row})
            else:
                record_id, is_new = self.tables.upsert(job.asked["object"], key, row)
                made = {"sf__Id": record_id, "sf__Created": "true" if is_new else "false"}
                job.succeeded.append({**made, **row})

    def _results(self, asked: Asked) -> Reply:
        job = self.jobs[asked.path_values["job"]]
        start, most = int(asked.one("locator", "0")), int(asked.one("maxRecords", "50000"))
        rows = job.rows[start : start + most]
        left = start + most < len(job.rows)
        headers = {
            "Sforce-NumberOfRecords": str(len(rows)),
            "Sforce-Locator": str(start + most) if left else "null",
        }
        names = self.tables.names(job.asked["query"])
        return Reply(table(names, rows), headers={"Content-Type": "text/csv;charset=UTF-8", **headers})

    def _ingested(self, asked: Asked) -> Reply:
        job, name = self.jobs[asked.path_values["job"]], asked.path_values["name"]
        sent = next(csv.reader(io.StringIO(job.content.decode())), [])
        own = {
            "successfulResults": (["sf__Id", "sf__Created", *sent], job.succeeded),
            "failedResults": (["sf__Id", "sf__Error", *sent], job.failed),
            "unprocessedrecords": (sent, []),
        }
        return Reply(table(*own[name]), headers={"Content-Type": "text/csv;charset=UTF-8"})

    # --- SOAP -----------------------------------------------------------------------------------------------

    def _soap(self, asked: Asked) -> Reply:
        assert asked.headers["Content-Type"].startswith("text/xml")
        assert asked.headers["SOAPAction"]
        root = ET.fromstring(asked.body)
        if root.findtext(f"{_ENVELOPE}Header/{_PARTNER}SessionHeader/{_PARTNER}sessionId") != TOKEN:
            return fault("sf:INVALID_SESSION_ID", "INVALID_SESSION_ID: Invalid Session ID found")
        requests = root.findall(f"{_ENVELOPE}Body/{_PARTNER}merge/{_PARTNER}request")
        assert 0 < len(requests) <= 200
        results = "".join(self._merge(request) for request in requests)
        return Reply(
            envelope(f'<mergeResponse xmlns="urn:partner.soap.sforce.com">{results}</mergeResponse>'),
            headers={"Content-Type": "text/xml; charset=utf-8"},
        )

    def _merge(self, request: ET.Element) -> str:
        master = request.find(f"{_PARTNER}masterRecord")
        assert master is not None
        values = {each.tag.removeprefix(_OBJECT): each.text or "" for each in master}
        kind, survivor = values.pop("type"), values.pop("Id")
        losers = tuple(str(each.text) for each in request.findall(f"{_PARTNER}recordToMergeIds"))
        assert 0 < len(losers) <= 2
        if self.locked & {survivor, *losers}:
            return self._refused_merge(
                "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record"
            )
        try:
            self.tables.merge(kind, survivor, losers, values)
        except RefusedError as refused:
            return self._refused_merge(refused.code, refused.said)
        self.merges.append((survivor, losers))
        merged = "".join(f"<mergedRecordIds>{each}</mergedRecordIds>" for each in losers)
        return f"<result><id>{survivor}</id>{merged}<success>true</success></result>"

    @staticmethod
    def _refused_merge(code: str, said: str) -> str:
        words = f"<message>{escape(said)}</message><statusCode>{code}</statusCode>"
        return f"<result><errors>{words}</errors><success>false</success></result>"


def refusal(status: int, code: str, said: str) -> Reply:
    return Reply([{"errorCode": code, "message": said}], status)


def fault(code: str, said: str) -> Reply:
    words = f"<faultcode>{code}</faultcode><faultstring>{escape(said)}</faultstring>"
    body = envelope(f"<soapenv:Fault>{words}</soapenv:Fault>")
    return Reply(body, 500, headers={"Content-Type": "text/xml; charset=utf-8"})


def envelope(body: str) -> bytes:
    opening = '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">'
    return f"{opening}<soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>".encode()


def table(names: list[str], rows: list[dict[str, Any]]) -> bytes:
    """CSV as Salesforce writes it: all quoted, what is empty as nothing."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(_cells(names, rows))
    return text.getvalue().encode()


def _cells(names: list[str], rows: list[dict[str, Any]]) -> Iterator[list[str]]:
    for row in rows:
        values = [row.get(name) for name in names]
        yield ["" if v is None else str(v).lower() if isinstance(v, bool) else str(v) for v in values]
