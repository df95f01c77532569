"""Bulk API 2.0's jobs: what is asked of them, what their states mean, and their results as a stream.

After the Bulk API 2.0 and Bulk API Developer Guide ("Query", "Ingest", "Get Results for a Query Job")."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal, TypeVar, cast

from seaway.errors import ConflictError, DataError, NotFoundError, TaskError
from seaway.integrations.http.client import Call
from seaway.integrations.outside import ask_again, still_runs
from seaway.integrations.salesforce.client import SalesforceApi, found_in
from seaway.integrations.salesforce.connection import Salesforce
from seaway.integrations.salesforce.failures import of_text
from seaway.integrations.storage.remote import Pieces, buffered
from seaway.sdk.context import Context
from seaway.sdk.waiting import Deferred

Kind = Literal["query", "ingest"]
R = TypeVar("R")
_FIELD_BYTES = 1 << 27


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job of one kind."""

    api: SalesforceApi
    kind: Kind
    job_id: str

    @property
    def label(self) -> str:
        return f"Salesforce job {self.job_id}"

    def path(self, rest: str = "") -> str:
        return self.api.data(f"jobs/{self.kind}/{self.job_id}{rest}")

    def look(self) -> Mapping[str, Any]:
        """What Salesforce says of it."""
        found = self.api.json(Call(path=self.path()))
        found_in(found, "state", "state of a job")
        return cast("Mapping[str, Any]", found)

    def move(self, state: Literal["UploadComplete", "Aborted"]) -> None:
        self.api.json(Call(method="PATCH", path=self.path(), json={"state": state}))

    def result(self, name: str, params: Mapping[str, str] | None = None) -> Any:
        """A stream of CSV."""
        headers = {"Accept": "text/csv"}
        return self.api.stream("GET", self.path(f"/{name}"), expect="csv", params=params, headers=headers)


def create(api: SalesforceApi, kind: Kind, content: Mapping[str, object]) -> Job:
    """A new job; one that ingests does nothing before its data is complete."""
    found = api.json(Call(method="POST", path=api.data(f"jobs/{kind}"), json=content))
    return Job(api=api, kind=kind, job_id=str(found_in(found, "id", "id of a job")))


def is_over(seen: Mapping[str, Any]) -> bool:
    return seen["state"] in {"JobComplete", "Failed", "Aborted"}


def failure_of(job: Job, seen: Mapping[str, Any], soql: str = "") -> TaskError | None:
    """Why a job that is over came to nothing; None where it did not."""
    if seen["state"] == "Aborted":
        return ConflictError(
            f"{job.label} was aborted in Salesforce.", hint="Ask who did it; a new run starts another."
        )
    if seen["state"] == "Failed":
        return of_text(str(seen.get("errorMessage") or "Salesforce names no reason"), job.label, soql)
    return None


def wait(state: Mapping[str, Any], seen: Iterable[Mapping[str, Any]], poll_s: float, reason: str) -> Deferred:
    """Look again, the first times sooner."""
    states = ", ".join(sorted({str(each["state"]) for each in seen}))
    return still_runs(state, poll_s, f"{reason} is {states}")


def looked(
    ctx: Context,
    state: object,
    connection: Salesforce,
    look: Callable[[SalesforceApi, dict[str, Any]], R | Deferred | TaskError],
    poll_s: float,
) -> R | Deferred:
    """Look by `look`, which gives an error where the job itself failed. That Salesforce can't be asked for a
    while does not end a job that runs."""
    known = dict(cast("Mapping[str, Any]", state))

    def ask() -> R | TaskError | Deferred:
        with connection.open() as api:
            return look(api, known)

    found: R | TaskError | Deferred = ask_again(ctx, known, poll_s, ask)
    if isinstance(found, TaskError):
        raise found
    return found


def cancel(ctx: Context, connection: Salesforce, kind: Kind, job_ids: Iterable[str]) -> None:
    """Abort jobs; that one is over or gone is as good."""
    with connection.open() as api:
        for job_id in job_ids:
            job = Job(api=api, kind=kind, job_id=job_id)
            try:
                if not is_over(job.look()):
                    job.move("Aborted")
                    ctx.log.info("Aborted the %s.", job.label)
            except (NotFoundError, ConflictError):
                continue


def table(pieces: Iterable[bytes]) -> Iterator[dict[str, str]]:
    """The rows of a CSV stream.

    Raises:
        DataError: it is no CSV.
    """
    text = io.TextIOWrapper(stream_of(pieces), encoding="utf-8", newline="")
    csv.field_size_limit(_FIELD_BYTES)
    try:
        for row in csv.DictReader(text):
            yield {str(name): value or "" for name, value in row.items()}
    except (csv.Error, UnicodeError) as error:
        raise DataError(
            f"A result of Salesforce can't be read: {error}.", hint="Does a proxy change answers?"
        ) from error


def stream_of(pieces: Iterable[bytes]) -> BinaryIO:
    """Pieces as a stream; what breaks it is told where they come from."""
    return buffered(Pieces(iter(pieces), told=nullcontext))
