"""dbt's profile, made of a connection for one attempt. The password stands in an environment variable that
dbt masks (`DBT_ENV_SECRET_…`), never in the file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from seaway.errors import InvalidInputError
from seaway.integrations.duckdb.connection import DuckDB
from seaway.integrations.postgres.connection import Postgres

Warehouse = DuckDB | Postgres
TARGET = "seaway"
PASSWORD = "DBT_ENV_SECRET_PASSWORD"  # noqa: S105 - the name of a variable
_PASSWORD_TEXT = f"{{{{ env_var('{PASSWORD}') }}}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What `profiles.yml` says of the target, and the variables that it reads."""

    output: Mapping[str, object]
    environment: Mapping[str, str] = field(default_factory=dict)

    def write(self, folder: Path, name: str) -> None:
        """As `profiles.yml`; JSON is YAML."""
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps({name: {"target": TARGET, "outputs": {TARGET: self.output}}}, indent=1)
        (folder / "profiles.yml").write_text(text, encoding="utf-8")


def profile_of(connection: Warehouse, *, schema: str, threads: int) -> Profile:
    """Raises InvalidInputError where dbt has no adapter here for the connection."""
    match connection:
        case DuckDB():
            output: dict[str, object] = {"type": "duckdb", "path": connection.path, "threads": threads}
            return Profile(output=output | ({"schema": schema} if schema else {}))
        case Postgres():
            return _postgres(connection, schema or "public", threads)
    raise InvalidInputError(
        f"Connection `{connection.name}` is not of a type that dbt is set up for here.",
        hint="Take a DuckDB or PostgreSQL connection, or name the project's own `profiles_dir`.",
    )


def _postgres(connection: Postgres, schema: str, threads: int) -> Profile:
    output: dict[str, object] = {
        "type": "postgres",
        "host": connection.host,
        "port": connection.port,
        "dbname": connection.database,
        "user": connection.username,
        "pass": _PASSWORD_TEXT,
        "schema": schema,
        "sslmode": connection.sslmode,
        "connect_timeout": connection.connect_timeout_s,
        "threads": threads,
    }
    if connection.ca_file:
        output["sslrootcert"] = connection.ca_file
    if connection.search_path:
        output["search_path"] = connection.search_path
    return Profile(output=output, environment={PASSWORD: connection.password.get_secret_value()})
