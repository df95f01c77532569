"""What stands on the other side where nothing has to be started for it."""

from tests.servers.proof import Proof

PROOFS = (
    Proof(system="postgres", how="local server", what="PostgreSQL 15 or newer"),
    Proof(system="mysql", how="local server", what="MariaDB 10.11"),
    Proof(system="sqlite", how="local server", what="the library itself"),
    Proof(system="duckdb", how="local server", what="DuckDB 1.5"),
    Proof(system="local", how="local server", what="the file system"),
    Proof(system="http", how="local server", what="servers of our own, with TLS, redirects and faults"),
)
