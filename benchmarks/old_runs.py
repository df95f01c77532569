"""Old runs by the million, made inside the database from one that really ran."""

from sqlalchemy import Connection, text

from seaway.store.database import Database
from seaway.store.tables import runs, task_runs

_NUMBERS = (
    "(WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) "
    "SELECT n FROM numbers) AS numbers"
)


async def multiply(database: Database, *, task_rows: int) -> int:
    """Copy the longest run until there are so many task rows more; returns how many there are in all."""
    return await database.write(lambda connection: _multiply(connection, task_rows))


def _multiply(connection: Connection, task_rows: int) -> int:
    longest = "SELECT run_id, count(*) FROM task_runs GROUP BY run_id ORDER BY 2 DESC LIMIT 1"
    run_id, length = connection.execute(text(longest)).one()
    numbers = _NUMBERS.format(count=-(-task_rows // length))
    for table in (runs, task_runs):
        columns = [f'"{column.name}"' for column in table.columns]
        # Ids of old runs are lower than those of new ones, as these are UUIDs by time.
        values = ["'00000000-' || n" if name == '"run_id"' else name for name in columns]
        connection.execute(
            text(
                f"INSERT INTO {table.name} ({', '.join(columns)}) "
                f"SELECT {', '.join(values)} FROM {table.name}, {numbers} WHERE run_id = :source"
            ),
            {"source": run_id},
        )
    return int(connection.execute(text("SELECT count(*) FROM task_runs")).scalar_one())
