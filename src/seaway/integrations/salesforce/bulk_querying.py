"""`salesforce.bulk_query`: a query as an outside job, its result streamed to a file."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, cast

from seaway.errors import DataError, TaskError
from seaway.integrations.salesforce import jobs
from seaway.integrations.salesforce.client import SalesforceApi
from seaway.integrations.salesforce.connection import Salesforce
from seaway.integrations.salesforce.jobs import Job
from seaway.integrations.salesforce.soql import to_soql
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.files import atomic_write
from seaway.sdk.form import Duration, Form, Sql
from seaway.sdk.waiting import Deferred

if TYPE_CHECKING:
    import pyarrow as pa

_BLOCK = 2 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkQueried:
    """`path` is the file of `save_to`, with `rows` in it."""

    rows: int
    columns: list[str]
    path: str
    size_bytes: int
    job_id: str


@blueprint("salesforce.bulk_query", title="Query Salesforce in bulk", category="CRM", extra="salesforce")
def bulk_query(
    ctx: Context,
    connection: Salesforce,
    save_to: str,
    soql: Annotated[str, Sql()] = "",
    *,
    soql_file: Annotated[str, Form(picker="file")] = "",
    parameters: dict[str, Any] = {},  # noqa: B006 - never changed
    include_deleted: bool = False,
    rows_per_page: Annotated[int, Form(advanced=True)] = 0,  # noqa: ARG001 - asked for by the poll
    poll: Duration = 15.0,
) -> BulkQueried | Deferred:
    """Run SOQL as a Bulk API 2.0 job, wait without holding a worker, and stream the result to a file.

    For many rows: it costs a handful of calls, however many there are. Each `{{ }}` in `soql` is a bound
    value, never pasted. The job is remembered before it is waited for: after a crash it is taken up.
    Cancelling the task aborts the job. Salesforce takes no key by which it would know a start that comes
    twice: a crash in the moment of the start may leave one job that nobody reads, and that changes nothing.

    Args:
        connection: the org
        save_to: the file; its ending says the format: `.csv`, `.jsonl`, `.parquet` or `.tsv`. All values are
            text, as Salesforce gives them; what is empty is null
        soql: the query; Salesforce allows no nested query, aggregate or `TYPEOF` in bulk
        soql_file: a file of the project with the query; it is not rendered, its `$name` are taken from
            `parameters`
        parameters: values for `$name` in the query; a list is one for each, for `IN ($name)`
        include_deleted: also what lies in the recycle bin or was merged away
        rows_per_page: at most so many rows in an answer; 0 leaves it to Salesforce
        poll: how often to look, at most; the first looks come sooner

    Raises:
        InvalidInputError: the SOQL is wrong, with line and column, or names what is not there
        AuthError: the credentials are wrong, or the session was revoked
        PermissionDeniedError: the user may not use the API or read the object
        ConflictError: somebody aborted the job in Salesforce
        RateLimitError: the day's calls or jobs are used up; a job that runs is asked for again
        UnavailableError: Salesforce has trouble; a job that runs is asked for again
        DataError: an answer that is not Salesforce's

    Example:
        leads:
          uses: salesforce.bulk_query
          with:
            connection: crm
            soql: SELECT Id, Email, Company FROM Lead WHERE CreatedDate >= {{ run.interval_start }}
            save_to: leads.parquet
    """
    _make_of(Path(save_to))
    text = to_soql(ctx, soql, soql_file, parameters)
    asked = {"operation": "queryAll" if include_deleted else "query", "query": text}
    with connection.open() as api:
        api.soql = text
        job = jobs.create(api, "query", asked)
    ctx.log.info("Began the %s.", job.label)
    return Deferred(
        state={"job": job.job_id, "soql": text[:20_000]},
        poll_after_s=min(poll, 1.0),
        reason=f"{job.label} begins",
    )


@bulk_query.on_poll
def _poll(
    ctx: Context, state: object, connection: Salesforce, save_to: str, rows_per_page: int, poll: float
) -> BulkQueried | Deferred:
    def look(api: SalesforceApi, known: dict[str, Any]) -> BulkQueried | Deferred | TaskError:
        job = Job(api=api, kind="query", job_id=str(known["job"]))
        seen = job.look()
        if not jobs.is_over(seen):
            ctx.progress(int(seen.get("numberRecordsProcessed") or 0), 0, "rows")
            return jobs.wait(known, [seen], poll, job.label)
        return jobs.failure_of(job, seen, str(known.get("soql", ""))) or _save(
            ctx, job, save_to, rows_per_page
        )

    return jobs.looked(ctx, state, connection, look, poll)


@bulk_query.on_find
def _find(ctx: Context) -> None:
    """Nothing: Salesforce takes no key for a query job, and one that is run again changes nothing there."""


@bulk_query.on_cancel
def _cancel(ctx: Context, state: object, connection: Salesforce) -> None:
    jobs.cancel(ctx, connection, "query", [str(cast("dict[str, Any]", state)["job"])])


def _save(ctx: Context, job: Job, save_to: str, rows_per_page: int) -> BulkQueried:
    place = ctx.files.path(save_to)
    make, aside = _make_of(place), ctx.temp / "result.csv"
    with aside.open("wb") as stream:
        rows, columns = _fetch(ctx, job, stream, rows_per_page)
    make(aside, place)
    aside.unlink(missing_ok=True)
    ctx.log.info("Wrote %d rows of the %s.", rows, job.label)
    return BulkQueried(
        rows=rows,
        columns=columns,
        path=ctx.files.name_of(place),
        size_bytes=place.stat().st_size,
        job_id=job.job_id,
    )


def _fetch(ctx: Context, job: Job, target: BinaryIO, rows_per_page: int) -> tuple[int, list[str]]:
    """All pages of a result, with one header; the number of rows, and the columns."""
    locator, rows, header = "", 0, b""
    while True:
        params = {"locator": locator} if locator else {}
        params |= {"maxRecords": str(rows_per_page)} if rows_per_page else {}
        with job.result("results", params) as response:
            page = jobs.stream_of(response.iter_bytes())
            first = page.readline()
            if not header or first.strip() != header.strip():
                target.write(first)
            header = header or first
            shutil.copyfileobj(page, target, 1 << 18)
            rows += int(response.headers.get("sforce-numberofrecords") or 0)
            locator = response.headers.get("sforce-locator") or "null"
        ctx.progress(rows, 0, "rows")
        if locator == "null":
            return rows, _columns(header)


def _columns(header: bytes) -> list[str]:
    import csv

    try:
        return next(csv.reader([header.decode("utf-8-sig").rstrip("\r\n")]), [])
    except (UnicodeError, csv.Error) as error:
        raise DataError("The result's header can't be read.", hint="Does a proxy change answers?") from error


def _make_of(place: Path) -> Any:
    """What brings the CSV of Salesforce into the format that the ending says.

    Raises:
        InvalidInputError: the ending says none.
    """
    if place.suffix.lower() == ".csv":
        return _copy
    from seaway.integrations.sql.saving import writer_of

    writer_of(place)
    return _convert


def _copy(source: Path, place: Path) -> None:
    with source.open("rb") as stream, atomic_write(place) as target:
        shutil.copyfileobj(stream, target, 1 << 20)


def _convert(source: Path, place: Path) -> None:
    from seaway.integrations.sql.saving import save

    with _batches(source) as (schema, batches):
        save(place, schema, batches)


@contextmanager
def _batches(source: Path) -> "Iterator[tuple[pa.Schema, Iterator[pa.RecordBatch]]]":
    """All columns as text, in bounded memory; Salesforce has no text that is empty and not null."""
    import pyarrow as pa
    from pyarrow import csv

    reading = csv.ReadOptions(block_size=_BLOCK, use_threads=False)
    parsing = csv.ParseOptions(newlines_in_values=True)
    if source.stat().st_size == 0:
        yield pa.schema([]), iter(())
        return
    with source.open("rb") as stream:
        names = _columns(stream.readline())
    texts = csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
    )
    try:
        with csv.open_csv(source, reading, parsing, texts) as reader:
            yield reader.schema, iter(reader)
    except pa.ArrowInvalid as error:
        raise DataError(f"The result can't be read: {error}.", hint="Does a proxy change answers?") from error
