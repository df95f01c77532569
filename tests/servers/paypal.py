"""PayPal's transaction search and disputes, held against their descriptions."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.servers.contract import ContractServer, Reply
from tests.servers.openapi import Asked
from tests.servers.proof import Proof

PROOF = Proof(
    system="paypal",
    how="contract",
    what="PayPal's OpenAPI descriptions: Transaction Search 1.9, Disputes 1.10",
    source="github.com/paypal/paypal-rest-api-specifications",
    date="2026-11-22",
)
CLIENT, SECRET, TOKEN = "client-1", "not-a-secret-of-paypal", "token-not-a-secret"
Rows = Sequence[Mapping[str, Any]]


def paypal_server(
    transactions: Rows = (), disputes: Rows = (), *, most_found: int = 10_000
) -> ContractServer:
    """An account: transactions with `at`, disputes with `update_time`, both as `2026-01-31T00:00:00Z`."""
    server = ContractServer(
        "paypal.json",
        error_of=lambda status, said: {
            "name": "ERROR",
            "message": said,
            "details": [{"issue": said.upper()}],
        },
    )

    @server.route("POST", "/v1/oauth2/token")
    def token(asked: Asked) -> Reply:
        wanted = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked.headers["Authorization"] != f"Basic {wanted}":
            return Reply(
                {"error": "invalid_client", "error_description": "Client Authentication failed"}, 401
            )
        return Reply({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 32400})

    _add_search(server, transactions, most_found)
    _add_disputes(server, disputes)
    return server


def _add_search(server: ContractServer, transactions: Rows, most_found: int) -> None:
    @server.route("GET", "/v1/reporting/transactions")
    def search(asked: Asked) -> Reply:
        assert asked.headers["Authorization"] == f"Bearer {TOKEN}"
        start, end = asked.one("start_date"), asked.one("end_date")
        if _time(end) - _time(start) > timedelta(days=31):
            return Reply({"name": "INVALID_REQUEST", "message": "The range is greater than 31 days."}, 400)
        found = [row for row in transactions if start <= row["at"] <= end]
        page, size = int(asked.one("page", "1")), int(asked.one("page_size", "100"))
        if (page - 1) * size >= most_found:
            return Reply(
                {"name": "RESULTSET_TOO_LARGE", "message": "Result set size is over the limit."}, 400
            )
        return Reply(
            {
                "transaction_details": found[(page - 1) * size : page * size],
                "page": page,
                "total_items": len(found),
                "total_pages": -(-len(found) // size),
            }
        )


def _add_disputes(server: ContractServer, disputes: Rows) -> None:
    @server.route("GET", "/v1/customer/disputes")
    def listed(asked: Asked) -> Reply:
        after, before = asked.one("update_time_after"), asked.one("update_time_before")
        found = [row for row in disputes if _time(after) < _time(row["update_time"]) < _time(before)]
        at, size = int(asked.one("next_page_token") or 0), int(asked.one("page_size", "10"))
        links = [{"href": f"{server.url}/v1/customer/disputes", "rel": "self"}]
        if at + size < len(found):
            href = f"{server.url}/v1/customer/disputes?page_size={size}&next_page_token={at + size}"
            links.append({"href": href, "rel": "next"})
        return Reply({"items": found[at : at + size], "links": links})


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
