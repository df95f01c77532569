"""The first schema, whole."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

INSTANT = sa.BigInteger()
NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_meta()
    _create_projects()
    _create_workflows()
    _create_revisions()
    _create_runs()
    _create_run_queue()
    _create_task_runs()
    _create_attempts()
    _create_signals()
    _create_triggers()
    _create_ticks()
    _create_engines()
    _create_garbage()


def _partial_index(name: str, table: str, columns: list[str], *, where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)


def _create_meta() -> None:
    op.create_table(
        "meta",
        sa.Column("key", NAME, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )


def _create_projects() -> None:
    op.create_table(
        "projects",
        sa.Column("name", NAME, nullable=False),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_projects"),
    )


def _create_workflows() -> None:
    op.create_table(
        "workflows",
        sa.Column("project", NAME, nullable=False),
        sa.Column("id", NAME, nullable=False),
        sa.Column("active_revision", NAME),
        sa.Column("state", NAME, nullable=False),
        sa.Column("problems", sa.Text(), server_default="[]", nullable=False),
        sa.Column("is_paused", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("renamed_from", NAME),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("project", "id", name="pk_workflows"),
    )


def _create_revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("project", NAME, nullable=False),
        sa.Column("hash", NAME, nullable=False),
        sa.Column("workflow", NAME, nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("bundle", NAME, server_default="", nullable=False),
        sa.Column("lock", sa.Text(), server_default="{}", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("project", "workflow", "hash", name="pk_revisions"),
    )


def _create_runs() -> None:
    op.create_table(
        "runs",
        sa.Column("run_id", NAME, nullable=False),
        sa.Column("project", NAME, nullable=False),
        sa.Column("workflow", NAME, nullable=False),
        sa.Column("revision", NAME, nullable=False),
        sa.Column("state", NAME, nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("epoch", sa.Integer(), server_default="0", nullable=False),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("started_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("logical_date", INSTANT, nullable=False),
        sa.Column("interval_start", INSTANT, nullable=False),
        sa.Column("interval_end", INSTANT, nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("trigger_kind", NAME, nullable=False),
        sa.Column("trigger_name", NAME, server_default="", nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("dedupe_key", NAME),
        sa.Column("rerun_of", NAME),
        sa.Column("rerun", sa.Text()),
        sa.Column("parent_run", NAME),
        sa.Column("parent_key", NAME),
        sa.Column("group_key", NAME),
        sa.Column("group_limit", sa.Integer()),
        sa.Column("outputs", sa.Text()),
        sa.Column("failed_task", NAME),
        sa.Column("error", sa.Text()),
        sa.Column("stopping", NAME),
        sa.Column("files_gone_at", INSTANT),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_runs"),
        sa.UniqueConstraint("project", "dedupe_key", name="uq_runs_project_dedupe_key"),
    )
    _partial_index("ix_runs_ended", "runs", ["ended_at"], where="ended_at IS NOT NULL")
    _partial_index("ix_runs_parent", "runs", ["parent_run"], where="parent_run IS NOT NULL")
    op.create_index("ix_runs_project", "runs", ["project", "run_id"])
    _partial_index("ix_runs_rerun_of", "runs", ["rerun_of"], where="rerun_of IS NOT NULL")
    op.create_index("ix_runs_slice", "runs", ["project", "workflow", "logical_date", "run_id"])
    op.create_index("ix_runs_state", "runs", ["project", "state", "run_id"])
    _partial_index(
        "ix_runs_with_files", "runs", ["ended_at"], where="ended_at IS NOT NULL AND files_gone_at IS NULL"
    )
    op.create_index("ix_runs_workflow", "runs", ["project", "workflow", "run_id"])


def _create_run_queue() -> None:
    op.create_table(
        "run_queue",
        sa.Column("run_id", NAME, nullable=False),
        sa.Column("project", NAME, nullable=False),
        sa.Column("workflow", NAME, nullable=False),
        sa.Column("group_key", NAME),
        sa.Column("group_limit", sa.Integer()),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("owner", NAME),
        sa.Column("epoch", sa.Integer(), server_default="0", nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_run_queue"),
    )
    _partial_index("ix_run_queue_depth", "run_queue", ["project", "workflow"], where="epoch = 0")
    _partial_index(
        "ix_run_queue_group", "run_queue", ["project", "group_key", "epoch"], where="group_key IS NOT NULL"
    )
    _partial_index("ix_run_queue_next", "run_queue", ["rank", "created_at", "run_id"], where="epoch = 0")
    _partial_index("ix_run_queue_owner", "run_queue", ["owner"], where="owner IS NOT NULL")
    _partial_index("ix_run_queue_released", "run_queue", ["run_id"], where="owner IS NULL AND epoch > 0")


def _create_task_runs() -> None:
    op.create_table(
        "task_runs",
        sa.Column("run_id", NAME, nullable=False),
        sa.Column("key", NAME, nullable=False),
        sa.Column("path", NAME, nullable=False),
        sa.Column("parent", NAME, nullable=False),
        sa.Column("item_index", sa.Integer(), nullable=False),
        sa.Column("state", NAME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("job_try", sa.Integer(), nullable=False),
        sa.Column("crashes", sa.Integer(), nullable=False),
        sa.Column("attempt_id", NAME),
        sa.Column("queued_at", INSTANT),
        sa.Column("started_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("due_at", INSTANT),
        sa.Column("timeout_at", INSTANT),
        sa.Column("exit_code", sa.Integer()),
        sa.Column("error", sa.Text()),
        sa.Column("outputs", sa.Text()),
        sa.Column("manifest", NAME),
        sa.Column("deferred", sa.Text()),
        sa.Column("child_run", NAME),
        sa.Column("label", sa.Text()),
        sa.Column("item_count", sa.Integer()),
        sa.Column("items", NAME),
        sa.Column("carried_from", NAME),
        sa.Column("stopping", NAME),
        sa.Column("project", NAME, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "key", name="pk_task_runs"),
    )
    _partial_index("ix_task_runs_frozen_items", "task_runs", ["items"], where="items IS NOT NULL")
    _partial_index(
        "ix_task_runs_items", "task_runs", ["run_id", "parent", "item_index"], where="item_index >= 0"
    )
    _partial_index(
        "ix_task_runs_large_outputs", "task_runs", ["outputs"], where="substr(outputs, 1, 7) = '{\"$ref\"'"
    )
    _partial_index("ix_task_runs_manifest", "task_runs", ["manifest"], where="manifest IS NOT NULL")


def _create_attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("run_id", NAME, nullable=False),
        sa.Column("key", NAME, nullable=False),
        sa.Column("path", NAME, nullable=False),
        sa.Column("parent", NAME, nullable=False),
        sa.Column("item_index", sa.Integer(), nullable=False),
        sa.Column("state", NAME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("job_try", sa.Integer(), nullable=False),
        sa.Column("crashes", sa.Integer(), nullable=False),
        sa.Column("attempt_id", NAME),
        sa.Column("queued_at", INSTANT),
        sa.Column("started_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("due_at", INSTANT),
        sa.Column("timeout_at", INSTANT),
        sa.Column("exit_code", sa.Integer()),
        sa.Column("error", sa.Text()),
        sa.Column("outputs", sa.Text()),
        sa.Column("manifest", NAME),
        sa.Column("deferred", sa.Text()),
        sa.Column("child_run", NAME),
        sa.Column("label", sa.Text()),
        sa.Column("item_count", sa.Integer()),
        sa.Column("items", NAME),
        sa.Column("carried_from", NAME),
        sa.Column("stopping", NAME),
        sa.Column("project", NAME, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "key", "attempt", name="pk_attempts"),
    )
    _partial_index("ix_attempts_manifest", "attempts", ["manifest"], where="manifest IS NOT NULL")


def _create_signals() -> None:
    op.create_table(
        "signals",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("id", NAME, nullable=False),
        sa.Column("run_id", NAME, nullable=False),
        sa.Column("project", NAME, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_signals"),
        sa.UniqueConstraint("id", name="uq_signals_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_signals_run_id", "signals", ["run_id", "seq"])


def _create_triggers() -> None:
    op.create_table(
        "triggers",
        sa.Column("project", NAME, nullable=False),
        sa.Column("workflow", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.Column("spec_hash", NAME, nullable=False),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.Column("last_tick_at", INSTANT),
        sa.Column("next_at", INSTANT),
        sa.Column("is_paused", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("project", "workflow", "name", name="pk_triggers"),
    )
    _partial_index("ix_triggers_next", "triggers", ["next_at"], where="next_at IS NOT NULL")


def _create_ticks() -> None:
    op.create_table(
        "ticks",
        sa.Column("project", NAME, nullable=False),
        sa.Column("workflow", NAME, nullable=False),
        sa.Column("trigger", NAME, nullable=False),
        sa.Column("scheduled_at", INSTANT, nullable=False),
        sa.Column("outcome", NAME, nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("run_id", NAME),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("project", "workflow", "trigger", "scheduled_at", name="pk_ticks"),
    )
    op.create_index("ix_ticks_created", "ticks", ["created_at"])


def _create_engines() -> None:
    op.create_table(
        "engines",
        sa.Column("id", NAME, nullable=False),
        sa.Column("host", NAME, nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("place", NAME, server_default="", nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("beat_at", INSTANT, nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_engines"),
    )


def _create_garbage() -> None:
    op.create_table(
        "garbage",
        sa.Column("hash", NAME, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_garbage"),
    )
