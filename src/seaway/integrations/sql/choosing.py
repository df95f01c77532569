"""Which tables there are, for who chooses one in a form."""

from seaway.integrations.sql.naming import written
from seaway.integrations.sql.protocol import SqlConnection
from seaway.integrations.sql.running import working
from seaway.sdk.context import Context


def tables_of(ctx: Context, search: str, connection: SqlConnection) -> list[str]:
    """Tables and views; `staging.` asks for those of the schema `staging`."""
    schema = search.rpartition(".")[0].strip().strip('"')
    with working(connection, ctx.files.folder) as work, work.telling():
        return [written(table) for table in work.session.tables(schema)]
