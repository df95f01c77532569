"""`salesforce.upsert`: rows of files into an object, by Bulk API 2.0 jobs that are started just once."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Any, Literal, cast

from seaway.errors import DataError, RateLimitError, TaskError, UnavailableError
from seaway.integrations.salesforce import jobs
from seaway.integrations.salesforce.client import SalesforceApi
from seaway.integrations.salesforce.connection import Salesforce
from seaway.integrations.salesforce.failures import code_of, of_text
from seaway.integrations.salesforce.jobs import Job
from seaway.integrations.salesforce.sending import Plan, parts_of
from seaway.integrations.salesforce.soql import named
from seaway.integrations.sql.naming import found_files
from seaway.integrations.storage.remote import pieces_of
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Form
from seaway.sdk.waiting import Deferred

_SHOWN = 3
_REASON = 300
_MOST_REASONS = 1000
_OTHERS = "others"
_UNTOUCHED = "Salesforce did not get to this row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upserted:
    """Of `rows`, `failed` stand with their reason in the file `failed_path`."""

    rows: int
    created: int = 0
    updated: int = 0
    failed: int = 0
    failed_path: str = ""
    job_ids: list[str]


@blueprint("salesforce.upsert", title="Upsert into Salesforce", category="CRM", extra="salesforce")
def upsert(
    ctx: Context,
    connection: Salesforce,
    object: str,  # noqa: A002 - Salesforce's own word
    paths: list[str],
    *,
    external_id: str = "Id",
    columns: dict[str, str] = {},  # noqa: B006 - never changed
    empty: Literal["keep", "clear"] = "keep",
    failed_to: str = "failed.csv",  # noqa: ARG001 - asked for by the poll
    if_failed: Literal["fail", "continue"] = "fail",  # noqa: ARG001 - asked for by the poll
    most_failed: Annotated[int, Form(show_if={"if_failed": "fail"})] = 0,  # noqa: ARG001 - asked for by the poll
    if_missing: Literal["fail", "skip"] = "fail",
    poll: Duration = 15.0,  # noqa: ARG001 - asked for by the poll
) -> Upserted | Deferred:
    """Write rows of files to an object: those whose external id is known are updated, the others created.

    Runs as Bulk API 2.0 jobs of at most 100 MB each, without holding a worker. The data is sent first, and
    the jobs are started once they are remembered: after a crash they are taken up, never started twice.
    Cancelling the task aborts them; what they wrote until then stays.

    Args:
        connection: the org
        object: such as `Lead` or `Order__c`
        paths: files or patterns in the task's directory: `.csv`, `.tsv`, `.jsonl` or `.parquet`
        external_id: the field that says which record a row is; `Id` or a field marked as External ID
        columns: fields by columns of the files, such as `mail: Email`; only these are sent. Without it all
            columns are, by their own names
        empty: what an empty value does: `keep` leaves the field as it is, `clear` empties it
        failed_to: file for the rows that failed, each with its reason in `sf__Error`
        if_failed: whether the task fails when rows did; the others are written all the same
        most_failed: so many failed rows are let pass
        if_missing: what to do when a path matches no file
        poll: how often to look, at most; the first looks come sooner

    Raises:
        DataError: rows were refused, and the most frequent reasons; or a file can't be read
        NotFoundError: no file matches
        InvalidInputError: no such object or field, a name that is none, or no column for `external_id`
        AuthError: the credentials are wrong, or the session was revoked
        PermissionDeniedError: the user may not use the API or write the object
        ConflictError: somebody aborted a job in Salesforce
        RateLimitError: the day's calls or jobs are used up; retried
        UnavailableError: Salesforce has trouble, or all failed rows were locked by others; retried

    Example:
        to_salesforce:
          uses: salesforce.upsert
          with:
            connection: crm
            object: Contact
            paths: [contacts.csv]
            external_id: Customer_Number__c
    """
    plan = Plan(
        object=named(object, "an object"),
        external_id=named(external_id, "a field"),
        columns=columns,
        empty=empty,
    )
    begun: list[str] = []
    rows = 0
    with connection.open() as api:
        try:
            for part in parts_of(found_files(ctx, paths, if_missing), plan, ctx.temp):
                job = jobs.create(api, "ingest", plan.to_job())
                begun.append(job.job_id)
                with part.place.open("rb") as stream:
                    api.read(
                        "PUT",
                        job.path("/batches"),
                        expect="",
                        headers={"Content-Type": "text/csv", "Content-Length": str(part.size_bytes)},
                        content=pieces_of(stream, 1 << 18),
                    )
                rows += part.rows
                ctx.progress(rows, 0, "rows sent")
        except TaskError:
            _drop(api, begun)
            raise
    if not begun:
        return Upserted(rows=0, job_ids=[])
    ctx.log.info("Sent %d rows for %s.", rows, ", ".join(begun))
    return Deferred(state={"jobs": begun, "rows": rows}, poll_after_s=0, reason=f"{rows} rows were sent")


@upsert.on_poll
def _poll(
    ctx: Context,
    state: object,
    connection: Salesforce,
    object: str,  # noqa: A002 - Salesforce's own word
    failed_to: str,
    if_failed: str,
    most_failed: int,
    poll: float,
) -> Upserted | Deferred:
    def look(api: SalesforceApi, known: dict[str, Any]) -> Upserted | Deferred | TaskError:
        every = [Job(api=api, kind="ingest", job_id=str(job_id)) for job_id in known["jobs"]]
        seen = [_started(job, job.look()) for job in every]
        done = sum(int(each.get("numberRecordsProcessed") or 0) for each in seen)
        ctx.progress(done, int(known["rows"]))
        if not all(jobs.is_over(each) for each in seen):
            return jobs.wait(known, seen, poll, f"upsert into {object}")
        for job, each in zip(every, seen, strict=True):
            if failure := jobs.failure_of(job, each):
                return failure
        found, reasons = _collect(ctx, every, int(known["rows"]), failed_to)
        ctx.report_asset(f"{connection.name}/{object}", rows=found.created + found.updated)
        if if_failed == "fail" and found.failed > most_failed:
            return _refused(object, found, reasons)
        return found

    return jobs.looked(ctx, state, connection, look, poll)


@upsert.on_find
def _find(ctx: Context) -> None:
    """Nothing: a job that was not remembered was not started either, and does nothing."""


@upsert.on_cancel
def _cancel(ctx: Context, state: object, connection: Salesforce) -> None:
    jobs.cancel(ctx, connection, "ingest", map(str, cast("dict[str, Any]", state)["jobs"]))


def _started(job: Job, seen: Mapping[str, Any]) -> Mapping[str, Any]:
    """What it is after a start, where it waits for one."""
    if seen["state"] != "Open":
        return seen
    job.move("UploadComplete")
    return {**seen, "state": "UploadComplete"}


def _drop(api: SalesforceApi, job_ids: list[str]) -> None:
    """Nothing of them was started; Salesforce drops them by itself after a week."""
    for job_id in job_ids:
        try:
            Job(api=api, kind="ingest", job_id=job_id).move("Aborted")
        except TaskError:
            return


def _collect(ctx: Context, every: list[Job], rows: int, failed_to: str) -> tuple[Upserted, Counter[str]]:
    """Count what was done, and write what was not to a file."""
    created = updated = 0
    for job in every:
        with job.result("successfulResults") as response:
            for row in jobs.table(response.iter_bytes()):
                is_new = row.get("sf__Created") == "true"
                created, updated = created + is_new, updated + (not is_new)
    reasons: Counter[str] = Counter()
    path = _write_failed(ctx, _failed_rows(every), reasons, failed_to)
    found = Upserted(
        rows=rows,
        created=created,
        updated=updated,
        failed=reasons.total(),
        failed_path=path,
        job_ids=[job.job_id for job in every],
    )
    ctx.log.info("%d created, %d updated, %d failed.", created, updated, found.failed)
    return found, reasons


def _failed_rows(every: list[Job]) -> Iterator[dict[str, str]]:
    for job in every:
        for name in ("failedResults", "unprocessedrecords"):
            with job.result(name) as response:
                for row in jobs.table(response.iter_bytes()):
                    yield {"sf__Id": "", "sf__Error": _UNTOUCHED, **row}


def _write_failed(ctx: Context, rows: Iterator[dict[str, str]], reasons: Counter[str], failed_to: str) -> str:
    first = next(rows, None)
    if first is None:
        return ""
    with ctx.files.writing(failed_to) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
        writer = csv.DictWriter(text, fieldnames=list(first), extrasaction="ignore", restval="")
        writer.writeheader()
        for row in chain([first], rows):
            writer.writerow(row)
            reason = row["sf__Error"].removesuffix(":--")[:_REASON]
            reasons[reason if reason in reasons or len(reasons) < _MOST_REASONS else _OTHERS] += 1
        text.detach()
    return ctx.files.name_of(ctx.files.path(failed_to))


def _refused(name: str, found: Upserted, reasons: Counter[str]) -> TaskError:
    """Locked rows alone are worth another try; what is wrong with the rows is not."""
    shown = "; ".join(f"{count} times {reason}" for reason, count in reasons.most_common(_SHOWN))
    said = f"{found.failed} of {found.rows} rows were not written to {name}: {shown}"
    kinds = {type(of_text(reason, "")) for reason in reasons if code_of(reason)}
    if kinds and kinds <= {UnavailableError, RateLimitError} and all(map(code_of, reasons)):
        return UnavailableError(said, hint="Others hold the records; `retry` writes all rows again.")
    return DataError(
        said,
        hint="Correct the rows, or let the task go on with `if_failed: continue`: it gives them as a file.",
    )
