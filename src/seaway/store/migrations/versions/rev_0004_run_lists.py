"""Indexes for looking through millions of runs: by workflow and state, by what started them, and how
many ended when."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_index("ix_runs_workflow_state", "runs", ["project", "workflow", "state", "run_id"])
    op.create_index("ix_runs_kind", "runs", ["project", "trigger_kind", "run_id"])
    condition = sa.text("ended_at IS NOT NULL")
    op.create_index(
        "ix_runs_project_ended",
        "runs",
        ["project", "ended_at", "state"],
        sqlite_where=condition,
        postgresql_where=condition,
    )
