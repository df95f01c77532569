"""The records of an org, in SQLite, asked by the part of SOQL that both languages have."""

import re
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from typing import Any

_TEXT = re.compile(r"'((?:\\.|[^'\\])*)'")
_TIME = re.compile(r"\b\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?")
_PARENT = re.compile(r"\b[A-Za-z]\w*\.[A-Za-z]\w*")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
BOOLEANS = {"IsDeleted", "IsConverted"}


class RefusedError(Exception):
    """In Salesforce's words."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(f"{code}: {said}")
        self.code = code
        self.said = said


class Tables:
    """Objects with their fields; a field of a parent is a column such as `Owner.Name`."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._lock = threading.RLock()
        self._prefixes: dict[str, str] = {}

    def create(self, name: str, prefix: str, fields: Iterable[str]) -> None:
        """prefix: the first three characters of an Id."""
        own = ("Id", "IsDeleted", "MasterRecordId", *fields)
        self._prefixes[name] = prefix
        names = ", ".join(f'"{each}"' for each in own)
        with self._lock:
            self._db.execute(f"CREATE TABLE {name} ({names})")

    def add(self, name: str, records: Iterable[Mapping[str, Any]]) -> list[str]:
        """Records; gives their Ids."""
        return [self._insert(name, record) for record in records]

    def fields(self, name: str) -> list[str]:
        with self._lock:
            found = [row["name"] for row in self._db.execute(f"SELECT name FROM pragma_table_info('{name}')")]
        if not found:
            raise RefusedError("INVALIDENTITY", f"Entity '{name}' is not supported by the Bulk API.")
        return found

    def rows(self, name: str, where: str = "IsDeleted = 0") -> list[dict[str, Any]]:
        """For a test's own looks."""
        with self._lock:
            return [dict(row) for row in self._db.execute(f"SELECT * FROM {name} WHERE {where} ORDER BY Id")]

    def query(self, soql: str, *, every: bool) -> list[dict[str, Any]] | int:
        """Records as the REST API shows them; a number for COUNT()."""
        name = _object_of(soql)
        sql = _to_sql(soql)
        if not every:
            sql = re.sub(
                r"(?i)\bFROM\s+\w+", f"FROM (SELECT * FROM {name} WHERE IsDeleted = 0) AS {name}", sql
            )
        try:
            with self._lock:
                found = [dict(row) for row in self._db.execute(sql)]
        except sqlite3.OperationalError as error:
            raise _refused(str(error), soql, name) from error
        if "count(*)" in sql:
            return int(next(iter(found[0].values())))
        return [_nested(row, name) for row in found]

    def names(self, soql: str) -> list[str]:
        start, end = re.search(r"(?i)select\s", soql), re.search(r"(?i)\sfrom\s", soql)
        assert start
        assert end
        return [each.strip() for each in soql[start.end() : end.start()].split(",")]

    def flat(self, record: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in record.items():
            if isinstance(value, dict) and name != "attributes":
                found |= self.flat(value, f"{prefix}{name}.")
            elif name != "attributes":
                found[f"{prefix}{name}"] = value
        return found

    def upsert(self, name: str, key: str, row: Mapping[str, str]) -> tuple[str, bool]:
        given = {field: value for field, value in row.items() if value}
        values = {field: None if value == "#N/A" else value for field, value in given.items()}
        with self._lock:
            found = self._db.execute(f'SELECT Id FROM {name} WHERE "{key}" = ?', (row[key],)).fetchone()
            if found is None:
                return self._insert(name, values), True
            self._update(name, found["Id"], values)
            return str(found["Id"]), False

    def merge(self, name: str, survivor: str, losers: tuple[str, ...], values: Mapping[str, str]) -> None:
        with self._lock:
            for each in (survivor, *losers):
                row = self._db.execute(f"SELECT IsDeleted FROM {name} WHERE Id = ?", (each,)).fetchone()
                if row is None:
                    raise RefusedError("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
                if row["IsDeleted"]:
                    raise RefusedError("ENTITY_IS_DELETED", "entity is deleted")
            self._update(name, survivor, values)
            for each in losers:
                self._update(name, each, {"IsDeleted": 1, "MasterRecordId": survivor})

    def _insert(self, name: str, record: Mapping[str, Any]) -> str:
        with self._lock:
            (count,) = self._db.execute(f"SELECT count(*) FROM {name}").fetchone()
            record_id = str(record.get("Id") or f"{self._prefixes[name]}{count + 1:012d}AAA")
            values = {"IsDeleted": 0, **record, "Id": record_id}
            names = ", ".join(f'"{each}"' for each in values)
            marks = ", ".join("?" for _ in values)
            self._db.execute(f"INSERT INTO {name} ({names}) VALUES ({marks})", list(values.values()))
            return record_id

    def _update(self, name: str, record_id: str, values: Mapping[str, Any]) -> None:
        for field, value in values.items():
            self._db.execute(f'UPDATE {name} SET "{field}" = ? WHERE Id = ?', (value, record_id))


def _object_of(soql: str) -> str:
    found = re.search(r"(?i)\bFROM\s+(\w+)", soql)
    if not found:
        raise _malformed(soql, len(soql), "unexpected token: '<EOF>'")
    return found.group(1)


def _to_sql(soql: str) -> str:
    made, at = [], 0
    for found in _TEXT.finditer(soql):
        made.append(_code(soql[at : found.start()]))
        text = re.sub(r"\\(.)", lambda m: _ESCAPES.get(m.group(1), m.group(1)), found.group(1))
        made.append("'" + text.replace("'", "''") + "'")
        at = found.end()
    return "".join([*made, _code(soql[at:])])


def _code(text: str) -> str:
    assert '"' not in text, "SOQL has no double quotes"
    text = _TIME.sub(lambda found: f"'{found.group()}'", text)
    text = re.sub(r"(?i)\bcount\(\)", "count(*)", text)
    return _PARENT.sub(lambda found: f'"{found.group()}"', text)


def _nested(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    made: dict[str, Any] = {"attributes": {"type": name, "url": f"/services/data/v64.0/sobjects/{name}/x"}}
    for field, value in row.items():
        parent, _, own = field.partition(".")
        if own and value is not None:
            made.setdefault(parent, {"attributes": {"type": parent}})[own] = value
        elif own:
            made.setdefault(parent, None)
        else:
            made[field] = bool(value) if field in BOOLEANS else value
    return made


def _refused(said: str, soql: str, name: str) -> RefusedError:
    if found := re.match(r"no such column: (\S+)", said):
        words = f"No such column '{found.group(1)}' on entity '{name}'."
        return _malformed(soql, soql.find(found.group(1)), words, code="INVALID_FIELD")
    if "no such table" in said:
        return _malformed(
            soql, soql.find(name), f"sObject type '{name}' is not supported.", code="INVALID_TYPE"
        )
    found = re.match(r'near "(.+)": syntax error', said)
    token = found.group(1) if found else "<EOF>"
    return _malformed(soql, soql.find(token), f"unexpected token: '{token}'")


def _malformed(soql: str, at: int, words: str, *, code: str = "MALFORMED_QUERY") -> RefusedError:
    row, column = soql.count("\n", 0, at) + 1, at - soql.rfind("\n", 0, at)
    return RefusedError(
        code, f"\n{soql[:60]}\n{' ' * (column - 1)}^\nERROR at Row:{row}:Column:{column}\n{words}"
    )
