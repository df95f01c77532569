"""Passwords: kept as slow hashes, and not the obvious ones."""

import pytest

from seaway.access.passwords import LONGEST, Passwords, check_password
from seaway.errors import BadRequestError


async def test_a_password_is_known_again_and_no_other_is() -> None:
    passwords = Passwords()
    kept = await passwords.hash("four quiet green boats")
    assert kept.startswith("$argon2id$")
    assert await passwords.is_right(kept, "four quiet green boats")
    assert not await passwords.is_right(kept, "four quiet green boat")
    assert not await passwords.is_right(None, "four quiet green boats")
    assert not await passwords.is_right("no hash", "four quiet green boats")


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaaaa", "x" * (LONGEST + 1), "bartholomew99!"])
def test_what_is_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(BadRequestError):
        check_password(password, name="Bartholomew")
