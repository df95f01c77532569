"""Stripe's lists, held against its description."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.servers.contract import ContractServer, Reply
from tests.servers.openapi import Asked
from tests.servers.proof import Proof

PROOF = Proof(
    system="stripe",
    how="contract",
    what="Stripe's OpenAPI description, API version 2026-10-28.endive",
    source="github.com/stripe/openapi, as in the package stripe 16.1.0",
    date="2026-11-22",
)
KEY = "rk_test_not-a-secret"
NAMES = (
    "balance_transactions",
    "charges",
    "customers",
    "disputes",
    "invoices",
    "payment_intents",
    "payouts",
    "refunds",
)


def stripe_server(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> ContractServer:
    """An account with these objects; each has an `id` and is `created` at a time."""
    server = ContractServer(
        "stripe.json",
        error_of=lambda status, said: {"error": {"type": "invalid_request_error", "message": said}},
    )
    for name in NAMES:
        server.route("GET", f"/v1/{name}")(_listing(name, rows.get(name, [])))
    return server


def _listing(name: str, rows: Sequence[Mapping[str, Any]]) -> Any:
    """Newest first, a page at a time, as Stripe does."""

    def answer(asked: Asked) -> Reply:
        if asked.headers["Authorization"] != f"Bearer {KEY}":
            return Reply({"error": {"message": "Invalid API Key provided"}}, 401)
        start = int(asked.one("created[gte]", "0"))
        end = int(asked.one("created[lt]", "99999999999"))
        found = sorted(
            (row for row in rows if start <= row["created"] < end),
            key=lambda row: row["created"],
            reverse=True,
        )
        after = asked.one("starting_after")
        at = next((place + 1 for place, row in enumerate(found) if row["id"] == after), 0)
        limit = int(asked.one("limit", "10"))
        page = found[at : at + limit]
        more = at + limit < len(found)
        return Reply({"object": "list", "data": page, "has_more": more, "url": f"/v1/{name}"})

    return answer
