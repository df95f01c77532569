"""Runs Alembic on a connection that is in a transaction already. Importing this loads Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def run_to(connection: Connection, revision: str) -> None:
    """Bring the schema up to `revision` (`head` for the newest)."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
