"""Values are sealed with AES-256-GCM, bound to the row they stand in: moved elsewhere, they do not open.

Two keys: a data key seals values and stands in the database, sealed itself with the master key, which does
not. To change the master key is to seal the data key anew; no value is touched."""

import base64
import binascii
import hashlib
import json
import os
from dataclasses import dataclass, field

from seaway.errors import SeawayError

KEY_BYTES = 32
_NONCE_BYTES = 12
_FORMAT = "1"


class SealError(SeawayError):
    """A sealed value can't be opened, or there is no key to open it with."""

    code = "sealed"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stands. `kind`: `connection`, `secret`, `grant`, `sign_in`."""

    project: str
    kind: str
    name: str
    field: str = ""

    def to_bytes(self) -> bytes:
        return json.dumps([self.project, self.kind, self.name, self.field]).encode()


@dataclass(frozen=True, slots=True)
class DataKey:
    """Seals and opens values. Its bytes never show."""

    id: str
    secret: bytes = field(repr=False)

    def seal(self, text: str, place: Place) -> str:
        return f"{_FORMAT}.{self.id}.{_encode(encrypt(self.secret, text.encode(), place.to_bytes()))}"

    def open(self, sealed: str, place: Place) -> str:
        """Raises SealError where it was changed, or sealed for another place."""
        data = decrypt(self.secret, _decode(sealed.rpartition(".")[2]), place.to_bytes())
        if data is None:
            raise _damaged(place)
        return data.decode()


def key_id_of(sealed: str, place: Place) -> str:
    """Which data key opens it. Raises SealError where a newer Seaway sealed it, or it is no sealed value."""
    parts = sealed.split(".")
    if len(parts) != 3 or parts[0] != _FORMAT:
        raise _damaged(place)
    return parts[1]


def wrap(master: bytes, key: DataKey) -> str:
    """The data key, sealed with the master key."""
    return _encode(encrypt(master, key.secret, _wrapping(key.id)))


def unwrap(master: bytes, key_id: str, wrapped: str) -> DataKey | None:
    """None where it was wrapped with another master key."""
    secret = decrypt(master, _decode(wrapped), _wrapping(key_id))
    return None if secret is None else DataKey(key_id, secret)


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def fingerprint(master: bytes) -> str:
    """Tells master keys apart, and tells nothing about them."""
    return hashlib.sha256(b"seaway master key\0" + master).hexdigest()[:16]


def encrypt(key: bytes, data: bytes, bound_to: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # most commands need none of it

    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, bound_to)


def decrypt(key: bytes, data: bytes, bound_to: bytes) -> bytes | None:
    """None where the key, the data or what it is bound to is another."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        return None


def to_text(key: bytes) -> str:
    """A key as it stands in a file or a variable."""
    return base64.b64encode(key).decode()


def from_text(text: str) -> bytes | None:
    """A key as it was written; None where it is none."""
    try:
        key = base64.b64decode(text.strip().replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == KEY_BYTES else None


def _wrapping(key_id: str) -> bytes:
    return b"seaway data key\0" + key_id.encode()


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()


def _decode(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _damaged(place: Place) -> SealError:
    what = f"The {place.kind} `{place.name}`" + (f" ({place.field})" if place.field else "")
    return SealError(
        f"{what} of the project {place.project} can't be opened: what the database holds was changed",
        hint="Set it again, or bring the database back from a backup.",
    )
