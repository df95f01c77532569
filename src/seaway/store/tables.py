"""Every table. The migrations build the same, which a test compares.

No foreign keys: the hot tables are written in bulk by one owner, and rows are taken away by age in small chunks.
Live rows stand apart from history (`run_queue`, `signals`), so that a step costs the same after ten years.
`Partial` indexes hold live rows only for the same reason."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from seaway.store.columns import SERIAL, Instant, Json

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def partial_index(name: str, *columns: object, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))  # type: ignore[arg-type]


meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

projects = Table(
    "projects",
    metadata,
    Column("name", Text, primary_key=True),
    Column("label", Text, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
)

revisions = Table(
    "revisions",
    metadata,
    Column("project", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("workflow", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("plan", Json, nullable=False),
    Column("bundle", Text, nullable=False, server_default=""),
    Column("lock", Json, nullable=False, server_default="{}"),
    Column("created_at", Instant, nullable=False),
    PrimaryKeyConstraint("project", "workflow", "hash"),
)

workflows = Table(
    "workflows",
    metadata,
    Column("project", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("active_revision", Text),
    Column("state", Text, nullable=False),
    Column("problems", Json, nullable=False, server_default="[]"),
    Column("is_paused", Boolean, nullable=False, server_default=false()),
    Column("renamed_from", Text),
    Column("updated_at", Instant, nullable=False),
    PrimaryKeyConstraint("project", "id"),
)

runs = Table(
    "runs",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("project", Text, nullable=False),
    Column("workflow", Text, nullable=False),
    Column("revision", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("epoch", Integer, nullable=False, server_default="0"),
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("created_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("ended_at", Instant),
    Column("logical_date", Instant, nullable=False),
    Column("interval_start", Instant, nullable=False),
    Column("interval_end", Instant, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("inputs", Json, nullable=False),
    Column("trigger_kind", Text, nullable=False),
    Column("trigger_name", Text, nullable=False, server_default=""),
    Column("trigger", Json, nullable=False),
    Column("dedupe_key", Text),
    Column("rerun_of", Text),
    Column("rerun", Json),
    Column("parent_run", Text),
    Column("parent_key", Text),
    Column("group_key", Text),
    Column("group_limit", Integer),
    Column("outputs", Json),
    Column("failed_task", Text),
    Column("error", Text),
    Column("stopping", Text),
    Column("files_gone_at", Instant),
    Column("format", Integer, nullable=False),
    UniqueConstraint("project", "dedupe_key"),
    Index("ix_runs_slice", "project", "workflow", "logical_date", "run_id"),
    Index("ix_runs_workflow", "project", "workflow", "run_id"),
    Index("ix_runs_project", "project", "run_id"),
    Index("ix_runs_state", "project", "state", "run_id"),
    partial_index("ix_runs_ended", "ended_at", where="ended_at IS NOT NULL"),
    partial_index("ix_runs_with_files", "ended_at", where="ended_at IS NOT NULL AND files_gone_at IS NULL"),
    partial_index("ix_runs_rerun_of", "rerun_of", where="rerun_of IS NOT NULL"),
    partial_index("ix_runs_parent", "parent_run", where="parent_run IS NOT NULL"),
)

# One row a run that is not final. `epoch` 0: never claimed, it waits. What claiming needs, and the fence.
run_queue = Table(
    "run_queue",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("project", Text, nullable=False),
    Column("workflow", Text, nullable=False),
    Column("group_key", Text),
    Column("group_limit", Integer),
    Column("priority", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("owner", Text),
    Column("epoch", Integer, nullable=False, server_default="0"),
    Column("format", Integer, nullable=False),
    Index("ix_run_queue_owner", "owner"),
    partial_index("ix_run_queue_next", text("priority DESC"), "created_at", "run_id", where="epoch = 0"),
    partial_index("ix_run_queue_released", "run_id", where="owner IS NULL AND epoch > 0"),
    partial_index("ix_run_queue_depth", "project", "workflow", where="epoch = 0"),
    partial_index("ix_run_queue_group", "project", "group_key", "epoch", where="group_key IS NOT NULL"),
)


def _task_columns() -> list[Column[object]]:
    """The fields of `core.rows.TaskRow` in its order; `index` is called `item_index`, as SQL keeps that word."""
    return [
        Column("run_id", Text, nullable=False),
        Column("key", Text, nullable=False),
        Column("path", Text, nullable=False),
        Column("parent", Text, nullable=False),
        Column("item_index", Integer, nullable=False),
        Column("state", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("attempt", Integer, nullable=False),
        Column("job_try", Integer, nullable=False),
        Column("crashes", Integer, nullable=False),
        Column("attempt_id", Text),
        Column("queued_at", Instant),
        Column("started_at", Instant),
        Column("ended_at", Instant),
        Column("due_at", Instant),
        Column("timeout_at", Instant),
        Column("exit_code", Integer),
        Column("error", Json),
        Column("outputs", Json),
        Column("manifest", Text),
        Column("deferred", Json),
        Column("child_run", Text),
        Column("label", Text),
        Column("item_count", Integer),
        Column("items", Text),
        Column("carried_from", Text),
        Column("stopping", Text),
        Column("project", Text, nullable=False),
    ]


# The current attempt of each task run of which something is known.
task_runs = Table(
    "task_runs",
    metadata,
    *_task_columns(),
    PrimaryKeyConstraint("run_id", "key"),
    partial_index("ix_task_runs_items", "run_id", "parent", "item_index", where="item_index >= 0"),
    partial_index("ix_task_runs_manifest", "manifest", where="manifest IS NOT NULL"),
    partial_index("ix_task_runs_frozen_items", "items", where="items IS NOT NULL"),
)

# Earlier attempts, as they stood when a newer one replaced them.
attempts = Table(
    "attempts",
    metadata,
    *_task_columns(),
    PrimaryKeyConstraint("run_id", "key", "attempt"),
    partial_index("ix_attempts_manifest", "manifest", where="manifest IS NOT NULL"),
)

# What comes from outside a run's owner. `seq` orders, `id` is the sender's: the same signal sent twice is one row.
signals = Table(
    "signals",
    metadata,
    Column("seq", SERIAL, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False),
    Column("run_id", Text, nullable=False),
    Column("project", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("payload", Json, nullable=False),
    Column("format", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("id"),
    Index("ix_signals_run_id", "run_id", "seq"),
    sqlite_autoincrement=True,
)

triggers = Table(
    "triggers",
    metadata,
    Column("project", Text, nullable=False),
    Column("workflow", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("spec", Json, nullable=False),
    Column("spec_hash", Text, nullable=False),
    Column("first_seen_at", Instant, nullable=False),
    Column("last_tick_at", Instant),
    Column("next_at", Instant),
    Column("is_paused", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint("project", "workflow", "name"),
    partial_index("ix_triggers_next", "next_at", where="next_at IS NOT NULL"),
)

# `outcome` and `reason`: a tick is never silently lost.
ticks = Table(
    "ticks",
    metadata,
    Column("project", Text, nullable=False),
    Column("workflow", Text, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("scheduled_at", Instant, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("run_id", Text),
    Column("created_at", Instant, nullable=False),
    PrimaryKeyConstraint("project", "workflow", "trigger", "scheduled_at"),
    Index("ix_ticks_created", "created_at"),
)

# One row an engine process. The lease covers all runs it owns, so that renewing it is one small write.
engines = Table(
    "engines",
    metadata,
    Column("id", Text, primary_key=True),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("slots", Integer, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("beat_at", Instant, nullable=False),
    Column("lease_until", BigInteger, nullable=False),
)
