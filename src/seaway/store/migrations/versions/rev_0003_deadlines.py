"""Deadlines as rows that wait for their moment."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INSTANT = sa.BigInteger()
NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "deadlines",
        sa.Column("run_id", NAME, nullable=False),
        sa.Column("key", NAME, nullable=False),
        sa.Column("project", NAME, nullable=False),
        sa.Column("workflow", NAME, nullable=False),
        sa.Column("due_at", INSTANT),
        sa.Column("after_ms", sa.BigInteger()),
        sa.Column("is_spare", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("late_at", INSTANT),
        sa.PrimaryKeyConstraint("run_id", "key", name="pk_deadlines"),
    )
    _partial_index("ix_deadlines_due", ["due_at"], where="late_at IS NULL AND due_at IS NOT NULL")
    _partial_index("ix_deadlines_unknown", ["run_id"], where="due_at IS NULL")


def _partial_index(name: str, columns: list[str], *, where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "deadlines", columns, sqlite_where=condition, postgresql_where=condition)
