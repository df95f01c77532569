"""Tables of what tasks get from outside of their workflow: connections, secrets, variables.

What is secret stands here sealed (`sealing`), and only sealed: a copy of the database tells none of it."""

from sqlalchemy import Boolean, Column, PrimaryKeyConstraint, Table, Text

from seaway.store.access_tables import all_tables as metadata
from seaway.store.columns import NAME, Instant, Json

# Keys that values are sealed with, each sealed itself with the installation's master key, named by `master`.
data_keys = Table(
    "data_keys",
    metadata,
    Column("id", NAME, primary_key=True),
    Column("wrapped", Text, nullable=False),
    Column("master", NAME, nullable=False),
    Column("created_at", Instant, nullable=False),
)

# `secrets`: sealed values by field.
connections = Table(
    "connections",
    metadata,
    Column("project", NAME, nullable=False),
    Column("name", NAME, nullable=False),
    Column("type", NAME, nullable=False),
    Column("fields", Json, nullable=False, server_default="{}"),
    Column("secrets", Json, nullable=False, server_default="{}"),
    Column("description", Text, nullable=False, server_default=""),
    Column("updated_at", Instant, nullable=False),
    Column("updated_by", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("project", "name"),
)

# How the last look at the other side ended; of connections from every source.
connection_checks = Table(
    "connection_checks",
    metadata,
    Column("project", NAME, nullable=False),
    Column("name", NAME, nullable=False),
    Column("at", Instant, nullable=False),
    Column("is_ok", Boolean, nullable=False),
    Column("message", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("project", "name"),
)

secrets = Table(
    "secrets",
    metadata,
    Column("project", NAME, nullable=False),
    Column("name", NAME, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("description", Text, nullable=False, server_default=""),
    Column("updated_at", Instant, nullable=False),
    Column("updated_by", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("project", "name"),
)

variables = Table(
    "variables",
    metadata,
    Column("project", NAME, nullable=False),
    Column("name", NAME, nullable=False),
    Column("value", Json, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("updated_by", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("project", "name"),
)

# What a system gave when somebody signed in to it. `refreshing_until`: one process fetches fresh tokens.
grants = Table(
    "grants",
    metadata,
    Column("project", NAME, nullable=False),
    Column("connection", NAME, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("expires_at", Instant),
    Column("problem", Text, nullable=False, server_default=""),
    Column("refreshing_until", Instant),
    Column("updated_at", Instant, nullable=False),
    Column("updated_by", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("project", "connection"),
)

# Sign-ins under way, by the hash of their `state`. `sealed`: what the second half needs.
sign_ins = Table(
    "sign_ins",
    metadata,
    Column("hash", NAME, primary_key=True),
    Column("project", NAME, nullable=False),
    Column("connection", NAME, nullable=False),
    Column("user_id", NAME, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

# All tables, those of `access_tables` and `tables` too.
all_tables = metadata
