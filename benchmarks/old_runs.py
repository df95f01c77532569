"""Old runs by the million, made inside the database from one that really ran."""

from sqlalchemy import Connection, text

from seaway.store.database import Database
from seaway.store.tables import runs, task_runs

AT_ONCE = 200
"""Runs a commit: an engine that is open meanwhile has to renew its lease."""
_NUMBERS = (
    "(WITH RECURSIVE numbers(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM numbers WHERE n < {last}) "
    "SELECT n FROM numbers) AS numbers"
)


async def multiply(database: Database, *, task_rows: int) -> None:
    """Copy the longest run until there are so many task rows more."""
    run_id, length = await database.read(_longest)
    count = -(-task_rows // length)
    for first in range(1, count + 1, AT_ONCE):
        numbers = _NUMBERS.format(first=first, last=min(first + AT_ONCE - 1, count))
        await database.write(lambda connection, numbers=numbers: _copy(connection, run_id, numbers))


def _longest(connection: Connection) -> tuple[str, int]:
    longest = "SELECT run_id, count(*) FROM task_runs GROUP BY run_id ORDER BY 2 DESC LIMIT 1"
    run_id, length = connection.execute(text(longest)).one()
    return str(run_id), int(length)


def _copy(connection: Connection, run_id: str, numbers: str) -> None:
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
