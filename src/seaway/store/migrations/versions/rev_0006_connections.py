"""Connections, secrets and variables, and the keys that seal them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

INSTANT = sa.BigInteger()
NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    _create_keys()
    _create_connections()
    _create_values()
    _create_grants()


def _create_keys() -> None:
    op.create_table(
        "data_keys",
        sa.Column("id", NAME, nullable=False),
        sa.Column("wrapped", sa.Text(), nullable=False),
        sa.Column("master", NAME, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_data_keys"),
    )


def _create_connections() -> None:
    op.create_table(
        "connections",
        sa.Column("project", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("type", NAME, nullable=False),
        sa.Column("fields", sa.Text(), server_default="{}", nullable=False),
        sa.Column("secrets", sa.Text(), server_default="{}", nullable=False),
        *_said(),
        sa.PrimaryKeyConstraint("project", "name", name="pk_connections"),
    )
    op.create_table(
        "connection_checks",
        sa.Column("project", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("is_ok", sa.Boolean(), nullable=False),
        sa.Column("message", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("project", "name", name="pk_connection_checks"),
    )


def _create_values() -> None:
    op.create_table(
        "secrets",
        sa.Column("project", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        *_said(),
        sa.PrimaryKeyConstraint("project", "name", name="pk_secrets"),
    )
    op.create_table(
        "variables",
        sa.Column("project", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        *_changed(),
        sa.PrimaryKeyConstraint("project", "name", name="pk_variables"),
    )


def _create_grants() -> None:
    op.create_table(
        "grants",
        sa.Column("project", NAME, nullable=False),
        sa.Column("connection", NAME, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("expires_at", INSTANT),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("refreshing_until", INSTANT),
        *_changed(),
        sa.PrimaryKeyConstraint("project", "connection", name="pk_grants"),
    )
    op.create_table(
        "sign_ins",
        sa.Column("hash", NAME, nullable=False),
        sa.Column("project", NAME, nullable=False),
        sa.Column("connection", NAME, nullable=False),
        sa.Column("user_id", NAME, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_sign_ins"),
    )


def _said() -> list[sa.Column[object]]:
    return [sa.Column("description", sa.Text(), server_default="", nullable=False), *_changed()]


def _changed() -> list[sa.Column[object]]:
    return [
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("updated_by", sa.Text(), server_default="", nullable=False),
    ]
