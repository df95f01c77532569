"""What attempts said they read and wrote."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

INSTANT = sa.BigInteger()
NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "materializations",
        sa.Column("run_id", NAME, nullable=False),
        sa.Column("key", NAME, nullable=False),
        sa.Column("path", NAME, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("attempt_id", NAME),
        sa.Column("asset", NAME, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("row_count", sa.BigInteger()),
        sa.Column("size_bytes", sa.BigInteger()),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.Column("project", NAME, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "key", "attempt", "at", "place", name="pk_materializations"),
    )
    op.create_index("ix_materializations_asset", "materializations", ["project", "asset", "at"])
