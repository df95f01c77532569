"""Mastercom's queues: signatures are verified as RFC 5849 says, with the extension for bodies."""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.servers.contract import ContractServer, Reply
from tests.servers.openapi import Asked
from tests.servers.proof import Proof

PROOF = Proof(
    system="mastercard",
    how="our reading",
    what="Mastercom 6 as Mastercard's SDK calls it, signatures verified after RFC 5849",
    source="mastercard-mastercom (Queues), developer.mastercard.com",
    date="2026-11-22",
)
CONSUMER = "consumer-key!not-a-secret"
Claims = Mapping[str, Sequence[Mapping[str, Any]]]


def mastercard_server(queues: Claims, key: rsa.RSAPublicKey) -> ContractServer:
    """The queues of an issuer or acquirer who signs with `key`."""
    server = ContractServer(
        "mastercard.json",
        error_of=lambda status, said: {
            "Errors": {"Error": [{"Source": "Gateway", "ReasonCode": "X", "Description": said}]}
        },
    )
    nonces: set[str] = set()

    def signed(asked: Asked) -> bool:
        return is_signed(asked, server.url, key, nonces)

    @server.route("GET", "/mastercom/v6/queues")
    def claims(asked: Asked) -> Reply:
        if not signed(asked):
            return server.error(401, "Unauthorized - Access Not Granted")
        found = queues.get(asked.one("queue-name"))
        return server.error(404, "Queue not found") if found is None else Reply(list(found))

    @server.route("GET", "/mastercom/v6/queues/names")
    def names(asked: Asked) -> Reply:
        if not signed(asked):
            return server.error(401, "Unauthorized - Access Not Granted")
        return Reply([{"queueName": name} for name in queues])

    return server


def is_signed(asked: Asked, base_url: str, key: rsa.RSAPublicKey, nonces: set[str]) -> bool:
    """Section 3.4 with Mastercard's reading, in which the values of `oauth_…` are not encoded on their own;
    the base string is made again here, without the signer's own package."""
    oauth = dict(re.findall(r'(oauth_\w+)="([^"]*)"', asked.headers["Authorization"]))
    signature = base64.b64decode(unquote(oauth.pop("oauth_signature")))
    if oauth["oauth_consumer_key"] != CONSUMER or oauth["oauth_nonce"] in nonces:
        return False
    nonces.add(oauth["oauth_nonce"])
    if oauth["oauth_body_hash"] != base64.b64encode(hashlib.sha256(asked.body).digest()).decode():
        return False
    query = [(name, value) for name, values in asked.query.items() for value in values]
    asked_for = [(quote(name, safe="~"), quote(value, safe="~")) for name, value in query]
    pairs = sorted([*oauth.items(), *asked_for])
    address = urlsplit(base_url + asked.path)
    where = f"{address.scheme}://{address.netloc}{address.path}"
    parts = (asked.method, where, "&".join(f"{name}={value}" for name, value in pairs))
    base = "&".join(quote(part, safe="~") for part in parts)
    try:
        key.verify(signature, base.encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True
