"""Turns what a form says into a job's configuration."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any, Literal

from seaway.errors import InvalidInputError
from seaway.integrations.bigquery.connection import BigQuery
from seaway.integrations.bigquery.dialect import DIALECT, literal
from seaway.integrations.sql.running import read_statements
from seaway.integrations.sql.script import Bound
from seaway.sdk.context import Context
from seaway.sdk.form import Duration, Form

if TYPE_CHECKING:
    from google.cloud import bigquery

Labels = Annotated[dict[str, str], Form(advanced=True)]
Poll = Annotated[Duration, Form(advanced=True)]
IfExists = Literal["append", "replace", "fail"]
Format = Literal["auto", "csv", "jsonl", "parquet", "avro", "orc"]

_WRITE = {"append": "WRITE_APPEND", "replace": "WRITE_TRUNCATE", "fail": "WRITE_EMPTY"}
_FORMATS = {
    "csv": "CSV",
    "tsv": "CSV",
    "jsonl": "NEWLINE_DELIMITED_JSON",
    "ndjson": "NEWLINE_DELIMITED_JSON",
    "json": "NEWLINE_DELIMITED_JSON",
    "parquet": "PARQUET",
    "avro": "AVRO",
    "orc": "ORC",
}


def write_disposition(if_exists: IfExists) -> str:
    return _WRITE[if_exists]


def source_format(form: Format, path: str) -> str:
    """BigQuery's word for it; `auto` looks at the ending, behind a `.gz`.

    Raises:
        InvalidInputError: the ending says nothing.
    """
    ending = PurePosixPath(path.removesuffix(".gz")).suffix.lstrip(".").lower() if form == "auto" else form
    if ending not in _FORMATS:
        raise InvalidInputError(
            f"`{path}` has no ending that says its format.",
            hint="Set `format`: csv, jsonl, parquet, avro or orc.",
        )
    return _FORMATS[ending]


def bucket_addresses(paths: list[str]) -> list[str]:
    """`paths`, all of them in Google Cloud Storage, one `*` in each at most: BigQuery takes no more.

    Raises:
        InvalidInputError: none, or one that is elsewhere.
    """
    if not paths:
        raise InvalidInputError("There are no `paths`.", hint="Write one such as `gs://bucket/day/*.csv`.")
    for path in paths:
        if not path.startswith("gs://") or path.count("*") > 1 or "**" in path:
            raise InvalidInputError(
                f"`{path}` is no address that BigQuery reads or writes.",
                hint="Write `gs://bucket/path`, with at most one `*`, which crosses folders.",
            )
    return paths


def statements(
    ctx: Context, sql: str, sql_file: str, parameters: Mapping[str, object]
) -> "tuple[str, list[bigquery.ScalarQueryParameter | bigquery.ArrayQueryParameter]]":
    """The whole text, in which each statement stands at its line, and the bound parameters.

    Raises:
        InvalidInputError: no SQL, or two; both kinds of parameters; a file that is not there.
    """
    text, values = "", list[object]()
    for statement in read_statements(ctx, DIALECT, sql, sql_file, parameters):
        text += "\n" * max(statement.line - 1 - text.count("\n"), 0)
        if statement.verb == "CREATE" and "TABLE" not in statement.words:  # views take no parameters
            text += statement.inlined(literal)
        else:
            for part in statement.parts:
                text += f"@p{len(values) + 1}" if isinstance(part, Bound) else part
                values += [part.value] if isinstance(part, Bound) else []
        text += ";"
    return text, [parameter(f"p{number}", value) for number, value in enumerate(values, start=1)]


def query_config(
    connection: BigQuery,
    *,
    bound: "list[bigquery.ScalarQueryParameter | bigquery.ArrayQueryParameter]",
    labels: Mapping[str, str],
    into: str = "",
    if_exists: IfExists = "replace",
    max_bytes_billed: int | None = None,
    is_batch: bool = False,
    dry_run: bool = False,
) -> "bigquery.QueryJobConfig":
    """The smaller of the two limits counts: the task's, or the connection's."""
    from google.cloud import bigquery

    config = bigquery.QueryJobConfig(
        query_parameters=bound,
        labels=dict(labels),
        use_legacy_sql=False,
        priority="BATCH" if is_batch else "INTERACTIVE",
    )
    if connection.dataset:
        config.default_dataset = bigquery.DatasetReference.from_string(
            connection.dataset, default_project=connection.project
        )
    limits = [each for each in (max_bytes_billed, connection.max_bytes_billed) if each is not None]
    if limits:
        config.maximum_bytes_billed = min(limits)
    if into:
        config.destination = bigquery.TableReference.from_string(connection.table_id(into))
        config.write_disposition = write_disposition(if_exists)
    if dry_run:
        config.dry_run, config.use_query_cache = True, False
    return config


def schema_of(columns: Mapping[str, str]) -> "list[bigquery.SchemaField]":
    """Fields from `{name: TYPE}`; `TYPE NOT NULL` is required."""
    from google.cloud import bigquery

    return [
        bigquery.SchemaField(
            name,
            kind.upper().removesuffix("NOT NULL").strip(),
            mode="REQUIRED" if kind.upper().endswith("NOT NULL") else "NULLABLE",
        )
        for name, kind in columns.items()
    ]


def parameter(name: str, value: object) -> "bigquery.ScalarQueryParameter | bigquery.ArrayQueryParameter":
    """A bound parameter of the type that BigQuery has for the value."""
    from google.cloud import bigquery

    if isinstance(value, list):
        kind = _type(next((each for each in value if each is not None), ""))
        return bigquery.ArrayQueryParameter(name, kind, value)
    scalar: Any = value
    return bigquery.ScalarQueryParameter(name, _type(value), scalar)


def _type(value: object) -> str:
    """BigQuery reads a STRING as a date or time where one is wanted, so text is no loss."""
    match value:
        case bool():
            return "BOOL"
        case int():
            return "INT64"
        case float():
            return "FLOAT64"
        case Decimal():
            return "NUMERIC"
        case datetime():
            return "TIMESTAMP" if value.tzinfo else "DATETIME"
        case date():
            return "DATE"
        case time():
            return "TIME"
        case bytes():
            return "BYTES"
        case str() | None:
            return "STRING"
    raise InvalidInputError(
        f"A parameter is a {type(value).__name__}, which BigQuery takes no parameter of.",
        hint="Give text, a number, a boolean, a date or a list of them.",
    )
