"""What Alembic runs: the migrations, on the connection that `runner` hands over and in its transaction."""

from alembic import context

from seaway.store.access_tables import all_tables
from seaway.store.schema import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=all_tables,
    version_table=VERSION_TABLE,
    transaction_per_migration=False,
    # SQLite changes a table by copying it; Alembic does so in batches.
    render_as_batch=True,
)
context.run_migrations()
