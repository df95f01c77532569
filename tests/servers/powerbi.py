"""A workspace of Power BI with a dataset and a report, and Microsoft's token address beside it."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.servers.contract import ContractServer, Reply
from tests.servers.openapi import Asked
from tests.servers.proof import Proof

PROOF = Proof(
    system="powerbi",
    how="our reading",
    what="Power BI's REST reference v1.0, written as OpenAPI; each request and reply is held against it",
    source="learn.microsoft.com/rest/api/power-bi",
    date="2026-11-22",
)
CLIENT, SECRET, TOKEN = "application-1", "not-a-secret-of-powerbi", "token-not-a-secret"
WORKSPACE, DATASET, REPORT = (str(UUID(int=number)) for number in (11, 12, 13))
PDF = b"%PDF-1.7\n" + b"page " * 500
ZIP = b"PK\x03\x04" + bytes(200)
_GROUPS = "/v1.0/myorg/groups"
_DATASET = f"{_GROUPS}/{WORKSPACE}/datasets/{DATASET}"
_REPORT = f"{_GROUPS}/{WORKSPACE}/reports/{REPORT}"
_PAGES = [
    {"displayName": "Overview", "name": "ReportSection1", "order": 0},
    {"displayName": "Regions", "name": "ReportSection2", "order": 1},
]


@dataclass(slots=True)
class PowerBiWorkspace:
    """`refreshes` as the history shows them, the newest first; `export` as its status says."""

    server: ContractServer = field(init=False)
    tokens: ContractServer = field(init=False)
    refreshes: list[dict[str, Any]] = field(default_factory=list)
    messages: list[dict[str, str]] = field(default_factory=list)
    export: dict[str, Any] = field(default_factory=dict)
    file: bytes = PDF
    is_listed: bool = True
    """Whether a refresh that begins is in the history at once."""

    def __post_init__(self) -> None:
        self.server = ContractServer(
            "powerbi.json", error_of=lambda status, said: {"error": {"code": "Oops", "message": said}}
        )
        routes = {
            ("GET", _GROUPS): lambda _: listed({"id": WORKSPACE, "name": "Finance"}),
            ("GET", f"{_GROUPS}/{WORKSPACE}/datasets"): lambda _: listed({"id": DATASET, "name": "Payments"}),
            ("GET", _DATASET): lambda _: Reply({"id": DATASET, "name": "Payments"}),
            ("GET", f"{_GROUPS}/{WORKSPACE}/reports"): lambda _: listed({"id": REPORT, "name": "Payments"}),
            ("GET", _REPORT): lambda _: Reply({"id": REPORT, "name": "Payments"}),
            ("GET", f"{_REPORT}/pages"): lambda _: listed(*_PAGES),
            ("GET", f"{_DATASET}/refreshes"): self._history,
            ("POST", f"{_DATASET}/refreshes"): self._refresh,
            ("GET", f"{_DATASET}/refreshes/{{id}}"): self._details,
            ("DELETE", f"{_DATASET}/refreshes/{{id}}"): self._cancel,
            ("POST", f"{_REPORT}/ExportTo"): self._begin_export,
            ("GET", f"{_REPORT}/exports/{{id}}"): self._export,
            ("GET", f"{_REPORT}/exports/{{id}}/file"): lambda _: Reply(self.file),
        }
        for (method, path), handler in routes.items():
            self.server.route(method, path)(self._signed_in(handler))
        self.tokens = ContractServer()
        self.tokens.route("POST", "/acme.com/oauth2/v2.0/token")(_token)

    @property
    def values(self) -> dict[str, object]:
        """What a connection to it says."""
        return {
            "type": "powerbi",
            "tenant": "acme.com",
            "client_id": CLIENT,
            "client_secret": SECRET,
            "base_url": self.server.url,
            "login_url": self.tokens.url,
        }

    def end(self, status: str, fault: object = None) -> None:
        """The newest refresh is over, a minute after it began."""
        said = {"serviceExceptionJson": json.dumps(fault)} if fault else {}
        self.refreshes[0] |= {"status": status, "endTime": "2026-01-31T12:01:00.25", **said}

    def _refresh(self, asked: Asked) -> Reply:
        if any(each["status"] == "Unknown" for each in self.refreshes):
            said = "Invalid dataset refresh request. Another refresh request is already executing"
            return Reply({"error": {"code": "InvalidRequest", "message": said}}, 400)
        request = str(UUID(int=900 + len(self.refreshes)))
        is_enhanced = set(asked.json) != {"notifyOption"}
        kind = "ViaEnhancedApi" if is_enhanced else "ViaApi"
        made = {"requestId": request, "refreshType": kind, "startTime": "2026-01-31T12:00:00.25Z"}
        self.refreshes.insert(0, {**made, "status": "Unknown"})
        place = {"Location": f"{self.server.url}{_DATASET}/refreshes/{request}"} if is_enhanced else {}
        return Reply(b"", 202, {"x-ms-request-id": request, **place})

    def _history(self, asked: Asked) -> Reply:
        return listed(*self.refreshes[: int(asked.one("$top", "60"))]) if self.is_listed else listed()

    def _details(self, asked: Asked) -> Reply:
        return Reply({"status": self.refreshes[0]["status"], "messages": self.messages})

    def _cancel(self, asked: Asked) -> Reply:
        found = next(each for each in self.refreshes if each["requestId"] == asked.path_values["id"])
        if found["refreshType"] != "ViaEnhancedApi" or found["status"] != "Unknown":
            return Reply({"error": {"code": "BadRequest", "message": "It can not be cancelled"}}, 400)
        found["status"] = "Cancelled"
        return Reply(b"", 200)

    def _begin_export(self, asked: Asked) -> Reply:
        kind = asked.json["format"].lower()
        self.export = {"id": "Mi9C/5419==", "status": "Running", "percentComplete": 0}
        self.export["resourceFileExtension"] = f".{kind}"
        return Reply(self.export, 202)

    def _export(self, asked: Asked) -> Reply:
        if asked.path_values["id"] != self.export["id"]:
            return Reply({"error": {"code": "NotFound"}}, 404)
        is_over = self.export["status"] in ("Succeeded", "Failed")
        return Reply(self.export) if is_over else Reply(self.export, 202, {"Retry-After": "30"})

    def _signed_in(self, handler: Any) -> Any:
        def answer(asked: Asked) -> Reply:
            if asked.headers["Authorization"] != f"Bearer {TOKEN}":
                return Reply({"error": {"code": "TokenExpired"}}, 403)
            reply: Reply = handler(asked)
            return reply

        return answer


def listed(*values: object) -> Reply:
    return Reply({"value": list(values)})


def _token(asked: Asked) -> Reply:
    wanted = {"client_id": CLIENT, "client_secret": SECRET, "grant_type": "client_credentials"}
    scope = {"scope": "https://analysis.windows.net/powerbi/api/.default"}
    if asked.form != wanted | scope:
        said = {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret."}
        return Reply(said, 401)
    return Reply({"token_type": "Bearer", "expires_in": 3599, "access_token": TOKEN})
