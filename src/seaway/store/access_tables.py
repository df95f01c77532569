"""Tables of who may come in, what they did, and what they are in the middle of writing.

Secrets stand here as hashes only: a copy of the database lets nobody in."""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
)

from seaway.store.columns import NAME, SERIAL, Instant, Json
from seaway.store.tables import metadata, partial_index

users = Table(
    "users",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("name", NAME, nullable=False),
    Column("email", NAME),
    Column("password", Text),
    Column("is_admin", Boolean, nullable=False, server_default=false()),
    Column("is_active", Boolean, nullable=False, server_default=true()),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("name"),
    UniqueConstraint("email"),
)

members = Table(
    "members",
    metadata,
    Column("project", NAME, nullable=False),
    Column("user_id", NAME, nullable=False),
    Column("role", NAME, nullable=False),
    PrimaryKeyConstraint("project", "user_id"),
    Index("ix_members_user_id", "user_id"),
)

# `hash`: SHA-256 of what stands in the cookie.
sessions = Table(
    "sessions",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("hash", NAME, nullable=False),
    Column("user_id", NAME, nullable=False),
    Column("csrf", NAME, nullable=False),
    Column("agent", Text, nullable=False, server_default=""),
    Column("address", NAME, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    UniqueConstraint("hash"),
    Index("ix_sessions_user_id", "user_id"),
    Index("ix_sessions_expires_at", "expires_at"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("hash", NAME, nullable=False),
    Column("start", NAME, nullable=False),
    Column("user_id", NAME, nullable=False),
    Column("name", Text, nullable=False),
    Column("scopes", Json, nullable=False),
    Column("project", NAME),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("used_at", Instant),
    UniqueConstraint("hash"),
    Index("ix_tokens_user_id", "user_id"),
)

# One-time sign-in links.
links = Table(
    "links",
    metadata,
    Column("hash", NAME, primary_key=True),
    Column("user_id", NAME, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

# Failed sign-ins, by what was tried: a name, or an address.
sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("subject", NAME, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
)

# Written in the transaction of what it tells. `actor` is a user's id; the name is kept, as users go.
audit = Table(
    "audit",
    metadata,
    Column("seq", SERIAL, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("actor", NAME, nullable=False),
    Column("actor_name", Text, nullable=False),
    Column("action", NAME, nullable=False),
    Column("project", NAME),
    Column("subject", Text, nullable=False),
    Column("detail", Json, nullable=False, server_default="{}"),
    Column("address", NAME, nullable=False, server_default=""),
    partial_index("ix_audit_project", "project", "seq", where="project IS NOT NULL"),
    sqlite_autoincrement=True,
)

# What somebody changed in the builder and has not saved. `layout` is the canvas's own JSON.
drafts = Table(
    "drafts",
    metadata,
    Column("project", NAME, nullable=False),
    Column("workflow", NAME, nullable=False),
    Column("user_id", NAME, nullable=False),
    Column("text", Text, nullable=False),
    Column("layout", Json, nullable=False, server_default="{}"),
    Column("base_revision", NAME),
    Column("updated_at", Instant, nullable=False),
    PrimaryKeyConstraint("project", "workflow", "user_id"),
)

# Answers to creations that carried an `Idempotency-Key`. `status` 0: the first call is still at it.
creations = Table(
    "creations",
    metadata,
    Column("actor", NAME, nullable=False),
    Column("key", NAME, nullable=False),
    Column("fingerprint", NAME, nullable=False),
    Column("status", Integer, nullable=False, server_default="0"),
    Column("answer", Json, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    PrimaryKeyConstraint("actor", "key"),
    Index("ix_creations_created_at", "created_at"),
)

# All tables, those of `tables` too.
all_tables = metadata
