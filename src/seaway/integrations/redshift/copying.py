"""COPY and UNLOAD as text, and what Redshift's own views say of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from seaway.errors import DataError, InvalidInputError
from seaway.integrations.redshift.dialect import REDSHIFT, literal
from seaway.integrations.sql.protocol import Row, Table
from seaway.integrations.sql.running import Work
from seaway.integrations.sql.script import literal_text

Format = Literal["auto", "csv", "jsonl", "parquet", "orc", "avro"]
OutFormat = Literal["auto", "csv", "jsonl", "parquet"]
_ENDINGS = {"csv": "csv", "tsv": "csv", "jsonl": "jsonl", "json": "jsonl", "parquet": "parquet", "orc": "orc"}
_ENDINGS |= {"avro": "avro"}
_PACKED = {"gz": "GZIP", "bz2": "BZIP2", "zst": "ZSTD", "lzo": "LZOP"}
_COLUMNAR = ("parquet", "orc")
_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row of a file that was not loaded. `line` counts from 1; `reason` is Redshift's."""

    file: str
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        at = f", column `{self.column}`" if self.column else ""
        return f"{self.file}, line {self.line}{at}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedFromS3:
    """`rejected` rows of the files were left out; `rejects` are the first of them."""

    table: str
    rows: int
    rejected: int = 0
    rejects: list[Reject] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedToS3:
    """`paths` are the files that were written."""

    to: str
    rows: int
    paths: list[str]
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An address in S3, with the role that reaches it; `role` empty: the cluster's default."""

    address: str
    role: str
    region: str = ""

    def __post_init__(self) -> None:
        if not self.address.startswith("s3://") or not self.address[5:].partition("/")[0]:
            raise InvalidInputError(
                f"`{self.address}` is no address in S3.", hint="Write it like `s3://bucket/folder/`."
            )

    def options(self) -> str:
        role = literal(self.role) if self.role else "default"
        region = f" REGION {literal(self.region)}" if self.region else ""
        return f"IAM_ROLE {role}{region}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How COPY reads the files."""

    format: Format
    header: bool = True
    delimiter: str = ","
    manifest: bool = False
    max_bad_rows: int = 0

    def options(self, address: str) -> str:
        """
        Raises:
            InvalidInputError: the format is not known, or has no rows that could be left out.
        """
        kind, packed = _kind_of(address, self.format), _packed(address)
        if kind in _COLUMNAR and self.max_bad_rows:
            raise InvalidInputError(
                f"Redshift leaves no bad rows out of {kind} files.", hint="Leave `max_bad_rows` out."
            )
        made = [_reading(kind, self)]
        if kind not in _COLUMNAR:
            made += ["DATEFORMAT 'auto' TIMEFORMAT 'auto'", packed, f"MAXERROR AS {int(self.max_bad_rows)}"]
        return " ".join(filter(None, [*made, "MANIFEST" if self.manifest else ""]))


def copy_text(into: Table, columns: Sequence[str], place: Place, reading: Reading) -> str:
    """The COPY."""
    names = f" ({REDSHIFT.names(columns)})" if columns else ""
    return (
        f"COPY {REDSHIFT.table(into)}{names} FROM {literal(place.address)}"
        f" {place.options()} {reading.options(place.address)}"
    )


def unload_text(
    query: str,
    place: Place,
    *,
    format: OutFormat,  # noqa: A002 - the word that people know
    header: bool,
    partition_by: Sequence[str],
    max_file_bytes: int,
    overwrite: bool,
    manifest: bool,
) -> str:
    """The UNLOAD; the query is a text in it."""
    kind = _kind_of(place.address, format)
    shape = {"csv": "FORMAT AS CSV", "jsonl": "FORMAT AS JSON", "parquet": "FORMAT AS PARQUET"}[kind]
    options = [
        place.options(),
        shape,
        "HEADER" if header and kind == "csv" else "",
        f"PARTITION BY ({REDSHIFT.names(partition_by)})" if partition_by else "",
        f"MAXFILESIZE AS {_megabytes(max_file_bytes)} MB" if max_file_bytes else "",
        "ALLOWOVERWRITE" if overwrite else "",
        "MANIFEST" if manifest else "",
    ]
    head = f"UNLOAD ({literal(query)}) TO {literal(place.address)}"
    return " ".join(filter(None, [head, *options]))


def loaded_rows(work: Work) -> int:
    """How many rows the COPY before put into the table."""
    return _count(work, "SELECT pg_last_copy_count()")


def rejects_of(work: Work, process_id: int) -> tuple[int, list[Reject]]:
    """How many rows the last COPY of the session left out, and the first of them."""
    count, first = (_rows(work, text) for text in rejects_texts(process_id))
    return rejects_in(count, first)


def rejects_texts(process_id: int) -> list[str]:
    """What asks for `rejects_in`: the number of rows, and the first of them."""
    mine = f"(SELECT max(query_id) FROM sys_load_history WHERE session_id = {int(process_id)})"
    of_mine = f"FROM sys_load_error_detail WHERE query_id = {mine}"
    first = f"SELECT trim(file_name), line_number, trim(column_name), trim(error_message) {of_mine}"
    return [f"SELECT count(*) {of_mine}", f"{first} ORDER BY 1, 2 LIMIT {_SHOWN}"]


def rejects_in(count: Sequence[Row], first: Sequence[Row]) -> tuple[int, list[Reject]]:
    """What Redshift answers to `rejects_texts`."""
    rejects = [
        Reject(file=str(file), line=int(str(line)), column=str(column or ""), reason=str(reason))
        for file, line, column, reason in first
    ]
    return int(str(count[0][0])), rejects


def explained(error: DataError, count: int, rejects: Sequence[Reject]) -> DataError:
    """The error of a COPY, with the rows that were the reason."""
    if not rejects:
        return error
    more = f" ({count - 1} more)" if count > 1 else ""
    return DataError(f"{rejects[0]}{more}. Nothing was loaded.", hint=error.hint)


def unloaded(work: Work, process_id: int, to: str) -> ExportedToS3:
    """What the UNLOAD before wrote."""
    return unloaded_in(_rows(work, unloaded_text(process_id)), to)


def unloaded_text(process_id: int) -> str:
    """What asks for the files that the last UNLOAD of the session wrote."""
    mine = f"(SELECT max(query_id) FROM sys_unload_history WHERE session_id = {int(process_id)})"
    return (
        "SELECT trim(file_name), line_count, transfer_size FROM sys_unload_detail"
        f" WHERE query_id = {mine} ORDER BY 1"
    )


def unloaded_in(files: Sequence[Row], to: str) -> ExportedToS3:
    """What Redshift answers to `unloaded_text`."""
    return ExportedToS3(
        to=to,
        rows=sum(int(str(rows)) for _, rows, _ in files),
        paths=[str(name) for name, _, _ in files],
        size_bytes=sum(int(str(size)) for _, _, size in files),
    )


def _rows(work: Work, text: str) -> list[Row]:
    result = work.run(literal_text(text, REDSHIFT))
    with work.telling():
        return [row for rows in result.rows(1000) for row in rows]


def _count(work: Work, text: str) -> int:
    row = work.first_row(text)
    return int(str(row[0])) if row and row[0] is not None else 0


def _kind_of(address: str, given: str) -> str:
    if given != "auto":
        return given
    ending = address.rpartition("/")[2].lower().split(".")
    parts = [part for part in ending[1:] if part not in _PACKED]
    if parts and (found := _ENDINGS.get(parts[-1])):
        return found
    raise InvalidInputError(
        f"The ending of `{address}` says no format.", hint="Set `format`, such as `format: parquet`."
    )


def _packed(address: str) -> str:
    return _PACKED.get(address.rpartition(".")[2].lower(), "")


def _reading(kind: str, reading: Reading) -> str:
    match kind:
        case "csv":
            ignored = " IGNOREHEADER AS 1" if reading.header else ""
            return f"FORMAT AS CSV DELIMITER AS {literal(reading.delimiter)}{ignored}"
        case "jsonl":
            return "FORMAT AS JSON 'auto'"
        case "avro":
            return "FORMAT AS AVRO 'auto'"
    return f"FORMAT AS {kind.upper()}"


def _megabytes(size_bytes: int) -> int:
    """Redshift takes 5 MB to 6.2 GB."""
    megabytes = size_bytes // 2**20
    if not 5 <= megabytes <= 6200:
        raise InvalidInputError("`max_file_size` is between 5 MiB and 6.2 GiB.", hint="Correct it.")
    return megabytes
