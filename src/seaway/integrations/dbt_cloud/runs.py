"""Runs of dbt Cloud's jobs: started, found by their cause, looked at, cancelled, and what they left.

Source: dbt Cloud API v2, github.com/dbt-labs/dbt-cloud-openapi-spec."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, BinaryIO
from uuid import uuid4

from seaway.errors import ConflictError, DataError, InvalidInputError, NotFoundError
from seaway.integrations.dbt_cloud.connection import DbtCloud
from seaway.integrations.http.client import Api, Call
from seaway.sdk.context import RunInfo

PAGE = 100
_FOUND_WITHIN_PAGES = 3


class Status(IntEnum):
    """Of a run, and of each of its steps."""

    QUEUED = 1
    STARTING = 2
    RUNNING = 3
    SUCCESS = 10
    ERROR = 20
    CANCELLED = 30

    @property
    def is_final(self) -> bool:
        return self >= Status.SUCCESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    """The jobs of an account, through an open API."""

    api: Api
    path: str

    def job_id(self, job: str, project: int) -> int:
        """The id of a job that is given by its id or name.

        Raises:
            NotFoundError: none has that name.
            InvalidInputError: several have.
        """
        if job.strip().isdecimal():
            return int(job)
        found = self._named(job, project)
        if not found:
            raise NotFoundError(
                f"dbt Cloud has no job `{job}`.", hint="Check its name, or give its id from the address."
            )
        if len(found) > 1:
            ids = ", ".join(str(each["id"]) for each in found)
            raise InvalidInputError(
                f"{len(found)} jobs are named `{job}`: {ids}.", hint="Give the id, or `project`."
            )
        return int(found[0]["id"])

    def _named(self, name: str, project: int) -> list[dict[str, Any]]:
        return [each for each in self.like(name, project) if each.get("name") == name]

    def like(self, part: str, project: int) -> Iterator[dict[str, Any]]:
        """The jobs whose names have `part` in them, page by page; `project` 0 is any."""
        offset = 0
        while True:
            params: dict[str, Any] = {"limit": PAGE, "offset": offset}
            params |= {"name__icontains": part} if part else {}
            params |= {"project_id": project} if project else {}
            page = _listed(self.api.json(Call(path=f"{self.path}/jobs/", params=params)))
            yield from page
            if len(page) < PAGE:
                return
            offset += PAGE

    def start(self, job_id: int, order: Mapping[str, Any]) -> dict[str, Any]:
        call = Call(method="POST", path=f"{self.path}/jobs/{job_id}/run/", json=dict(order))
        return _a_run(self.api.json(call))

    def caused_by(self, job_id: int, key: str) -> dict[str, Any] | None:
        """The run whose cause has `key` in it, among the newest 300 of the job."""
        for page in range(_FOUND_WITHIN_PAGES):
            params = {
                "job_definition_id": job_id,
                "order_by": "-id",
                "include_related": '["trigger"]',
                "limit": PAGE,
                "offset": page * PAGE,
            }
            runs = _listed(self.api.json(Call(path=f"{self.path}/runs/", params=params)))
            for run in runs:
                if key in str((run.get("trigger") or {}).get("cause", "")):
                    return run
            if len(runs) < PAGE:
                return None
        return None

    def run(self, run_id: int) -> dict[str, Any]:
        params = {"include_related": '["run_steps"]'}
        return _a_run(self.api.json(Call(path=f"{self.path}/runs/{int(run_id)}/", params=params)))

    def cancel(self, run_id: int) -> bool:
        """Whether there was something to cancel: that it is over or gone is as good."""
        try:
            self.api.json(Call(method="POST", path=f"{self.path}/runs/{int(run_id)}/cancel/"))
        except (ConflictError, InvalidInputError, NotFoundError):
            return False
        return True

    def save_artifact(self, run_id: int, step: int, name: str, target: BinaryIO) -> bool:
        """Write one of dbt's own files of a step; False where the step left none."""
        path = f"{self.path}/runs/{int(run_id)}/artifacts/{name}"
        try:
            target.writelines(self.api.pieces(Call(path=path, params={"step": step})))
        except NotFoundError:
            return False
        return True


def jobs_of(api: Api, connection: DbtCloud) -> Jobs:
    return Jobs(api=api, path=connection.path)


def key_of(run: RunInfo) -> str:
    """The same after a crash of one try, another for the next."""
    unique = hashlib.sha256(run.job_key.encode()).hexdigest() if run.job_key else uuid4().hex
    return f"seaway-{unique[:20]}"


def status_of(one: Mapping[str, Any]) -> Status:
    """
    Raises:
        DataError: it is no status of dbt Cloud's.
    """
    try:
        return Status(one["status"])
    except (KeyError, ValueError):
        raise DataError(
            f"dbt Cloud gives a run the status {one.get('status')!r}.",
            hint="Check the connection's `base_url`.",
        ) from None


def steps_of(run: Mapping[str, Any]) -> list[dict[str, Any]]:
    """In their order."""
    return sorted(run.get("run_steps") or [], key=lambda step: int(step["index"]))


def dbt_steps(run: Mapping[str, Any]) -> Sequence[int]:
    """The indices of the steps that call dbt for models or tests, and so may leave results."""
    return [
        int(step["index"])
        for step in steps_of(run)
        if "dbt " in step["name"] and "dbt deps" not in step["name"]
    ]


def _a_run(found: Any) -> dict[str, Any]:
    data = found.get("data") if isinstance(found, dict) else None
    if not isinstance(data, dict) or not {"id", "status"} <= data.keys():
        raise DataError("dbt Cloud's answer is no run of a job.", hint="Check the connection's `base_url`.")
    return data


def _listed(found: Any) -> list[dict[str, Any]]:
    data = found.get("data") if isinstance(found, dict) else None
    if not isinstance(data, list):
        raise DataError("dbt Cloud's answer is no list.", hint="Check the connection's `base_url`.")
    return data
