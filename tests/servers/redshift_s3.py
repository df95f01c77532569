"""COPY and UNLOAD of the stand-in for Redshift, on a bucket in memory."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
from psycopg import sql

ROLE = "arn:aws:iam::123456789012:role/redshift-s3"
_STRING = r"'((?:[^'\\]|\\.|'')*)'"
Admin = Callable[[], "psycopg.Connection[Any]"]


class RefusalError(Exception):
    """Redshift says no: in XX000, as it says most."""

    def __init__(self, said: str, detail: str = "") -> None:
        self.said, self.detail = said, detail


@dataclass(frozen=True, slots=True)
class Bucket:
    """Only the stand-in reads and writes it, as Redshift does; nothing of Seaway speaks S3 here."""

    name: str = "acme-lake"
    files: dict[str, bytes] = field(default_factory=dict)

    def get(self, address: str) -> bytes:
        return self.files[self._checked(address)]

    def put(self, address: str, content: bytes) -> None:
        self.files[self._checked(address)] = content

    def below(self, address: str) -> list[str]:
        """The files whose names begin so."""
        return sorted(name for name in self.files if name.startswith(self._checked(address)))

    def _checked(self, address: str) -> str:
        if not address.startswith(f"s3://{self.name}/"):
            raise RefusalError("S3ServiceException:The specified bucket does not exist,Status 404")
        return address


def is_copy(text: str) -> bool:
    return re.match(r"COPY\b.*\bFROM 's3:", text, re.DOTALL) is not None


def is_unload(text: str) -> bool:
    return text.startswith("UNLOAD (")


def copied(admin: Admin, shim: str, bucket: Bucket, text: str, process: int, path: str) -> str:
    """Look at each row by itself, as COPY does; gives the INSERT of those that are good."""
    found = re.match(rf"COPY (\S+)(?: \((.*?)\))? FROM {_STRING} (.*)", text, re.DOTALL)
    assert found, text
    table, address, options = found[1], _plain(found[3]), found[4]
    _check_role(options)
    with admin() as other:
        other.execute(f"SET search_path TO {path}")
        columns = found[2] or _names(other, table)
        into = f"INSERT INTO {table} ({columns}) VALUES "
        good, bad = _sorted(other, bucket, address, columns, options, into)
        fails = len(bad) > _number(r"MAXERROR AS (\d+)", options)
        query = other.execute(
            f"INSERT INTO {shim}.sys_load_history (session_id, loaded_rows, error_count)"
            " VALUES (%s, %s, %s) RETURNING query_id",
            [process, 0 if fails else len(good), len(bad)],
        ).fetchone()[0]
        for file, line, said in bad:
            found = re.search(r'column "(\w+)"', said)
            other.execute(
                f"INSERT INTO {shim}.sys_load_error_detail VALUES (%s, %s, %s, %s, %s, %s)",
                [query, process, file, line, found[1] if found else "", said],
            )
    if fails:
        name = table.strip('"')
        raise RefusalError(
            f"Load into table '{name}' failed.  Check 'sys_load_error_detail' system table for details."
        )
    return into + ", ".join(good) if good else f"INSERT INTO {table} SELECT * FROM {table} WHERE false"


def _sorted(
    other: "psycopg.Connection[Any]", bucket: Bucket, address: str, columns: str, options: str, into: str
) -> tuple[list[str], list[tuple[str, int, str]]]:
    """The rows that can be inserted, and the others with their place and the objection."""
    good, bad = list[str](), list[tuple[str, int, str]]()
    for file in _files(bucket, address, options):
        for line, row in _rows(bucket, file, columns, options):
            values = _values(other, row)
            if said := _objection(other, into + values):
                bad.append((file, line, said))
            else:
                good.append(values)
    return good, bad


def _names(other: "psycopg.Connection[Any]", table: str) -> str:
    described = other.execute(f"SELECT * FROM {table} LIMIT 0").description or []
    return ", ".join(f'"{each.name}"' for each in described)


def _number(words: str, options: str) -> int:
    found = re.search(words, options)
    return int(found[1]) if found else 0


def unloaded(admin: Admin, shim: str, bucket: Bucket, text: str, process: int, path: str) -> str:
    """Write the file, and give a statement that does nothing."""
    found = re.match(rf"UNLOAD \({_STRING}\) TO {_STRING} (.*)", text, re.DOTALL)
    assert found, text
    query, address, options = _plain(found[1]), _plain(found[2]), found[3]
    _check_role(options)
    if bucket.below(address) and "ALLOWOVERWRITE" not in options:
        raise RefusalError(
            "Specified unload destination on S3 is not empty. Consider using a different bucket / prefix,"
            " manually removing the target files in S3, or using the ALLOWOVERWRITE option."
        )
    with admin() as other:
        other.execute(f"SET standard_conforming_strings = off; SET search_path TO {path}")
        cursor = other.execute(query)
        names, rows = [each.name for each in cursor.description], cursor.fetchall()
        file = f"{address}0000_part_00" + (".parquet" if "PARQUET" in options else "")
        content = _written(names, rows, options)
        bucket.put(file, content)
        number = other.execute(
            f"INSERT INTO {shim}.sys_unload_history (session_id, unloaded_rows)"
            " VALUES (%s, %s) RETURNING query_id",
            [process, len(rows)],
        ).fetchone()[0]
        other.execute(
            f"INSERT INTO {shim}.sys_unload_detail VALUES (%s, %s, %s, %s, %s)",
            [number, process, file, len(rows), len(content)],
        )
    if "MANIFEST" in options:
        entries = [{"url": file, "meta": {"content_length": len(content)}}]
        bucket.put(f"{address}manifest", json.dumps({"entries": entries}).encode())
    return "DO $done$ BEGIN END $done$"


def _plain(text: str) -> str:
    """What a literal says, in which a backslash escapes."""
    return re.sub(r"\\(.)|''", lambda found: found[1] or "'", text, flags=re.DOTALL)


def _check_role(options: str) -> None:
    if f"IAM_ROLE '{ROLE}'" not in options:
        raise RefusalError(
            "User arn:aws:redshift:eu-central-1:1:dbuser:sales/loader is not authorized to assume IAM Role"
        )


def _files(bucket: Bucket, address: str, options: str) -> list[str]:
    if "MANIFEST" in options:
        return [each["url"] for each in json.loads(bucket.get(address))["entries"]]
    found = bucket.below(address)
    if not found:
        key = address.removeprefix("s3://").partition("/")[2]
        raise RefusalError(f"The specified S3 prefix '{key}' does not exist")
    return found


def _rows(bucket: Bucket, file: str, columns: str, options: str) -> Iterator[tuple[int, list[Any]]]:
    content, names = bucket.get(file), [name.strip(' "') for name in columns.split(",")]
    if "PARQUET" in options:
        for line, row in enumerate(pq.read_table(io.BytesIO(content)).to_pylist(), start=1):
            yield line, [row[name] for name in names]
    elif "JSON" in options:
        for line, each in enumerate(content.decode().splitlines(), start=1):
            row = json.loads(each)
            yield line, [row.get(name) for name in names]
    else:
        found = re.search(rf"DELIMITER AS {_STRING}", options)
        delimiter = _plain(found[1]) if found else ","
        ignored = _number(r"IGNOREHEADER AS (\d+)", options)
        for line, each in enumerate(csv.reader(io.StringIO(content.decode()), delimiter=delimiter), start=1):
            if line > ignored:
                yield line, [value or None for value in each]


def _values(other: "psycopg.Connection[Any]", row: list[Any]) -> str:
    texts = (None if value is None else str(value) for value in row)
    return "(" + ", ".join(sql.Literal(text).as_string(other) for text in texts) + ")"


def _objection(other: "psycopg.Connection[Any]", text: str) -> str:
    try:
        with other.transaction(force_rollback=True):
            other.execute(text)
    except psycopg.Error as error:
        return str(error.diag.message_primary)
    return ""


def _written(names: list[str], rows: list[Any], options: str) -> bytes:
    if "PARQUET" in options:
        table = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])
        buffer = io.BytesIO()
        pq.write_table(table, buffer)
        return buffer.getvalue()
    if "JSON" in options:
        made = (json.dumps(dict(zip(names, row, strict=True)), default=str) for row in rows)
        return "".join(f"{line}\n" for line in made).encode()
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([names, *rows] if "HEADER" in options else rows)
    return text.getvalue().encode()
