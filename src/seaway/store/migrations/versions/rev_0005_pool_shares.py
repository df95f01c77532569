"""What each of several engines holds of a pool."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "pool_shares",
        sa.Column("pool", NAME, nullable=False),
        sa.Column("engine", NAME, nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("served_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("pool", "engine", name="pk_pool_shares"),
    )
