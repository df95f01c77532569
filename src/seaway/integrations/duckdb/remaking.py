"""An empty table of DuckDB in place of one with rows, without memory for each row that goes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from seaway.integrations.duckdb.engine import quoted
from seaway.integrations.sql.protocol import Dialect, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FOUND = """
    SELECT database_oid, table_oid, sql, comment, schema_name FROM duckdb_tables()
    WHERE table_name = $1 AND schema_name = coalesce($2, current_schema())
        AND database_name = current_database() AND coalesce($3, current_database()) = current_database()
"""
_IS_TIED = """
    SELECT EXISTS (SELECT 1 FROM duckdb_constraints() WHERE database_oid = $1
            AND constraint_type = 'FOREIGN KEY' AND (table_oid = $2 OR referenced_table = $3))
        OR EXISTS (SELECT 1 FROM duckdb_types() WHERE database_oid = $1 AND NOT internal)
"""
_COLUMN_COMMENTS = """
    SELECT column_name, comment FROM duckdb_columns()
    WHERE database_oid = $1 AND table_oid = $2 AND comment IS NOT NULL ORDER BY column_index
"""
_INDEXES = """
    SELECT sql, index_name, comment FROM duckdb_indexes()
    WHERE database_oid = $1 AND table_oid = $2 AND sql IS NOT NULL ORDER BY index_oid
"""


def made_anew(connection: "DuckDBPyConnection", dialect: Dialect, table: Table) -> list[str]:
    """Statements for one transaction that put an empty table in place of this one, as DuckDB says it was
    made: its keys are then built once, and nothing is kept in memory for the rows that go.

    None for foreign keys, types with names, and what is not in the database file: something would be lost.
    """
    database = table.parts[-3] if len(table.parts) > 2 else None
    found = connection.execute(_FOUND, [table.name, table.schema or None, database]).fetchone()
    if found is None:
        return []
    *place, sql, comment, schema = found
    if connection.execute(_IS_TIED, [*place, table.name]).fetchone() != (False,):
        return []
    target = dialect.table(table)
    comments = [f"COMMENT ON TABLE {target} IS {quoted(comment)}"] if comment else []
    for column, text in connection.execute(_COLUMN_COMMENTS, place).fetchall():
        comments.append(f"COMMENT ON COLUMN {target}.{dialect.name_of(column)} IS {quoted(text)}")
    return [f"DROP TABLE {target}", sql, *comments, *_indexes(connection, dialect, place, schema)]


def _indexes(
    connection: "DuckDBPyConnection", dialect: Dialect, place: Sequence[int], schema: str
) -> list[str]:
    """Those that were made by themselves, not as a key of the table."""
    made = []
    for sql, name, comment in connection.execute(_INDEXES, place).fetchall():
        made.append(sql)
        if comment:
            made.append(f"COMMENT ON INDEX {dialect.table(Table((schema, name)))} IS {quoted(comment)}")
    return made
