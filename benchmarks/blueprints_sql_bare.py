"""What the drivers need for the work of the SQL verbs, used as their own documentation shows it."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

_ROWS = 10_000
_BIG = "SELECT * FROM big"
_NAMES = ("id", "amount", "day", "note")
_MERGE = (
    "MERGE INTO bare AS t USING {stage} AS s ON t.id = s.id"
    " WHEN MATCHED THEN UPDATE SET amount = s.amount, day = s.day, note = s.note"
    " WHEN NOT MATCHED THEN INSERT (id, amount, day, note) VALUES (s.id, s.amount, s.day, s.note)"
)


class Bare:
    """By DB-API 2: rows come in lists, and go in lists. The table `bare` is there, as the verb's own is."""

    marks = "?, ?, ?, ?"
    upsert = (
        " ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, day = excluded.day, note = excluded.note"
    )

    def __init__(self, fields: Mapping[str, Any], folder: Path) -> None:
        self.folder = folder
        self.connection = self.connect(fields)

    def connect(self, fields: Mapping[str, Any]) -> Any:
        raise NotImplementedError

    def streaming(self) -> Any:
        """A cursor that leaves rows at the server."""
        return self.connection.cursor()

    def batches(self, sql: str) -> Iterator[Sequence[Any]]:
        cursor = self.streaming()
        cursor.execute(sql)
        while rows := cursor.fetchmany(_ROWS):
            yield rows

    def run(self, *statements: str) -> None:
        cursor = self.connection.cursor()
        for text in statements:
            cursor.execute(text)
        self.connection.commit()

    def write(self, rows: Iterator[Sequence[Any]], after: str = "") -> None:
        cursor = self.connection.cursor()
        while some := list(islice(rows, _ROWS)):
            cursor.executemany(f"INSERT INTO bare (id, amount, day, note) VALUES ({self.marks}){after}", some)

    # --- the verbs ------------------------------------------------------------------------------------------

    def read(self) -> int:
        return sum(len(rows) for rows in self.batches(_BIG))

    def read_ids(self) -> int:
        return sum(len(rows) for rows in self.batches("SELECT id FROM big"))

    def to_csv(self) -> None:
        with (self.folder / "bare.csv").open("w", newline="") as stream:
            writer = csv.writer(stream)
            for rows in self.batches(_BIG):
                writer.writerows(rows)

    def to_parquet(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        schema = pa.schema(list(zip(_NAMES, self.kinds(), strict=True)))
        with pq.ParquetWriter(self.folder / "bare.parquet", schema, compression="zstd") as writer:
            for rows in self.batches(_BIG):
                columns = zip(zip(*rows, strict=True), schema.types, strict=True)
                made = [pa.array(values, kind) for values, kind in columns]
                writer.write_table(pa.table(made, schema=schema))

    def kinds(self) -> list[Any]:
        """Arrow's types for what the driver gives."""
        import pyarrow as pa

        return [pa.int64(), pa.decimal128(12, 2), pa.date32(), pa.string()]

    def append(self) -> None:
        with (self.folder / "big.csv").open(newline="") as stream:
            rows = csv.reader(stream)
            next(rows)
            self.write(rows)
        self.connection.commit()

    def replace(self) -> None:
        self.connection.cursor().execute("DELETE FROM bare")
        self.write(self.parquet_rows())
        self.connection.commit()

    def merge(self) -> None:
        self.write(self.parquet_rows(), self.upsert)
        self.connection.commit()

    def copy(self) -> None:
        self.run("DROP TABLE IF EXISTS bare", f"CREATE TABLE bare AS {_BIG}")

    def see(self) -> None:
        self.run("DROP TABLE IF EXISTS bare", f"CREATE VIEW bare_view AS {_BIG}")

    def parquet_rows(self) -> Iterator[Sequence[Any]]:
        import pyarrow.parquet as pq

        with pq.ParquetFile(self.folder / "big.parquet") as file:
            for batch in file.iter_batches(_ROWS):
                yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


class _Sqlite(Bare):
    def connect(self, fields: Mapping[str, Any]) -> Any:
        import sqlite3

        return sqlite3.connect(fields["path"])

    def kinds(self) -> list[Any]:
        import pyarrow as pa

        return [pa.int64(), pa.float64(), pa.string(), pa.string()]

    def parquet_rows(self) -> Iterator[Sequence[Any]]:
        """The driver takes no dates."""
        return ((number, amount, str(day), note) for number, amount, day, note in super().parquet_rows())


class _Mysql(Bare):
    marks = "%s, %s, %s, %s"
    upsert = " ON DUPLICATE KEY UPDATE amount = VALUES(amount), day = VALUES(day), note = VALUES(note)"

    def connect(self, fields: Mapping[str, Any]) -> Any:
        import pymysql

        return pymysql.connect(host=fields["host"], user=fields["username"], database=fields["database"])

    def streaming(self) -> Any:
        from pymysql.cursors import SSCursor

        return self.connection.cursor(SSCursor)


class _Postgres(Bare):
    def connect(self, fields: Mapping[str, Any]) -> Any:
        import psycopg

        return psycopg.connect(
            host=fields["host"],
            port=fields["port"],
            dbname=fields["database"],
            user=fields["username"],
            options=f"-csearch_path={fields['search_path']}",
        )

    def streaming(self) -> Any:
        return self.connection.cursor("bare")

    def to_csv(self) -> None:
        target = self.folder / "bare.csv"
        with (
            self.connection.cursor() as cursor,
            cursor.copy("COPY big TO STDOUT (FORMAT csv)") as copy,
            target.open("wb") as out,
        ):
            for piece in copy:
                out.write(piece)

    def append(self) -> None:
        with (
            self.connection.cursor() as cursor,
            cursor.copy("COPY bare FROM STDIN (FORMAT csv, HEADER)") as copy,
            (self.folder / "big.csv").open("rb") as stream,
        ):
            while piece := stream.read(1 << 16):
                copy.write(piece)
        self.connection.commit()

    def write(self, rows: Iterator[Sequence[Any]], after: str = "") -> None:
        cursor = self.connection.cursor()
        cursor.execute("CREATE TEMPORARY TABLE stage (LIKE bare)")
        with cursor.copy("COPY stage FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"INSERT INTO bare SELECT * FROM stage{after}")


class _Duckdb(Bare):
    def connect(self, fields: Mapping[str, Any]) -> Any:
        import duckdb

        return duckdb.connect(fields["path"])

    def to_csv(self) -> None:
        self.connection.execute(f"COPY big TO '{self.folder / 'bare.csv'}'")

    def to_parquet(self) -> None:
        self.connection.execute(f"COPY big TO '{self.folder / 'bare.parquet'}' (COMPRESSION zstd)")

    def append(self) -> None:
        self.connection.execute(f"COPY bare FROM '{self.folder / 'big.csv'}'")

    def replace(self) -> None:
        self.connection.execute(f"CREATE OR REPLACE TABLE bare AS SELECT * FROM '{self._parquet}'")

    def merge(self) -> None:
        self.connection.execute(f"INSERT INTO bare SELECT * FROM '{self._parquet}' {self.upsert}")

    def run(self, *statements: str) -> None:
        for text in statements:
            self.connection.execute(text)

    @property
    def _parquet(self) -> Path:
        return self.folder / "big.parquet"


class _Redshift(_Mysql):
    """Its driver has no statement of many rows: `executemany` sends each by itself."""

    def connect(self, fields: Mapping[str, Any]) -> Any:
        import redshift_connector

        made = redshift_connector.connect(
            host=fields["host"],
            port=fields["port"],
            database=fields["database"],
            user=fields["username"],
            password=fields["password"],
            ssl=False,
        )
        made.cursor().execute(f"SET search_path TO {fields['search_path']}")
        return made

    def streaming(self) -> Any:
        return self.connection.cursor()

    def merge(self) -> None:
        self.connection.cursor().execute("CREATE TEMPORARY TABLE stage (LIKE bare)")
        _into_stage(self)


class _Snowflake(Bare):
    def connect(self, fields: Mapping[str, Any]) -> Any:
        import snowflake.connector

        names = {"username": "user", "schema_name": "schema"}
        given = {names.get(name, name): value for name, value in fields.items()}
        return snowflake.connector.connect(
            **given, paramstyle="qmark", session_parameters={"CLIENT_TELEMETRY_ENABLED": False}
        )

    def merge(self) -> None:
        self.connection.cursor().execute("CREATE TEMPORARY TABLE stage AS SELECT * FROM bare LIMIT 0")
        _into_stage(self)


class _BigQuery(Bare):
    """Google's client has no cursor of its own; files go by load jobs."""

    def connect(self, fields: Mapping[str, Any]) -> Any:
        from google.api_core.client_options import ClientOptions
        from google.auth.credentials import AnonymousCredentials
        from google.cloud import bigquery

        return bigquery.Client(
            project=fields["project"],
            credentials=AnonymousCredentials(),
            client_options=ClientOptions(api_endpoint=fields["endpoint_url"]),
            default_query_job_config=bigquery.QueryJobConfig(default_dataset=f"{fields['project']}.mart"),
        )

    def batches(self, sql: str) -> Iterator[Sequence[Any]]:
        found = self.connection.query(sql).result(page_size=_ROWS)
        rows = iter(found)
        while some := [row.values() for row in islice(rows, _ROWS)]:
            yield some

    def run(self, *statements: str) -> None:
        for text in statements:
            self.connection.query(text).result()

    def append(self) -> None:
        self._load("big.csv", "bare", "CSV", "WRITE_APPEND")

    def replace(self) -> None:
        self._load("big.parquet", "bare", "PARQUET", "WRITE_TRUNCATE")

    def merge(self) -> None:
        self._load("big.parquet", "stage", "PARQUET", "WRITE_TRUNCATE")
        self.run(_MERGE.format(stage="stage"))

    def _load(self, name: str, table: str, kind: str, disposition: str) -> None:
        from google.cloud import bigquery

        config = bigquery.LoadJobConfig(source_format=kind, write_disposition=disposition)
        config.schema = self.connection.get_table("mart.bare").schema
        if kind == "CSV":
            config.skip_leading_rows = 1
        with (self.folder / name).open("rb") as stream:
            self.connection.load_table_from_file(stream, f"mart.{table}", job_config=config).result()


def _into_stage(bare: Bare) -> None:
    cursor, rows = bare.connection.cursor(), bare.parquet_rows()
    while some := list(islice(rows, _ROWS)):
        cursor.executemany(f"INSERT INTO stage (id, amount, day, note) VALUES ({bare.marks})", some)
    cursor.execute(_MERGE.format(stage="stage"))
    bare.connection.commit()


_KINDS: Mapping[str, type[Bare]] = {
    "postgres": _Postgres,
    "mysql": _Mysql,
    "sqlite": _Sqlite,
    "duckdb": _Duckdb,
    "redshift": _Redshift,
    "snowflake": _Snowflake,
    "bigquery": _BigQuery,
}


def bare_of(kind: str, fields: Mapping[str, Any], folder: Path, name: str) -> Callable[[], object]:
    """The method `name`, with signing in as a part of it."""

    def work() -> None:
        getattr(_KINDS[kind](fields, folder), name)()

    return work
