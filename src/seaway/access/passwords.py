"""Passwords, as Argon2id hashes. Hashing takes a tenth of a second and 64 MB on purpose: in a thread, and few
at a time."""

import asyncio
import secrets
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from seaway.errors import BadRequestError

SHORTEST = 10
LONGEST = 500
AT_ONCE = 2


class Passwords:
    """One a process."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def hash(self, password: str, *, name: str = "") -> str:
        """The hash to keep of a new password.

        Raises:
            BadRequestError: it is too short, or easily guessed.
        """
        check_password(password, name=name)
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def is_right(self, hashed: str | None, password: str) -> bool:
        """Takes as long where there is no such user, so that the time tells nothing."""
        async with self._turns:
            return await asyncio.to_thread(self._verify, hashed or self._nobodys, password)

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_hex())


def check_password(password: str, *, name: str = "") -> None:
    """Length is what counts; no rules on what characters."""
    hint = "Several words are easy to keep in mind."
    if len(password) < SHORTEST:
        raise BadRequestError(f"A password has at least {SHORTEST} characters", hint=hint)
    if len(password) > LONGEST:
        raise BadRequestError(f"A password has at most {LONGEST} characters")
    if len(set(password)) < 4 or (name and password.lower().strip("0123456789!") == name.lower()):
        raise BadRequestError("This password is easily guessed", hint=hint)
