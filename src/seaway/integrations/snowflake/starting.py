"""What is asked before a statement runs."""

import json
from dataclasses import replace

from seaway.errors import InvalidInputError
from seaway.integrations.snowflake.connection import Snowflake
from seaway.integrations.sql.running import Work
from seaway.integrations.sql.script import Statement
from seaway.sdk.context import Context


def bytes_assigned(connection: Snowflake, statement: Statement) -> int:
    """How much Snowflake would read at most, by EXPLAIN, which runs nothing and needs no warehouse.
    https://docs.snowflake.com/en/sql-reference/sql/explain"""
    asked = replace(
        statement, parts=("EXPLAIN USING JSON ", *statement.parts), code=f"EXPLAIN {statement.code}"
    )
    with connection.session() as session:
        work = Work(session)
        result = work.run(asked)
        with work.telling():
            ((plan,),) = next(iter(result.rows(1)))
    return int(json.loads(plan)["GlobalStats"].get("bytesAssigned") or 0)


def guard(ctx: Context, assigned: int, fail_above: int) -> None:
    """
    Raises:
        InvalidInputError: it would read more.
    """
    if assigned > fail_above:
        raise InvalidInputError(
            f"The statement would read up to {assigned:,} bytes, more than `fail_above` allows "
            f"({fail_above:,}). Nothing was run.",
            hint="Read less (filter by what the table is clustered by), or raise `fail_above`.",
        )
    ctx.log.info("The statement will read up to %s bytes.", f"{assigned:,}")
