"""All rows of a table of DuckDB in place of others, without memory for each row that goes and comes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from seaway.integrations.duckdb.engine import quoted
from seaway.integrations.sql.protocol import Dialect, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FOUND = """
    SELECT t.database_oid, t.table_oid, t.sql, t.comment, t.schema_name,
        t.comment IS NULL AND t.index_count = 0 AND t.sql NOT ILIKE '%collate%'
        AND NOT EXISTS (SELECT 1 FROM duckdb_constraints() AS c
            WHERE c.database_oid = t.database_oid AND c.table_oid = t.table_oid)
        AND NOT EXISTS (SELECT 1 FROM duckdb_columns() AS c
            WHERE c.database_oid = t.database_oid AND c.table_oid = t.table_oid
                AND (c.column_default IS NOT NULL OR c.comment IS NOT NULL
                    OR NOT list_contains($4, c.column_name)))
    FROM duckdb_tables() AS t
    WHERE table_name = $1 AND schema_name = coalesce($2, current_schema())
        AND database_name = coalesce($3, current_database())
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


def replacing(
    connection: "DuckDBPyConnection", dialect: Dialect, table: Table, stage: Table, columns: Sequence[str]
) -> list[str]:
    """Statements for one transaction that put the rows of `stage` in place of those of `table`; none where
    only DELETE and INSERT will do: for foreign keys, types with names, and what is not in the database file.

    A table that is nothing but `columns` is swapped for the stage. Another is made anew, as DuckDB says it
    was made, and filled: its keys are then built once, and nothing is kept for the rows that go.
    """
    database = table.parts[-3] if len(table.parts) > 2 else None
    asked = [table.name, table.schema or None, database, list(columns)]
    found = connection.execute(_FOUND, asked).fetchone()
    if found is None:
        return []
    *place, sql, comment, schema, is_plain = found
    if connection.execute(_IS_TIED, [*place, table.name]).fetchone() != (False,):
        return []
    target, staged, drop = dialect.table(table), dialect.table(stage), f"DROP TABLE {dialect.table(table)}"
    if is_plain:
        return [drop, f"ALTER TABLE {staged} RENAME TO {dialect.name_of(table.name)}"]
    if database is not None:
        return []
    names = dialect.names(columns)
    fill = f"INSERT INTO {target} ({names}) SELECT {names} FROM {staged}"
    comments = [f"COMMENT ON TABLE {target} IS {quoted(comment)}"] if comment else []
    for column, text in connection.execute(_COLUMN_COMMENTS, place).fetchall():
        comments.append(f"COMMENT ON COLUMN {target}.{dialect.name_of(column)} IS {quoted(text)}")
    return [drop, sql, fill, *comments, *_indexes(connection, dialect, place, schema)]


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
