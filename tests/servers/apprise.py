"""A service that Apprise writes to: its own kind `json://`, which posts JSON."""

from tests.servers.proof import Proof

PROOF = Proof(
    system="apprise",
    how="local server",
    what="Apprise 2.2 with `json://`; of the other services only their addresses",
    date="2026-11-22",
)
