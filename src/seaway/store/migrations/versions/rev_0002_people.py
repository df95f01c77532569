"""Who may come in, what they did, and what they are in the middle of writing."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INSTANT = sa.BigInteger()
NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_users()
    _create_members()
    _create_sessions()
    _create_tokens()
    _create_links()
    _create_audit()
    _create_drafts()
    _create_creations()
    op.add_column("projects", sa.Column("timezone", sa.Text(), server_default="UTC", nullable=False))
    op.add_column("workflows", sa.Column("layout", sa.Text(), server_default="{}", nullable=False))
    op.add_column("revisions", sa.Column("author", sa.Text(), server_default="", nullable=False))
    op.add_column("revisions", sa.Column("message", sa.Text(), server_default="", nullable=False))


def _create_users() -> None:
    op.create_table(
        "users",
        sa.Column("id", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("email", NAME),
        sa.Column("password", sa.Text()),
        sa.Column("is_admin", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("name", name="uq_users_name"),
        sa.UniqueConstraint("email", name="uq_users_email"),
    )


def _create_members() -> None:
    op.create_table(
        "members",
        sa.Column("project", NAME, nullable=False),
        sa.Column("user_id", NAME, nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.PrimaryKeyConstraint("project", "user_id", name="pk_members"),
    )
    op.create_index("ix_members_user_id", "members", ["user_id"])


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", NAME, nullable=False),
        sa.Column("hash", NAME, nullable=False),
        sa.Column("user_id", NAME, nullable=False),
        sa.Column("csrf", NAME, nullable=False),
        sa.Column("agent", sa.Text(), server_default="", nullable=False),
        sa.Column("address", NAME, server_default="", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("hash", name="uq_sessions_hash"),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])


def _create_tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", NAME, nullable=False),
        sa.Column("hash", NAME, nullable=False),
        sa.Column("start", NAME, nullable=False),
        sa.Column("user_id", NAME, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("project", NAME),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT),
        sa.Column("used_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("hash", name="uq_tokens_hash"),
    )
    op.create_index("ix_tokens_user_id", "tokens", ["user_id"])


def _create_links() -> None:
    op.create_table(
        "links",
        sa.Column("hash", NAME, nullable=False),
        sa.Column("user_id", NAME, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_links"),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("subject", NAME, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_sign_in_failures"),
    )


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", SERIAL, autoincrement=True, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", NAME, nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("action", NAME, nullable=False),
        sa.Column("project", NAME),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), server_default="{}", nullable=False),
        sa.Column("address", NAME, server_default="", nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    condition = sa.text("project IS NOT NULL")
    op.create_index(
        "ix_audit_project",
        "audit",
        ["project", "seq"],
        sqlite_where=condition,
        postgresql_where=condition,
    )


def _create_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("project", NAME, nullable=False),
        sa.Column("workflow", NAME, nullable=False),
        sa.Column("user_id", NAME, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("layout", sa.Text(), server_default="{}", nullable=False),
        sa.Column("base_revision", NAME),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("project", "workflow", "user_id", name="pk_drafts"),
    )


def _create_creations() -> None:
    op.create_table(
        "creations",
        sa.Column("actor", NAME, nullable=False),
        sa.Column("key", NAME, nullable=False),
        sa.Column("fingerprint", NAME, nullable=False),
        sa.Column("status", sa.Integer(), server_default="0", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name="pk_creations"),
    )
    op.create_index("ix_creations_created_at", "creations", ["created_at"])
