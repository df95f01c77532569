"""Rows of files as the CSV that an ingest job takes, in parts that it may have."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from seaway.errors import InvalidInputError
from seaway.integrations.salesforce.soql import named

MOST_BYTES = 100_000_000
"""Of one upload: Salesforce takes 150 MB as it counts them, after encoding to base64."""
_NULL = "#N/A"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What becomes of rows. `columns` says fields by columns of the files; empty: all, by their names."""

    object: str
    external_id: str
    columns: Mapping[str, str] = field(default_factory=dict)
    empty: Literal["keep", "clear"] = "keep"

    def to_job(self) -> dict[str, str]:
        return {
            "object": self.object,
            "operation": "upsert",
            "externalIdFieldName": self.external_id,
            "contentType": "CSV",
            "columnDelimiter": "COMMA",
            "lineEnding": "LF",
        }

    def fields_of(self, columns: Sequence[str], file: str) -> dict[str, str]:
        """Fields by columns of one file.

        Raises:
            InvalidInputError: a column is missing, or its name is no field's.
        """
        wanted = self.columns or {name: name for name in columns}
        for name in wanted:
            if name not in columns:
                raise InvalidInputError(
                    f"{file} has no column `{name}`.", hint=f"It has: {', '.join(columns)}."
                )
        fields = {name: named(each, "a field") for name, each in wanted.items()}
        if self.external_id.lower() not in {each.lower() for each in fields.values()}:
            raise InvalidInputError(
                f"{file} has no column for {self.external_id}.",
                hint="Name the field that says which record a row is in `external_id`, and send its values.",
            )
        return fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    place: Path
    rows: int
    size_bytes: int


def parts_of(files: Sequence[Path], plan: Plan, folder: Path, most_bytes: int = MOST_BYTES) -> Iterator[Part]:
    """Files of CSV below the limit, one after the other: each is gone when the next is asked for."""
    for place in files:
        fields, rows = _rows_of(place, plan)
        yield from _split(list(fields.values()), rows, folder / "part.csv", most_bytes)


def _rows_of(place: Path, plan: Plan) -> tuple[dict[str, str], Iterator[list[str]]]:
    from seaway.integrations.sql.reading import CsvOptions, source_of

    source = source_of(place, place.name, CsvOptions())
    fields = plan.fields_of(source.schema.names, place.name)
    null = _NULL if plan.empty == "clear" else ""

    def rows() -> Iterator[list[str]]:
        for batch in source.batches():
            columns = [batch.column(name).to_pylist() for name in fields]
            for row in zip(*columns, strict=True):
                yield [_text(value) or null for value in row]

    return fields, rows()


def _split(header: list[str], rows: Iterator[list[str]], place: Path, most_bytes: int) -> Iterator[Part]:
    line, left = _Line(), next(rows, None)
    while left is not None:
        with place.open("wb") as stream:
            size_bytes, count = stream.write(line.of(header)), 0
            while left is not None:
                content = line.of(left)
                if count and size_bytes + len(content) > most_bytes:
                    break
                size_bytes, count = size_bytes + stream.write(content), count + 1
                left = next(rows, None)
        yield Part(place=place, rows=count, size_bytes=size_bytes)
        place.unlink(missing_ok=True)


class _Line:
    """Makes lines of CSV, without a writer for each."""

    def __init__(self) -> None:
        self._buffer = io.StringIO()
        self._writer = csv.writer(self._buffer, lineterminator="\n")

    def of(self, row: list[str]) -> bytes:
        self._buffer.seek(0)
        self._buffer.truncate()
        self._writer.writerow(row)
        return self._buffer.getvalue().encode()


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            at = value.astimezone(UTC) if value.tzinfo else value
            return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
        case date():
            return value.isoformat()
        case dict() | list():
            return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
