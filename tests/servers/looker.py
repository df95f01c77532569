"""A Looker instance with a Look and a dashboard; what it draws takes as long as the test wants."""

from dataclasses import dataclass, field
from typing import Any

from tests.servers.contract import ContractServer, Handler, Reply
from tests.servers.openapi import Asked
from tests.servers.proof import Proof

PROOF = Proof(
    system="looker",
    how="contract",
    what="Looker's API 4.0 as Google's looker-sdk 26.22.0 describes it, which also asks it",
    source="looker-sdk 26.22.0, generated from looker-open-source/sdk-codegen spec/Looker.4.0.oas.json",
    date="2026-11-22",
)
CLIENT, SECRET, TOKEN = "key-1", "not-a-secret-of-looker", "token-not-a-secret"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
CSV = b"Orders Region,Orders Amount\nNorth,12.5\n"
_ROOT = "/api/4.0"
_QUERY = {
    "id": "77",
    "model": "sales",
    "view": "orders",
    "fields": ["orders.region", "orders.amount"],
    "filters": {"orders.day": "yesterday"},
    "filter_config": {"orders.day": [{}]},
    "client_id": "x" * 22,
    "limit": "500",
}


@dataclass(slots=True)
class LookerInstance:
    """`tasks` by id: their status, and what was asked for; `result` is what they give."""

    server: ContractServer = field(init=False)
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)
    queries: dict[str, dict[str, Any]] = field(default_factory=dict)
    result: bytes = PNG
    failure: str = ""
    """Why the results of a query can't be given."""

    def __post_init__(self) -> None:
        self.server = ContractServer(
            "looker.json", error_of=lambda status, said: {"message": said, "documentation_url": "https://x/"}
        )
        routes: dict[tuple[str, str], Handler] = {
            ("POST", f"{_ROOT}/login"): _login,
            ("GET", f"{_ROOT}/user"): lambda _: Reply({"id": "3", "display_name": "Ada"}),
            ("GET", f"{_ROOT}/looks/search"): lambda _: Reply([{"id": "5", "title": "Orders by region"}]),
            ("GET", f"{_ROOT}/dashboards/search"): lambda _: Reply([{"id": "9", "title": "Overview"}]),
            ("GET", f"{_ROOT}/looks/{{id}}"): self._look,
            ("GET", f"{_ROOT}/dashboards/{{id}}"): self._dashboard,
            ("POST", f"{_ROOT}/queries"): self._create_query,
            ("POST", f"{_ROOT}/query_tasks"): self._run,
            ("GET", f"{_ROOT}/query_tasks/{{id}}"): self._task,
            ("GET", f"{_ROOT}/query_tasks/{{id}}/results"): self._rows,
            ("DELETE", f"{_ROOT}/running_queries/{{id}}"): self._kill,
            ("POST", f"{_ROOT}/render_tasks/dashboards/{{id}}/{{format}}"): self._draw,
            ("POST", f"{_ROOT}/render_tasks/queries/{{id}}/{{format}}"): self._draw,
            ("GET", f"{_ROOT}/render_tasks/{{id}}"): self._task,
            ("GET", f"{_ROOT}/render_tasks/{{id}}/results"): lambda _: Reply(self.result),
        }
        for (method, path), handler in routes.items():
            self.server.route(method, path)(_signed_in(handler))

    @property
    def values(self) -> dict[str, object]:
        """What a connection to it says."""
        return {
            "type": "looker",
            "url": self.server.url,
            "client_id": CLIENT,
            "client_secret": SECRET,
        }

    def become(self, status: str, detail: str | None = None) -> None:
        """All tasks are at that."""
        for task in self.tasks.values():
            task |= {"status": status, "status_detail": detail}

    def _look(self, asked: Asked) -> Reply:
        look = {"id": "5", "title": "Orders by region", "query_id": "77"}
        match asked.path_values["id"]:
            case "5":
                return Reply({**look, "query": _QUERY})
            case "6":
                return Reply({**look, "query": None})
            case _:
                return Reply({"message": "Not found", "documentation_url": "https://x/"}, 404)

    def _dashboard(self, asked: Asked) -> Reply:
        if asked.path_values["id"] not in ("42", "sales::overview"):
            return Reply({"message": "Not found", "documentation_url": "https://x/"}, 404)
        return Reply({"id": asked.path_values["id"], "title": "Sales"})

    def _create_query(self, asked: Asked) -> Reply:
        self.queries["78"] = asked.json
        return Reply({"id": "78", "model": asked.json["model"], "view": asked.json["view"]})

    def _run(self, asked: Asked) -> Reply:
        return self._begun("added", {**asked.json, "query": asked.query})

    def _draw(self, asked: Asked) -> Reply:
        given = {**asked.path_values, "body": asked.json if asked.body else {}, "query": asked.query}
        return self._begun("enqueued_for_query", given)

    def _begun(self, status: str, asked: dict[str, Any]) -> Reply:
        task = f"task-{len(self.tasks) + 1}"
        self.tasks[task] = {"id": task, "status": status, "asked": asked}
        return Reply({"id": task, "status": status})

    def _task(self, asked: Asked) -> Reply:
        found = self.tasks[asked.path_values["id"]]
        return Reply({name: found[name] for name in ("id", "status", "status_detail") if name in found})

    def _rows(self, asked: Asked) -> Reply:
        if self.failure:
            return Reply({"message": self.failure, "documentation_url": "https://x/"}, 400)
        return Reply(self.result, headers={"Content-Type": "text/csv"})

    def _kill(self, asked: Asked) -> Reply:
        self.tasks[asked.path_values["id"]]["status"] = "killed"
        return Reply(b"Success", headers={"Content-Type": "text/plain"})


def _login(asked: Asked) -> Reply:
    if asked.form != {"client_id": CLIENT, "client_secret": SECRET}:
        return Reply({"message": "Not found", "documentation_url": "https://x/"}, 404)
    return Reply({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600, "refresh_token": None})


def _signed_in(handler: Handler) -> Handler:
    def answer(asked: Asked) -> Reply:
        if not asked.path.endswith("/login") and asked.headers["Authorization"] != f"Bearer {TOKEN}":
            return Reply({"message": "Requires authentication.", "documentation_url": "https://x/"}, 401)
        return handler(asked)

    return answer
