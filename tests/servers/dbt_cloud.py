"""An account of dbt Cloud: its jobs and runs, held against dbt Cloud's description."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.servers.contract import ContractServer, Reply
from tests.servers.openapi import Asked
from tests.servers.proof import Proof

PROOF = Proof(
    system="dbt_cloud",
    how="contract",
    what="dbt Cloud's OpenAPI description of its API v2; no run of dbt's own behind it",
    source="github.com/dbt-labs/dbt-cloud-openapi-spec, openapi-v2.yaml and openapi-v2-old.yaml",
    date="2026-11-22",
)
TOKEN = "dbt-cloud-not-a-secret"
ACCOUNT, JOB = 12345, 700
_AT = "2026-01-31T12:00:00Z"
_BASE = "/api/v2/accounts/{account_id}"
_COMMANDS = ["dbt build"]
_PAGE = 100


@dataclass(slots=True)
class Account:
    """`runs` by id as dbt Cloud shows them; `artifacts` by run, step and name.

    ends_by_itself: each look at a run brings it on, so that a whole workflow can run; `plan` is how it ends.
    """

    server: ContractServer = field(init=False)
    jobs: list[dict[str, Any]] = field(default_factory=list)
    runs: dict[int, dict[str, Any]] = field(default_factory=dict)
    artifacts: dict[tuple[int, int, str], bytes] = field(default_factory=dict)
    ends_by_itself: bool = False
    plan: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.jobs = [_job(JOB, "Nightly"), _job(JOB + 1, "Nightly (full)")]
        self.server = ContractServer(
            "dbt_cloud.json",
            error_of=lambda status, said: {"status": _status(said, code=status), "data": None},
        )
        routes = {
            ("GET", f"{_BASE}/"): self._account,
            ("GET", f"{_BASE}/jobs/"): self._list_jobs,
            ("POST", f"{_BASE}/jobs/{{job_id}}/run/"): self._start,
            ("GET", f"{_BASE}/runs/"): self._list_runs,
            ("GET", f"{_BASE}/runs/{{id}}/"): self._run,
            ("GET", f"{_BASE}/runs/{{run_id}}/artifacts/{{remainder}}"): self._artifact,
            ("POST", f"{_BASE}/runs/{{run_id}}/cancel/"): self._cancel,
        }
        for (method, path), handler in routes.items():
            self.server.route(method, path)(self._signed_in(handler))

    @property
    def fields(self) -> dict[str, object]:
        return {
            "type": "dbt_cloud",
            "token": TOKEN,
            "account_id": ACCOUNT,
            "base_url": self.server.url,
        }

    def end(self, run_id: int, status: int, results: list[dict[str, Any]], *, step: int = 2) -> None:
        """The run is over, and the step has left what dbt leaves. `results` as dbt writes them."""
        run = self.runs[run_id]
        run |= {"status": status, "git_sha": "0123abcd"}
        for each in run["run_steps"]:
            each["status"] = 10
        run["run_steps"][step - 1]["status"] = 20 if status == 20 else 10
        if results:
            self.leave(run_id, step, results)

    def leave(self, run_id: int, step: int, results: list[dict[str, Any]]) -> None:
        """What dbt leaves of a step."""
        nodes = {each["unique_id"]: node_of(each["unique_id"]) for each in results}
        self.artifacts[run_id, step, "run_results.json"] = json.dumps({"results": results}).encode()
        self.artifacts[run_id, step, "manifest.json"] = json.dumps({"nodes": nodes}).encode()

    # --- what is asked --------------------------------------------------------------------------------------

    def _account(self, _asked: Asked) -> Reply:
        return _found({"name": "Acme", "state": 1})

    def _list_jobs(self, asked: Asked) -> Reply:
        wanted = asked.one("name__icontains").lower()
        found = [job for job in self.jobs if wanted in job["name"].lower()]
        if project := asked.one("project_id"):
            found = [job for job in found if job["project_id"] == int(project)]
        return _found(_page(found, asked))

    def _start(self, asked: Asked) -> Reply:
        job = int(asked.path_values["job_id"])
        if job not in {each["id"] for each in self.jobs}:
            return self.server.error(404, "The requested resource was not found")
        run_id = 9000 + len(self.runs)
        commands = asked.json.get("steps_override") or _COMMANDS
        names = ["Clone git repository", *(f"Invoke dbt with `{command}`" for command in commands)]
        shown = {"cause": asked.json["cause"], "job_definition_id": job}
        self.runs[run_id] = {
            "id": run_id,
            "account_id": ACCOUNT,
            "project_id": 1,
            "job_definition_id": job,
            "status": 1,
            "created_at": _AT,
            "updated_at": _AT,
            "trigger": shown,
            "href": f"https://cloud.getdbt.com/deploy/{ACCOUNT}/projects/1/runs/{run_id}/",
            "run_steps": [
                {"run_id": run_id, "account_id": ACCOUNT, "index": index, "status": 1, "name": name}
                for index, name in enumerate(names, start=1)
            ],
        }
        return _found(_without(self.runs[run_id], "run_steps", "trigger"))

    def _list_runs(self, asked: Asked) -> Reply:
        job, related = asked.one("job_definition_id"), asked.one("include_related")
        runs = [run for run in self.runs.values() if str(run["job_definition_id"]) == job]
        runs.sort(key=lambda run: int(run["id"]), reverse=asked.one("order_by") == "-id")
        hidden = ["run_steps"] + ([] if "trigger" in related else ["trigger"])
        return _found([_without(run, *hidden) for run in _page(runs, asked)])

    def _run(self, asked: Asked) -> Reply:
        run_id = int(asked.path_values["id"])
        if run_id not in self.runs:
            return self.server.error(404, "The requested resource was not found")
        run = self.runs[run_id]
        if self.ends_by_itself and run["status"] < 10:
            run["status"] = 3 if run["status"] == 1 else run["status"]
            failing = any(each["status"] in ("error", "fail") for each in self.plan)
            self.end(run_id, 20 if failing else 10, self.plan)
        return _found(_without(run, "trigger"))

    def _artifact(self, asked: Asked) -> Reply:
        place = (
            int(asked.path_values["run_id"]),
            int(asked.one("step", "0")),
            asked.path_values["remainder"],
        )
        if place not in self.artifacts:
            return self.server.error(404, "The requested artifact was not found")
        return Reply(self.artifacts[place], headers={"Content-Type": "application/octet-stream"})

    def _cancel(self, asked: Asked) -> Reply:
        run = self.runs[int(asked.path_values["run_id"])]
        if run["status"] >= 10:
            return self.server.error(400, "Run is already complete")
        run["status"] = 30
        return _found(_without(run, "run_steps", "trigger"))

    def _signed_in(self, handler: Any) -> Any:
        def answer(asked: Asked) -> Reply:
            if asked.headers["Authorization"] != f"Token {TOKEN}":
                return self.server.error(401, "Invalid token")
            if asked.path_values["account_id"] != str(ACCOUNT):
                return self.server.error(404, "The requested resource was not found")
            reply: Reply = handler(asked)
            return reply

        return answer


def result(name: str, status: str = "success", said: str = "", rows: int | None = None) -> dict[str, Any]:
    """One of dbt's results; `name` such as `model.shop.revenue`."""
    answered = {} if rows is None else {"rows_affected": rows}
    return {
        "unique_id": name,
        "status": status,
        "message": said or None,
        "execution_time": 1.5,
        "adapter_response": answered,
    }


def node_of(name: str) -> dict[str, Any]:
    kind, _, rest = name.partition(".")
    return {"resource_type": kind, "schema": "mart", "name": rest.rpartition(".")[2], "columns": {}}


def _job(job_id: int, name: str, project: int = 1) -> dict[str, Any]:
    return {"id": job_id, "name": name, "project_id": project, "environment_id": 2}


def _status(said: str, *, code: int = 200) -> dict[str, Any]:
    return {"code": code, "is_success": code < 400, "user_message": said, "developer_message": ""}


def _found(data: object) -> Reply:
    return Reply({"data": data, "status": _status("Success!")})


def _page(found: list[dict[str, Any]], asked: Asked) -> list[dict[str, Any]]:
    offset, limit = int(asked.one("offset", "0")), min(int(asked.one("limit", str(_PAGE))), _PAGE)
    return found[offset : offset + limit]


def _without(run: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in run.items() if name not in names}
