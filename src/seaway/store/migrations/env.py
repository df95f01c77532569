"""What Alembic runs: the migrations, on the connection that `runner` hands over and in its transaction."""

from alembic import context

from seaway.store.schema import VERSION_TABLE
from seaway.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transaction_per_migration=False,
    # SQLite changes a table by copying it; Alembic does so in batches.
    render_as_batch=True,
)
context.run_migrations()
