"""Every table of what runs; those of who may come in stand in `access_tables`. The migrations build the same,
which a test compares.

No foreign keys: the hot tables are written in bulk by one owner, and rows are taken away by age in small
chunks. Live rows stand apart from history (`run_queue`, `signals`), so that a step costs the same after ten
years. `Partial` indexes hold live rows only for the same reason."""

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

from seaway.store.columns import NAME, SERIAL, Instant, Json

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
    Column("key", NAME, primary_key=True),
    Column("value", Text, nullable=False),
)

projects = Table(
    "projects",
    metadata,
    Column("name", NAME, primary_key=True),
    Column("label", Text, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("timezone", Text, nullable=False, server_default="UTC"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("project", NAME, nullable=False),
    Column("hash", NAME, nullable=False),
    Column("workflow", NAME, nullable=False),
    Column("file", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("plan", Json, nullable=False),
    Column("bundle", NAME, nullable=False, server_default=""),
    Column("lock", Json, nullable=False, server_default="{}"),
    Column("created_at", Instant, nullable=False),
    Column("author", Text, nullable=False, server_default=""),
    Column("message", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("project", "workflow", "hash"),
)

workflows = Table(
    "workflows",
    metadata,
    Column("project", NAME, nullable=False),
    Column("id", NAME, nullable=False),
    Column("active_revision", NAME),
    Column("state", NAME, nullable=False),
    Column("problems", Json, nullable=False, server_default="[]"),
    Column("is_paused", Boolean, nullable=False, server_default=false()),
    Column("renamed_from", NAME),
    Column("updated_at", Instant, nullable=False),
    Column("layout", Json, nullable=False, server_default="{}"),
    PrimaryKeyConstraint("project", "id"),
)

runs = Table(
    "runs",
    metadata,
    Column("run_id", NAME, primary_key=True),
    Column("project", NAME, nullable=False),
    Column("workflow", NAME, nullable=False),
    Column("revision", NAME, nullable=False),
    Column("state", NAME, nullable=False),
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
    Column("trigger_kind", NAME, nullable=False),
    Column("trigger_name", NAME, nullable=False, server_default=""),
    Column("trigger", Json, nullable=False),
    Column("dedupe_key", NAME),
    Column("rerun_of", NAME),
    Column("rerun", Json),
    Column("parent_run", NAME),
    Column("parent_key", NAME),
    Column("group_key", NAME),
    Column("group_limit", Integer),
    Column("outputs", Json),
    Column("failed_task", NAME),
    Column("error", Text),
    Column("stopping", NAME),
    Column("files_gone_at", Instant),
    Column("format", Integer, nullable=False),
    Column("previous", Json),
    UniqueConstraint("project", "dedupe_key"),
    Index("ix_runs_slice", "project", "workflow", "logical_date", "run_id"),
    Index("ix_runs_workflow", "project", "workflow", "run_id"),
    Index("ix_runs_project", "project", "run_id"),
    Index("ix_runs_state", "project", "state", "run_id"),
    Index("ix_runs_workflow_state", "project", "workflow", "state", "run_id"),
    Index("ix_runs_kind", "project", "trigger_kind", "run_id"),
    partial_index("ix_runs_project_ended", "project", "ended_at", "state", where="ended_at IS NOT NULL"),
    partial_index("ix_runs_ended", "ended_at", where="ended_at IS NOT NULL"),
    partial_index("ix_runs_with_files", "ended_at", where="ended_at IS NOT NULL AND files_gone_at IS NULL"),
    partial_index("ix_runs_rerun_of", "rerun_of", where="rerun_of IS NOT NULL"),
    partial_index("ix_runs_parent", "parent_run", where="parent_run IS NOT NULL"),
)

# One row a run that is not final: what claiming needs, and the fence. `epoch` 0: never claimed, it waits.
# `rank` is minus the priority: the smallest is next.
run_queue = Table(
    "run_queue",
    metadata,
    Column("run_id", NAME, primary_key=True),
    Column("project", NAME, nullable=False),
    Column("workflow", NAME, nullable=False),
    Column("group_key", NAME),
    Column("group_limit", Integer),
    Column("rank", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("owner", NAME),
    Column("epoch", Integer, nullable=False, server_default="0"),
    Column("format", Integer, nullable=False),
    partial_index("ix_run_queue_owner", "owner", where="owner IS NOT NULL"),
    partial_index("ix_run_queue_next", "rank", "created_at", "run_id", where="epoch = 0"),
    partial_index("ix_run_queue_released", "run_id", where="owner IS NULL AND epoch > 0"),
    partial_index("ix_run_queue_depth", "project", "workflow", where="epoch = 0"),
    partial_index("ix_run_queue_group", "project", "group_key", "epoch", where="group_key IS NOT NULL"),
)

# Outputs that stand in the artifact store: `{"$ref": hash}`.
IS_LARGE_OUTPUT = """substr(outputs, 1, 7) = '{"$ref"'"""


def _task_columns() -> list[Column[object]]:
    """The fields of `core.rows.TaskRow` in its order; `index` is called `item_index`, as SQL keeps that
    word."""
    return [
        Column("run_id", NAME, nullable=False),
        Column("key", NAME, nullable=False),
        Column("path", NAME, nullable=False),
        Column("parent", NAME, nullable=False),
        Column("item_index", Integer, nullable=False),
        Column("state", NAME, nullable=False),
        Column("reason", Text, nullable=False),
        Column("attempt", Integer, nullable=False),
        Column("job_try", Integer, nullable=False),
        Column("crashes", Integer, nullable=False),
        Column("attempt_id", NAME),
        Column("queued_at", Instant),
        Column("started_at", Instant),
        Column("ended_at", Instant),
        Column("due_at", Instant),
        Column("timeout_at", Instant),
        Column("exit_code", Integer),
        Column("error", Json),
        Column("outputs", Json),
        Column("manifest", NAME),
        Column("deferred", Json),
        Column("child_run", NAME),
        Column("label", Text),
        Column("item_count", Integer),
        Column("items", NAME),
        Column("carried_from", NAME),
        Column("stopping", NAME),
        Column("project", NAME, nullable=False),
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
    partial_index("ix_task_runs_large_outputs", "outputs", where=IS_LARGE_OUTPUT),
)

# Earlier attempts, as they stood when a newer one replaced them.
attempts = Table(
    "attempts",
    metadata,
    *_task_columns(),
    PrimaryKeyConstraint("run_id", "key", "attempt"),
    partial_index("ix_attempts_manifest", "manifest", where="manifest IS NOT NULL"),
)

# What attempts said they read and wrote: the rows of `core.rows.AssetRow` in its order. It goes with its run.
materializations = Table(
    "materializations",
    metadata,
    Column("run_id", NAME, nullable=False),
    Column("key", NAME, nullable=False),
    Column("path", NAME, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("place", Integer, nullable=False),
    Column("attempt_id", NAME),
    Column("asset", NAME, nullable=False),
    Column("kind", NAME, nullable=False),
    Column("row_count", BigInteger),
    Column("size_bytes", BigInteger),
    Column("columns", Json, nullable=False),
    Column("extra", Json, nullable=False),
    Column("project", NAME, nullable=False),
    PrimaryKeyConstraint("run_id", "key", "attempt", "at", "place"),
    Index("ix_materializations_asset", "project", "asset", "at"),
)

# What comes from outside a run's owner. `seq` orders, `id` is the sender's: the same signal sent twice is one
# row.
signals = Table(
    "signals",
    metadata,
    Column("seq", SERIAL, primary_key=True, autoincrement=True),
    Column("id", NAME, nullable=False),
    Column("run_id", NAME, nullable=False),
    Column("project", NAME, nullable=False),
    Column("kind", NAME, nullable=False),
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
    Column("project", NAME, nullable=False),
    Column("workflow", NAME, nullable=False),
    Column("name", NAME, nullable=False),
    Column("kind", NAME, nullable=False),
    Column("spec", Json, nullable=False),
    Column("spec_hash", NAME, nullable=False),
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
    Column("project", NAME, nullable=False),
    Column("workflow", NAME, nullable=False),
    Column("trigger", NAME, nullable=False),
    Column("scheduled_at", Instant, nullable=False),
    Column("outcome", NAME, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("run_id", NAME),
    Column("created_at", Instant, nullable=False),
    PrimaryKeyConstraint("project", "workflow", "trigger", "scheduled_at"),
    Index("ix_ticks_created", "created_at"),
)

# One row an engine process. The lease covers all runs it owns, so that renewing it is one small write.
engines = Table(
    "engines",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("host", NAME, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("slots", Integer, nullable=False),
    Column("place", NAME, nullable=False, server_default=""),
    Column("started_at", Instant, nullable=False),
    Column("beat_at", Instant, nullable=False),
    Column("lease_until", BigInteger, nullable=False),
)

# What each of several engines holds of a pool, in slots; together never more than the pool has.
pool_shares = Table(
    "pool_shares",
    metadata,
    Column("pool", NAME, nullable=False),
    Column("engine", NAME, nullable=False),
    Column("share", Integer, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("served_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("pool", "engine"),
)

# A deadline of a run (key '') or of a task of it. It is late where `late_at` says so; else it is still to
# come, or counts from a start that has not been (`due_at` NULL).
deadlines = Table(
    "deadlines",
    metadata,
    Column("run_id", NAME, nullable=False),
    Column("key", NAME, nullable=False),
    Column("project", NAME, nullable=False),
    Column("workflow", NAME, nullable=False),
    Column("due_at", Instant),
    Column("after_ms", BigInteger),
    Column("is_spare", Boolean, nullable=False, server_default=false()),
    Column("late_at", Instant),
    PrimaryKeyConstraint("run_id", "key"),
    partial_index("ix_deadlines_due", "due_at", where="late_at IS NULL AND due_at IS NOT NULL"),
    partial_index("ix_deadlines_unknown", "run_id", where="due_at IS NULL"),
)

# Artifacts that nothing referred to any more when their run was taken away; they go once that is committed.
garbage = Table(
    "garbage",
    metadata,
    Column("hash", NAME, primary_key=True),
    Column("since", Instant, nullable=False),
)
