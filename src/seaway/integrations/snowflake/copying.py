"""COPY INTO and CLONE as text: https://docs.snowflake.com/en/sql-reference/sql/copy-into-table"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Literal

from seaway.errors import InvalidInputError
from seaway.integrations.snowflake.dialect import SNOWFLAKE, literal
from seaway.integrations.sql.protocol import Table

Format = Literal["auto", "csv", "jsonl", "parquet", "avro", "orc"]
OutFormat = Literal["auto", "csv", "jsonl", "parquet"]
OnError = Literal["fail", "skip_rows", "skip_file"]
_ON_ERROR = {"fail": "ABORT_STATEMENT", "skip_rows": "CONTINUE", "skip_file": "SKIP_FILE"}
_TYPES = {"csv": "CSV", "tsv": "CSV", "json": "JSON", "jsonl": "JSON", "ndjson": "JSON"}
_TYPES |= {"parquet": "PARQUET", "avro": "AVRO", "orc": "ORC"}
_PACKED = re.compile(r"\.(?:gz|bz2|zst|br|deflate)$")
_PLACE = re.compile(r"@[^\s'\\;]+|(?:s3|s3gov|gcs|azure)://[^\s'\\;]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A stage (`@stage/folder/`) or an address in cloud storage, which a storage integration opens."""

    address: str
    integration: str = ""

    def text(self) -> str:
        """
        Raises:
            InvalidInputError: it is neither.
        """
        if not _PLACE.fullmatch(self.address):
            raise InvalidInputError(
                f"`{self.address}` is no stage and no address that Snowflake reads or writes.",
                hint="Write `@stage/folder/`, or `s3://…`, `gcs://…`, `azure://…` with an integration.",
            )
        named = f" STORAGE_INTEGRATION = {SNOWFLAKE.name_of(self.integration)}" if self.integration else ""
        return f"{literal(self.address)}{named}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How files are read."""

    format: str
    header: bool = True
    delimiter: str = ","
    files: Sequence[str] = ()
    pattern: str = ""
    columns: Sequence[str] = ()
    on_error: OnError = "fail"
    again: bool = False


def type_of(form: str, address: str, files: Sequence[str] = ()) -> str:
    """Snowflake's word for a format; `auto` looks at the ending, behind a `.gz`.

    Raises:
        InvalidInputError: the ending says nothing.
    """
    name = _PACKED.sub("", files[0] if files else address)
    ending = PurePosixPath(name).suffix.lstrip(".").lower() if form == "auto" else form
    if ending not in _TYPES:
        raise InvalidInputError(
            f"`{name}` has no ending that says its format.", hint="Set `format`: csv, jsonl, parquet …"
        )
    return _TYPES[ending]


def load_text(table: Table, place: Place, reading: Reading) -> str:
    """CSV is read by position, the others by the names of the columns."""
    source, kind = place.text(), type_of(reading.format, place.address, reading.files)
    options = [f"TYPE = {kind}"]
    if kind == "CSV":
        options += [f"FIELD_DELIMITER = {literal(reading.delimiter)}", "FIELD_OPTIONALLY_ENCLOSED_BY = '\"'"]
        options += ["SKIP_HEADER = 1"] if reading.header else []
    listed = f" ({SNOWFLAKE.names(reading.columns)})" if reading.columns else ""
    parts = [f"COPY INTO {SNOWFLAKE.table(table)}{listed}", f"FROM {source}"]
    if reading.files:
        parts.append(f"FILES = ({', '.join(map(literal, reading.files))})")
    if reading.pattern:
        parts.append(f"PATTERN = {literal(reading.pattern)}")
    parts.append(f"FILE_FORMAT = ({' '.join(options)})")
    if kind != "CSV":
        parts.append("MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE")
    parts.append(f"ON_ERROR = {_ON_ERROR[reading.on_error]}")
    return "\n".join([*parts, "FORCE = TRUE"] if reading.again else parts)


def export_text(source: str, place: Place, options: Mapping[str, object], form: str, *, header: bool) -> str:
    """`source` is a table's quoted name, or a query in brackets; one row says what became of each file."""
    target, kind = place.text(), type_of(form, place.address)
    words = ["TYPE = CSV", "FIELD_OPTIONALLY_ENCLOSED_BY = '\"'"] if kind == "CSV" else [f"TYPE = {kind}"]
    copied = {"HEADER": header and kind != "JSON", "DETAILED_OUTPUT": True, **options}
    parts = [f"COPY INTO {target}", f"FROM {source}", f"FILE_FORMAT = ({' '.join(words)})"]
    return "\n".join([*parts, *(f"{name} = {_word(value)}" for name, value in copied.items())])


def clone_text(table: Table, into: Table, *, replace: bool, at: datetime | None) -> str:
    """A copy without copying: both share what neither has changed since."""
    verb = "CREATE OR REPLACE TABLE" if replace else "CREATE TABLE"
    moment = f" AT (TIMESTAMP => {literal(at.isoformat())}::TIMESTAMP_TZ)" if at else ""
    return f"{verb} {SNOWFLAKE.table(into)} CLONE {SNOWFLAKE.table(table)}{moment}"


def _word(value: object) -> str:
    return str(value).upper() if isinstance(value, bool) else str(value)
