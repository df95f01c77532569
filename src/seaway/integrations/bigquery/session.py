"""A session with BigQuery for the verbs of the SQL family: each statement is a job that is waited for.

BigQuery has no transaction around several jobs here, so what is several statements elsewhere (`replace`,
`merge`) is one MERGE, and rows arrive by one load job: each takes effect in whole or not at all."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from google.api_core.exceptions import GoogleAPICallError, NotFound, RetryError
from google.auth.exceptions import GoogleAuthError
from google.cloud import bigquery
from google.cloud.bigquery.retry import DEFAULT_RETRY
from requests.exceptions import RequestException

from seaway.errors import ConflictError, UnavailableError
from seaway.integrations.bigquery.dialect import DIALECT, literal, type_of
from seaway.integrations.bigquery.failures import to_fault
from seaway.integrations.bigquery.jobs import TIMEOUT_S, label_of
from seaway.integrations.bigquery.starting import parameter, query_config
from seaway.integrations.bigquery.types import schema_of, to_arrow, to_column
from seaway.integrations.sql.protocol import Column, Dialect, Fault, Result, Row, Session, Table

if TYPE_CHECKING:
    from seaway.integrations.bigquery.connection import BigQuery

_PAGE_ROWS = 10_000
_PATIENCE = DEFAULT_RETRY.with_timeout(120)
"""For a job that runs while BigQuery does not answer."""
_STAGE_LASTS = "TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 1 DAY)"


class BigQuerySession(Session):
    dialect: ClassVar[Dialect] = DIALECT
    errors = (GoogleAPICallError, GoogleAuthError, RequestException, RetryError)

    def __init__(self, client: Any, connection: "BigQuery") -> None:
        self._client = client
        self._connection = connection
        self._text = ""
        self._job: Any = None
        """What was sent and has not ended, as far as is known."""
        self._stages: list[Table] = []

    def execute(self, text: str, values: Sequence[object] = (), *, stream: bool = False) -> Result:
        bound = [parameter(f"p{number}", value) for number, value in enumerate(values, start=1)]
        config = query_config(self._connection, bound=bound, labels=self._labels)
        self._text = text
        self._job = self._client.query(text, job_config=config, retry=None, job_retry=None, timeout=TIMEOUT_S)
        found = self._ended(page_size=_PAGE_ROWS)
        job, self._job = self._job, None
        if job.num_dml_affected_rows is not None:
            return _changed(job)
        if not found.schema:
            return Result()
        rows = iter(found)

        def lists(size: int) -> Iterator[list[Row]]:
            while some := [row.values() for row in islice(rows, size)]:
                yield some

        columns = [Column(name=field.name, type=type_of(field)) for field in found.schema]
        return Result(columns=columns, rows=lists, schema=lambda: schema_of(found.schema))

    def insert(self, table: Table, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> int:
        """By one load job of a Parquet file, which is written on this machine's disk first."""
        target = self._name_of(table)
        fields = {field.name: field for field in self._client.get_table(target, retry=None).schema}
        config = bigquery.LoadJobConfig(
            source_format="PARQUET",
            write_disposition="WRITE_APPEND",
            schema=[fields[name] for name in schema.names],
            labels=self._labels,
        )
        with tempfile.TemporaryFile(prefix="seaway-") as file:
            with pq.ParquetWriter(file, schema, compression="zstd") as writer:
                written = 0
                for batch in batches:
                    writer.write_batch(batch)
                    written += batch.num_rows
            if written:
                file.seek(0)
                self._job = self._client.load_table_from_file(
                    file, target, job_config=config, num_retries=0, timeout=TIMEOUT_S
                )
                self._ended()
                self._job = None
        return written

    def _ended(self, **more: Any) -> Any:
        """Wait for the job that was sent; one that failed has ended too."""
        try:
            return self._job.result(retry=_PATIENCE, **more)
        except GoogleAPICallError:
            if self._job.state == "DONE":
                self._job = None
            raise

    def fault(self, error: Exception) -> Fault | None:
        found = to_fault(error, self._connection.label, self._text)
        if self._job is None or found.kind is not UnavailableError:
            return found
        return Fault(
            kind=ConflictError,
            message=f"{found.message} The job {self._job.job_id} may have taken effect or not.",
            hint="Look for the job in BigQuery before you run the task again.",
        )

    def close(self) -> None:
        """Cancel what still runs, and remove stages that are left."""
        with suppress(*self.errors):
            if self._job is not None:
                self._client.cancel_job(self._job.job_id, location=self._job.location, retry=None)
        for stage in self._stages:
            with suppress(*self.errors):
                self._client.delete_table(self._name_of(stage), retry=None, not_found_ok=True)

    def begin(self) -> None:
        """Each job is all or nothing by itself; see `Dialect.has_transactions`."""

    def commit(self) -> None:
        return None

    def rollback(self) -> None:
        return None

    def literal(self, value: object) -> str:
        return literal(value)

    def columns(self, table: Table) -> list[Column]:
        try:
            found = self._client.get_table(self._name_of(table), retry=None, timeout=TIMEOUT_S)
        except NotFound:
            return []
        return [Column(name=field.name, type=type_of(field)) for field in found.schema]

    def tables(self, schema: str = "") -> list[Table]:
        place = schema or self._connection.dataset
        listed = self._client.list_tables(place, retry=None, timeout=TIMEOUT_S)
        return [Table((one.dataset_id, one.table_id)) for one in listed]

    def arrow_type(self, type_name: str) -> pa.DataType | None:
        return to_arrow(type_name)

    def column_type(self, kind: pa.DataType) -> str:
        return to_column(kind)

    def create_stage(self, like: Table, columns: Sequence[Column]) -> tuple[Table, list[str]]:
        """A table beside it; BigQuery removes it a day later where nobody could."""
        stage = like.beside(f"__stage_{uuid4().hex[:12]}", self.dialect.longest_name)
        self._stages.append(stage)
        listed = ", ".join(f"{self.dialect.name_of(column.name)} {column.type}" for column in columns)
        made = f"CREATE TABLE {self.dialect.table(stage)} ({listed})"
        return stage, [f"{made} OPTIONS (expiration_timestamp = {_STAGE_LASTS})"]

    def replace_rows(self, table: Table, stage: Table, columns: Sequence[str]) -> list[str]:
        target, staged, names = self._both(table, stage, columns)
        delete = "WHEN NOT MATCHED BY SOURCE THEN DELETE"
        insert = f"WHEN NOT MATCHED THEN INSERT ({names}) VALUES ({names})"
        return [f"MERGE INTO {target} AS t USING {staged} AS s ON FALSE {delete} {insert}"]

    def merge_rows(self, table: Table, stage: Table, columns: Sequence[str], key: Sequence[str]) -> list[str]:
        target, staged, names = self._both(table, stage, columns)
        quoted = self.dialect.name_of
        same = " AND ".join(f"t.{quoted(name)} = s.{quoted(name)}" for name in key)
        changes = ", ".join(f"{quoted(name)} = s.{quoted(name)}" for name in columns if name not in key)
        update = f"WHEN MATCHED THEN UPDATE SET {changes} " if changes else ""
        insert = f"WHEN NOT MATCHED THEN INSERT ({names}) VALUES ({names})"
        return [f"MERGE INTO {target} AS t USING {staged} AS s ON {same} {update}{insert}"]

    def replace_table_as(self, table: Table, query: str) -> list[str]:
        return [f"CREATE OR REPLACE TABLE {self.dialect.table(table)} AS\n{query}"]

    def _both(self, table: Table, stage: Table, columns: Sequence[str]) -> tuple[str, str, str]:
        return self.dialect.table(table), self.dialect.table(stage), self.dialect.names(columns)

    def _name_of(self, table: Table) -> str:
        return self._connection.table_id(str(table))

    @property
    def _labels(self) -> dict[str, str]:
        name = label_of(self._connection.name)
        return {"seaway_connection": name} if name else {}


def _changed(job: Any) -> Result:
    """A MERGE that replaces counts what it deleted too; what is there afterwards is what counts here."""
    if (stats := job.dml_stats) is None or job.statement_type != "MERGE":
        return Result(changed=int(job.num_dml_affected_rows))
    updated = int(stats.updated_row_count)
    return Result(changed=int(stats.inserted_row_count) + updated, updated=updated)
