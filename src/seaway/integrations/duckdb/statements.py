"""Runs statements, all or none, and keeps the result of the last one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seaway.errors import InvalidInputError
from seaway.integrations.duckdb.engine import load_duckdb, load_excel, quoted
from seaway.integrations.sql.protocol import Column
from seaway.integrations.sql.results import as_dicts
from seaway.sdk.context import Context

if TYPE_CHECKING:
    import duckdb

_BATCH = 10_000
_RESULT = "seaway_result"
FORMATS = {
    ".parquet": "FORMAT parquet",
    ".csv": "FORMAT csv, HEADER",
    ".tsv": "FORMAT csv, HEADER, DELIMITER '\t'",
    ".jsonl": "FORMAT json",
    ".ndjson": "FORMAT json",
    ".xlsx": "FORMAT xlsx, HEADER true",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """`rows`: given by a query, or changed by an INSERT, UPDATE or DELETE."""

    rows: int = 0
    columns: list[Column] = field(default_factory=list)
    first_rows: list[dict[str, Any]] = field(default_factory=list)


def run(
    ctx: Context,
    connection: "duckdb.DuckDBPyConnection",
    sql: str,
    parameters: Mapping[str, object],
    *,
    first: int,
    export: Path | None,
    transaction: bool,
) -> Result:
    """Run every statement of `sql`, in one transaction unless told otherwise; the last one's result counts.

    export: write the rows of the last statement, which must be a query, to this file.

    Raises:
        InvalidInputError: no statement, a parameter without a value, or nothing to export.
    """
    statements = connection.extract_statements(sql)
    if not statements:
        raise InvalidInputError("There is no SQL statement.", hint="Write one in `sql`.")
    _refuse_own_transaction(statements, transaction)
    if transaction:
        connection.execute("BEGIN")
    for done, statement in enumerate(statements[:-1]):
        connection.execute(statement, _bound(statement, parameters))
        ctx.progress(done + 1, len(statements))
    last = statements[-1]
    if export is not None:
        result = _export(connection, last, _bound(last, parameters), first, export)
    else:
        connection.execute(last, _bound(last, parameters))
        result = _result(connection, last, first)
    if transaction:
        connection.execute("COMMIT")
    return result


def _refuse_own_transaction(statements: "list[duckdb.Statement]", transaction: bool) -> None:
    kind = load_duckdb().StatementType.TRANSACTION
    if transaction and any(statement.type == kind for statement in statements):
        raise InvalidInputError(
            "The SQL has a BEGIN, COMMIT or ROLLBACK of its own, but all of it is one transaction already.",
            hint="Remove it, or set `transaction: false`.",
        )


def _bound(statement: "duckdb.Statement", parameters: Mapping[str, object]) -> dict[str, object]:
    missing = sorted(set(statement.named_parameters) - parameters.keys())
    if missing:
        names = ", ".join(f"${name}" for name in missing)
        raise InvalidInputError(f"The SQL uses {names}, which has no value.", hint="Add it to `parameters`.")
    return {name: parameters[name] for name in statement.named_parameters}


def _result(connection: "duckdb.DuckDBPyConnection", statement: "duckdb.Statement", first: int) -> Result:
    duckdb = load_duckdb()
    gives_rows = duckdb.ExpectedResultType.QUERY_RESULT
    changes_rows = duckdb.ExpectedResultType.CHANGED_ROWS
    description = connection.description or []
    if changes_rows in statement.expected_result_type and [c[0] for c in description] == ["Count"]:
        changed = connection.fetchone()
        return Result(rows=int(changed[0]) if changed else 0)
    if gives_rows not in statement.expected_result_type or not description:
        return Result()
    columns = [Column(name=entry[0], type=str(entry[1])) for entry in description]
    rows = connection.fetchmany(first) if first else []
    first_rows = list(as_dicts([column.name for column in columns], rows))
    count = len(rows)
    while batch := connection.fetchmany(_BATCH):
        count += len(batch)
    return Result(rows=count, columns=columns, first_rows=first_rows)


def _export(
    connection: "duckdb.DuckDBPyConnection",
    statement: "duckdb.Statement",
    bound: dict[str, object],
    first: int,
    export: Path,
) -> Result:
    """Through a temporary table, so that what is counted, shown and written is one and the same result."""
    if statement.type != load_duckdb().StatementType.SELECT:
        raise InvalidInputError(
            "The last statement gives no rows that could be saved.",
            hint="Leave `save_to` out, or end with a SELECT.",
        )
    form = FORMATS.get(export.suffix.lower())
    if form is None:
        raise InvalidInputError(
            f"`{export.name}` has no ending that says its format.", hint=f"Use one of {', '.join(FORMATS)}."
        )
    if export.suffix.lower() == ".xlsx":
        load_excel(connection)
    query = statement.query.strip().rstrip(";")
    connection.execute(f"CREATE TEMP TABLE {_RESULT} AS (\n{query}\n)", bound)
    export.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(f"COPY {_RESULT} TO {quoted(str(export))} ({form})")
    shown = connection.execute(f"SELECT * FROM {_RESULT}")
    columns = [Column(name=entry[0], type=str(entry[1])) for entry in shown.description or []]
    kept = shown.fetchmany(first) if first else []
    first_rows = list(as_dicts([column.name for column in columns], kept))
    counted = connection.execute(f"SELECT count(*) FROM {_RESULT}").fetchone()
    connection.execute(f"DROP TABLE {_RESULT}")
    return Result(rows=counted[0] if counted else 0, columns=columns, first_rows=first_rows)
