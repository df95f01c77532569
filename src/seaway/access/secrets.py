"""Secrets of our own making: 256 random bits each, so that a plain hash is enough to keep them."""

import hashlib
import hmac
import secrets

TOKEN_START = "sw_"  # noqa: S105 - what a token begins with, so that scanners know one when they see it


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def new_token() -> str:
    return TOKEN_START + new_secret()


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def is_same(one: str, other: str) -> bool:
    """In a time that tells nothing about where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
