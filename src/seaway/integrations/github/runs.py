"""Runs of GitHub Actions: found by id or by a key in their name, looked at, and what their end means."""

import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from seaway.errors import ConflictError, DataError, InvalidInputError, NotFoundError, TaskError
from seaway.integrations.github.client import GitHubApi
from seaway.integrations.github.connection import path_of
from seaway.integrations.http.client import Call
from seaway.sdk.context import RunInfo

PAGE = 100
_FOUND_WITHIN_PAGES = 3
_FINE = ("success", "neutral", "skipped")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionsRun:
    """`conclusion` is `success`, `neutral` or `skipped`; empty where it was not waited for."""

    run_id: int
    url: str
    conclusion: str = ""
    commit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionsWorkflow:
    """One file of `.github/workflows`."""

    api: GitHubApi
    repository: str
    name: str

    @property
    def path(self) -> str:
        """What calls about it begin with.

        Raises:
            InvalidInputError: it is no name of a workflow.
        """
        if not self.name.strip() or "/" in self.name or self.name in (".", ".."):
            raise InvalidInputError(
                f"`{self.name}` is no workflow of GitHub Actions.",
                hint="Write the name of its file alone, such as `deploy.yml`, or its id.",
            )
        return f"{path_of(self.repository)}/actions/workflows/{quote(self.name, safe='')}"

    def run(self, run_id: int) -> dict[str, Any]:
        found = self.api.json(Call(path=f"{path_of(self.repository)}/actions/runs/{run_id}"))
        return _a_run(found)

    def run_named(self, key: str) -> dict[str, Any] | None:
        """The run that has `key` in its name, among the newest 300 that were started by hand or by call."""
        for page in range(1, _FOUND_WITHIN_PAGES + 1):
            params = {"event": "workflow_dispatch", "per_page": PAGE, "page": page}
            listed = self.api.json(Call(path=f"{self.path}/runs", params=params))
            runs = [_a_run(each) for each in listed["workflow_runs"]] if isinstance(listed, dict) else []
            for run in runs:
                if key in str(run.get("display_title", "")):
                    return run
            if len(runs) < PAGE:
                return None
        return None

    def jobs(self, run: dict[str, Any]) -> list[dict[str, Any]]:
        """Those of the newest try; the first hundred."""
        path = f"{path_of(self.repository)}/actions/runs/{int(run['id'])}/jobs"
        listed = self.api.json(Call(path=path, params={"filter": "latest", "per_page": PAGE}))
        if not isinstance(listed, dict) or not isinstance(listed.get("jobs"), list):
            raise DataError("GitHub's answer lists no jobs.", hint="Check the connection's `base_url`.")
        jobs: list[dict[str, Any]] = listed["jobs"]
        return jobs

    def cancel(self, run: dict[str, Any]) -> bool:
        """Whether there was something to cancel: that it is over (409) or gone is as good."""
        path = f"{path_of(self.repository)}/actions/runs/{int(run['id'])}/cancel"
        try:
            self.api.json(Call(method="POST", path=path))
        except (ConflictError, NotFoundError):
            return False
        return True

    def result(self, run: dict[str, Any]) -> ActionsRun:
        """What an ended run gives.

        Raises:
            TaskError: it failed, with the job and step; or what else its conclusion means.
        """
        conclusion = str(run.get("conclusion") or "")
        if conclusion in _FINE:
            return result_of(run)
        where = f"{self.name} of {self.repository}"
        match conclusion:
            case "cancelled":
                raise ConflictError(
                    f"Somebody cancelled the run of {where}: {run['html_url']}",
                    hint="Ask who did, and run the task again.",
                )
            case "startup_failure":
                raise InvalidInputError(
                    f"{where} could not be started: {run['html_url']}",
                    hint="Its file is wrong; see the page.",
                )
            case _:
                raise TaskError(
                    f"{where} ended `{conclusion}`{self._failed_at(run)}: {run['html_url']}",
                    hint="Its log stands on that page.",
                )

    def _failed_at(self, run: dict[str, Any]) -> str:
        for job in self.jobs(run):
            if job.get("conclusion") not in (*_FINE, None):
                steps = [s["name"] for s in job.get("steps") or [] if s.get("conclusion") == "failure"]
                return f" at {' / '.join([job['name'], *steps[:1]])}"
        return ""


def result_of(run: dict[str, Any]) -> ActionsRun:
    return ActionsRun(
        run_id=int(run["id"]),
        url=str(run["html_url"]),
        conclusion=str(run.get("conclusion") or ""),
        commit=str(run.get("head_sha") or ""),
    )


def key_of(run: RunInfo) -> str:
    """The same after a crash of one try, another for the next."""
    unique = hashlib.sha256(run.job_key.encode()).hexdigest() if run.job_key else uuid4().hex
    return f"seaway-{unique[:20]}"


def _a_run(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict) or not {"id", "status", "html_url"} <= found.keys():
        raise DataError("GitHub's answer is no run of a workflow.", hint="Check the connection's `base_url`.")
    return found
