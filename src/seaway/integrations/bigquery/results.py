"""What the jobs give."""

from dataclasses import dataclass, field
from typing import Any

from seaway.integrations.bigquery.dialect import type_of
from seaway.integrations.sql.protocol import Column
from seaway.integrations.sql.results import as_dicts
from seaway.sdk.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryJob:
    """`rows` were given by a query, or changed by a statement. `table` is what was written, if anything was.

    A dry run has only `statement`, `columns` and `bytes_processed`: what the query would read."""

    job_id: str = ""
    statement: str = ""
    rows: int = 0
    columns: list[Column] = field(default_factory=list)
    first_rows: list[dict[str, Any]] = field(default_factory=list)
    table: str = ""
    bytes_processed: int = 0
    bytes_billed: int = 0
    from_cache: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadJob:
    job_id: str
    table: str
    rows: int
    bad_rows: int = 0
    """Rows that were left out, at most `max_bad_rows`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportJob:
    job_id: str
    to: str
    files: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyJob:
    job_id: str
    table: str
    rows: int | None = None


def finished_query(ctx: Context, job: Any, connection_name: str, first: int, into: str) -> QueryJob:
    """The result of a query that is done; the first rows of it are fetched."""
    target = into or _written(job)
    found = job.result(max_results=max(first, 1), retry=None)
    changed = job.num_dml_affected_rows
    rows = int(changed) if changed is not None else int(found.total_rows or 0)
    if target:
        ctx.report_asset(f"{connection_name}/{_short(target)}", rows=rows)
    columns = columns_of(found.schema or [])
    shown = [row.values() for _, row in zip(range(first), found, strict=False)] if columns else []
    ctx.log.info(
        "%s: %d rows, %d bytes read.", job.statement_type or "Done", rows, job.total_bytes_processed or 0
    )
    return QueryJob(
        job_id=job.job_id,
        statement=job.statement_type or "",
        rows=rows,
        columns=columns,
        first_rows=list(as_dicts([column.name for column in columns], shown)),
        table=target,
        bytes_processed=int(job.total_bytes_processed or 0),
        bytes_billed=int(job.total_bytes_billed or 0),
        from_cache=bool(job.cache_hit),
    )


def finished_load(ctx: Context, job: Any, connection_name: str) -> LoadJob:
    table = _id_of(job.destination)
    rows = int(job.output_rows or 0)
    ctx.report_asset(f"{connection_name}/{_short(table)}", rows=rows)
    ctx.log.info("%d rows into %s.", rows, table)
    return LoadJob(
        job_id=job.job_id, table=table, rows=rows, bad_rows=_statistic(job, "load", "badRecords") or 0
    )


def finished_export(ctx: Context, job: Any, connection_name: str) -> ExportJob:
    ctx.report_asset(f"{connection_name}/{_short(_id_of(job.source))}", mode="read")
    counts = job.destination_uri_file_counts
    return ExportJob(
        job_id=job.job_id, to=job.destination_uris[0], files=sum(map(int, counts)) if counts else None
    )


def finished_copy(ctx: Context, job: Any, connection_name: str) -> CopyJob:
    table, rows = _id_of(job.destination), _statistic(job, "copy", "copiedRows")
    ctx.report_asset(f"{connection_name}/{_short(table)}", rows=rows)
    return CopyJob(job_id=job.job_id, table=table, rows=rows)


def columns_of(schema: Any) -> list[Column]:
    return [Column(name=each.name, type=type_of(each)) for each in schema]


def _statistic(job: Any, kind: str, name: str) -> int | None:
    """A number that Google's client has no property for."""
    found = (job._properties.get("statistics", {}).get(kind) or {}).get(name)
    return None if found is None else int(found)


def _written(job: Any) -> str:
    """The table that a CREATE, INSERT and the like names; empty for a query."""
    if target := job.ddl_target_table:
        return _id_of(target)
    is_change = job.num_dml_affected_rows is not None or str(job.statement_type or "").startswith("CREATE")
    return _id_of(job.destination) if is_change and job.destination else ""


def _id_of(reference: Any) -> str:
    return f"{reference.project}.{reference.dataset_id}.{reference.table_id}"


def _short(table: str) -> str:
    """`dataset.table`, as assets are named in a connection."""
    return table.partition(".")[2]
