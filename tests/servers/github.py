"""A repository on GitHub: Actions, the Git database and issues, held against GitHub's description."""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any

from tests.servers.contract import ContractServer, Reply
from tests.servers.openapi import Asked
from tests.servers.proof import Proof

PROOF = Proof(
    system="github",
    how="contract",
    what="GitHub's OpenAPI description, version 2022-11-28; clones from git http-backend",
    source="github.com/github/rest-api-description, as in the npm package @octokit/openapi 23.0.2",
    date="2026-11-22",
)
TOKEN = "github-not-a-secret"
NAME = "acme/site"
_BASE = "/repos/{owner}/{repo}"
_AT = "2026-01-31T12:00:00Z"


def sha_of(content: object) -> str:
    return hashlib.sha1(repr(content).encode(), usedforsecurity=False).hexdigest()


@dataclass(slots=True)
class Repository:
    """`files` by commit; `refs` by branch; `runs` and `issues` as GitHub shows them."""

    server: ContractServer = field(init=False)
    refs: dict[str, str] = field(default_factory=dict)
    trees: dict[str, dict[str, str]] = field(default_factory=dict)
    commits: dict[str, dict[str, Any]] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    runs: dict[int, dict[str, Any]] = field(default_factory=dict)
    jobs: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    comments: list[tuple[str, str]] = field(default_factory=list)
    says_run: bool = True
    """Whether a start is answered with its run; older Enterprise Servers say nothing."""
    names_runs_by: str = ""
    """The input that the workflow's `run-name` shows."""

    def __post_init__(self) -> None:
        self.server = ContractServer("github.json", error_of=lambda status, said: {"message": said})
        routes = {
            ("GET", "/user"): self._user,
            ("POST", f"{_BASE}/actions/workflows/{{workflow_id}}/dispatches"): self._dispatch,
            ("GET", f"{_BASE}/actions/workflows/{{workflow_id}}/runs"): self._list_runs,
            ("GET", f"{_BASE}/actions/runs/{{run_id}}"): self._run,
            ("GET", f"{_BASE}/actions/runs/{{run_id}}/jobs"): self._list_jobs,
            ("POST", f"{_BASE}/actions/runs/{{run_id}}/cancel"): self._cancel,
            ("GET", f"{_BASE}/git/ref/{{ref}}"): self._ref,
            ("POST", f"{_BASE}/git/refs"): self._make_ref,
            ("PATCH", f"{_BASE}/git/refs/{{ref}}"): self._move_ref,
            ("GET", f"{_BASE}/git/commits/{{sha}}"): self._commit,
            ("POST", f"{_BASE}/git/commits"): self._make_commit,
            ("POST", f"{_BASE}/git/blobs"): self._make_blob,
            ("POST", f"{_BASE}/git/trees"): self._make_tree,
            ("GET", f"{_BASE}/issues"): self._list_issues,
            ("POST", f"{_BASE}/issues"): self._make_issue,
            ("POST", f"{_BASE}/issues/{{number}}/comments"): self._comment,
        }
        for (method, path), handler in routes.items():
            self.server.route(method, path)(self._signed_in(handler))
        self.push("main", {"README.md": b"hello"})

    # --- what a test does as another person -----------------------------------------------------------------

    def push(self, branch: str, files: dict[str, bytes]) -> str:
        """A commit by somebody else."""
        tree = {name: self._store(content) for name, content in files.items()}
        parents = [self.refs[branch]] if branch in self.refs else []
        before = self.trees[self.commits[parents[0]]["tree"]] if parents else {}
        self.refs[branch] = self._add(self._add_tree({**before, **tree}), parents, "by another")
        return self.refs[branch]

    def content(self, branch: str) -> dict[str, bytes]:
        tree = self.trees[self.commits[self.refs[branch]]["tree"]]
        return {name: self.blobs[entry.split()[1]] for name, entry in tree.items()}

    def end(self, conclusion: str, jobs: list[dict[str, Any]] | None = None) -> None:
        """All runs are over."""
        for run in self.runs.values():
            run |= {"status": "completed", "conclusion": conclusion}
        self.jobs = jobs or []

    # --- Actions --------------------------------------------------------------------------------------------

    def _user(self, _: Asked) -> Reply:
        page = f"{self.server.url}/ada"
        return Reply(
            {"login": "ada", "id": 1, "html_url": page, "name": None, "created_at": _AT, "type": "User"}
        )

    def _dispatch(self, asked: Asked) -> Reply:
        if asked.path_values["workflow_id"] != "deploy.yml":
            return Reply({"message": "Not Found"}, 404)
        if asked.json["ref"] not in self.refs:
            return Reply({"message": f"No ref found for: {asked.json['ref']}"}, 422)
        number = len(self.runs) + 1
        page = f"https://github.com/{NAME}/actions/runs/{number}"
        self.runs[number] = {
            "id": number,
            "name": "Deploy",
            "display_title": f"deploy {asked.json['inputs'].get(self.names_runs_by, '')}",
            "path": ".github/workflows/deploy.yml",
            "event": "workflow_dispatch",
            "status": "queued",
            "conclusion": None,
            "html_url": page,
            "head_sha": self.refs[asked.json["ref"]],
            "created_at": _AT,
            "run_attempt": 1,
        }
        if not self.says_run:
            return Reply(b"", 204)
        return Reply({"workflow_run_id": number, "run_url": f"{page}/api", "html_url": page})

    def _list_runs(self, asked: Asked) -> Reply:
        runs = list(reversed(self.runs.values()))
        size, page = int(asked.one("per_page", "30")), int(asked.one("page", "1"))
        found = runs[(page - 1) * size : page * size]
        return Reply({"total_count": len(runs), "workflow_runs": found})

    def _run(self, asked: Asked) -> Reply:
        run = self.runs.get(int(asked.path_values["run_id"]))
        return Reply(run) if run else Reply({"message": "Not Found"}, 404)

    def _list_jobs(self, _: Asked) -> Reply:
        return Reply({"total_count": len(self.jobs), "jobs": self.jobs})

    def _cancel(self, asked: Asked) -> Reply:
        run = self.runs[int(asked.path_values["run_id"])]
        if run["status"] == "completed":
            return Reply({"message": "Cannot cancel a workflow run that is completed."}, 409)
        run |= {"status": "completed", "conclusion": "cancelled"}
        return Reply({}, 202)

    # --- the Git database -----------------------------------------------------------------------------------

    def _ref(self, asked: Asked) -> Reply:
        name = asked.path_values["ref"].removeprefix("heads/")
        return self._shown(name) if name in self.refs else Reply({"message": "Not Found"}, 404)

    def _make_ref(self, asked: Asked) -> Reply:
        name = asked.json["ref"].removeprefix("refs/heads/")
        self.refs[name] = asked.json["sha"]
        return self._shown(name, 201)

    def _move_ref(self, asked: Asked) -> Reply:
        name, to = asked.path_values["ref"].removeprefix("heads/"), asked.json["sha"]
        if self.refs[name] not in self.commits[to]["parents"] and not asked.json.get("force"):
            return Reply({"message": "Update is not a fast forward"}, 422)
        self.refs[name] = to
        return self._shown(name)

    def _shown(self, name: str, status: int = 200) -> Reply:
        return Reply({"ref": f"refs/heads/{name}", "object": {"sha": self.refs[name]}}, status)

    def _commit(self, asked: Asked) -> Reply:
        return self._shown_commit(asked.path_values["sha"], 200)

    def _make_commit(self, asked: Asked) -> Reply:
        made = self._add(asked.json["tree"], asked.json["parents"], asked.json["message"])
        return self._shown_commit(made, 201)

    def _shown_commit(self, sha: str, status: int) -> Reply:
        tree = {"sha": self.commits[sha]["tree"]}
        page = f"https://github.com/{NAME}/commit/{sha}"
        return Reply({"sha": sha, "html_url": page, "tree": tree}, status)

    def _make_blob(self, asked: Asked) -> Reply:
        content = base64.b64decode(asked.json["content"])
        return Reply({"sha": self._store(content).split()[1]}, 201)

    def _make_tree(self, asked: Asked) -> Reply:
        given = {each["path"]: f"{each['mode']} {each['sha']}" for each in asked.json["tree"]}
        tree = self._add_tree({**self.trees[asked.json["base_tree"]], **given})
        return Reply({"sha": tree, "tree": []}, 201)

    def _store(self, content: bytes) -> str:
        self.blobs[sha_of(content)] = content
        return f"100644 {sha_of(content)}"

    def _add_tree(self, files: dict[str, str]) -> str:
        sha = sha_of(sorted(files.items()))
        self.trees[sha] = files
        return sha

    def _add(self, tree: str, parents: list[str], message: str) -> str:
        sha = sha_of((tree, parents, message))
        self.commits[sha] = {"tree": tree, "parents": parents, "message": message}
        return sha

    # --- issues ---------------------------------------------------------------------------------------------

    def _list_issues(self, asked: Asked) -> Reply:
        found = [each for each in reversed(self.issues) if each["state"] == asked.one("state")]
        size, page = int(asked.one("per_page", "30")), int(asked.one("page", "1"))
        return Reply(found[(page - 1) * size : page * size])

    def _make_issue(self, asked: Asked) -> Reply:
        if "nobody" in asked.json["assignees"]:
            errors = [{"resource": "Issue", "field": "assignees", "code": "invalid"}]
            return Reply({"message": "Validation Failed", "errors": errors}, 422)
        return Reply(self.issue(asked.json["title"]), 201)

    def issue(self, title: str, **more: object) -> dict[str, Any]:
        """One that somebody opened."""
        number = len(self.issues) + 1
        page = f"https://github.com/{NAME}/issues/{number}"
        made = {"id": 100 + number, "number": number, "title": title, "state": "open", "html_url": page}
        self.issues.append({**made, "created_at": _AT, **more})
        return self.issues[-1]

    def _comment(self, asked: Asked) -> Reply:
        self.comments.append((asked.path_values["number"], asked.json["body"]))
        page = f"https://github.com/{NAME}/issues/1#issuecomment-1"
        return Reply({"id": 1, "html_url": page, "created_at": _AT}, 201)

    def _signed_in(self, handler: Any) -> Any:
        def answer(asked: Asked) -> Reply:
            if asked.headers["Authorization"] != f"Bearer {TOKEN}":
                return Reply({"message": "Bad credentials"}, 401)
            if asked.headers["X-GitHub-Api-Version"] != "2022-11-28":
                return Reply({"message": "Unsupported version"}, 400)
            if "repo" in asked.path_values and asked.path_values["repo"] != "site":
                return Reply({"message": "Not Found"}, 404)
            reply: Reply = handler(asked)
            return reply

        return answer
