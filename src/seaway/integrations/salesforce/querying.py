"""`salesforce.query`: SOQL over the REST API, page by page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from seaway.integrations.http.records import check_format, save_records
from seaway.integrations.salesforce.connection import Salesforce
from seaway.integrations.salesforce.records import Row, rows_of
from seaway.integrations.salesforce.soql import selected, to_soql
from seaway.sdk.blueprint import blueprint
from seaway.sdk.context import Context
from seaway.sdk.form import Form, Sql

_EVERY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Queried:
    """`path` is the file of `save_to`."""

    rows: int
    columns: list[str] = field(default_factory=list)
    first_rows: list[dict[str, Any]] = field(default_factory=list)
    path: str = ""


@blueprint("salesforce.query", title="Query Salesforce", category="CRM", extra="salesforce")
def query(
    ctx: Context,
    connection: Salesforce,
    soql: Annotated[str, Sql()] = "",
    *,
    soql_file: Annotated[str, Form(picker="file")] = "",
    parameters: dict[str, Any] = {},  # noqa: B006 - never changed
    save_to: str = "",
    first: int = 20,
    include_deleted: bool = False,
) -> Queried:
    """Run SOQL, page by page, in bounded memory.

    Each `{{ }}` in `soql` is a bound value, never pasted: text is escaped, a list is one for each, as in
    `IN ({{ ids }})`. `{{ name | ident }}` is the name of a field or object. For more than some ten thousand
    rows `salesforce.bulk_query` costs fewer calls.

    Args:
        connection: the org
        soql: the query
        soql_file: a file of the project with the query; it is not rendered, its `$name` are taken from
            `parameters`
        parameters: values for `$name` in the query
        save_to: write the rows to this file: `.csv`, `.jsonl`, `.parquet` or `.tsv`. Numbers and booleans
            keep their type, dates are ISO 8601 text, parents are `Owner.Name`, children are JSON
        first: how many rows to give as the output `first_rows`
        include_deleted: also what lies in the recycle bin or was merged away

    Raises:
        InvalidInputError: the SOQL is wrong, with line and column, or names what is not there
        AuthError: the credentials are wrong, or the session was revoked
        PermissionDeniedError: the user may not use the API or read the object
        NotFoundError: there is no such org or API version
        RateLimitError: the day's calls are used up, or too many run at once; retried
        UnavailableError: Salesforce has trouble, or the query takes too long; retried
        ConflictError: the org changed meanwhile
        DataError: an answer that is not Salesforce's

    Example:
        open_leads:
          uses: salesforce.query
          with:
            connection: crm
            soql: |
              SELECT Id, Name, Owner.Name FROM Lead
              WHERE IsConverted = FALSE AND Country = {{ inputs.country }}
            save_to: leads.csv
    """
    if save_to:
        _check_ending(Path(save_to))
    text = to_soql(ctx, soql, soql_file, parameters)
    seen = _Seen(first)
    with connection.open() as api:
        rows = seen.through(ctx, rows_of(api, text, include_deleted=include_deleted))
        path = ""
        if save_to:
            place = ctx.files.path(save_to)
            save_records(place, rows, ctx.temp, columns=selected(text) or ())
            path = ctx.files.name_of(place)
        else:
            for _ in rows:
                pass
    ctx.log.info("%d rows, %d columns.", seen.count, len(seen.columns))
    columns = selected(text) or list(seen.columns)
    return Queried(rows=seen.count, columns=columns, first_rows=seen.kept, path=path)


def _check_ending(place: Path) -> None:
    check_format(place.suffix.removeprefix("."))
    if place.suffix != ".jsonl":
        from seaway.integrations.sql.saving import writer_of

        writer_of(place)


class _Seen:
    """What is remembered of rows that pass."""

    def __init__(self, first: int) -> None:
        self._first = first
        self.count = 0
        self.columns: dict[str, None] = {}
        self.kept: list[dict[str, Any]] = []

    def through(self, ctx: Context, rows: Iterable[Row]) -> Iterator[Row]:
        for self.count, row in enumerate(rows, start=1):
            if self.count <= self._first:
                self.kept.append(dict(row))
            self.columns.update(dict.fromkeys(row))
            if self.count % _EVERY == 0:
                ctx.progress(self.count, 0, "rows")
            yield row
