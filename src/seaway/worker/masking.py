"""Secrets never reach a log: each is replaced in all the forms that programs print it in."""

import base64
import json
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MIN_LENGTH = 4
"""Shorter values would mask half of every line."""
MASK = b"***"
_LEAD = (0, 2, 3)
"""How many base64 characters at the start depend on the bytes before, by their number modulo 3."""


class Masker:
    """Replaces secret values; works on whole lines, so that the caller decides where a chunk may be cut."""

    __slots__ = ("_patterns", "_values", "longest")

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._values: set[str] = set()
        self._patterns: tuple[bytes, ...] = ()
        self.longest = 0
        """Length of the longest pattern: so many bytes may not be cut from each other."""
        self.add(values)

    def add(self, values: Iterable[str]) -> None:
        """From now on mask these too."""
        new = {value for value in values if len(value) >= MIN_LENGTH} - self._values
        if not new:
            return
        self._values |= new
        found = set(self._patterns).union(*(forms(value) for value in new))
        # The longest first: a form that holds another one is replaced as a whole.
        self._patterns = tuple(sorted(found, key=lambda pattern: (-len(pattern), pattern)))
        self.longest = len(self._patterns[0])

    def mask(self, data: bytes) -> bytes:
        for pattern in self._patterns:
            if pattern in data:
                data = data.replace(pattern, MASK)
        return data

    def mask_text(self, text: str) -> str:
        if not self._patterns or not text:
            return text
        return self.mask(text.encode(errors="surrogateescape")).decode(errors="replace")


def forms(secret: str) -> set[bytes]:
    """A value raw, line by line, URL-encoded, escaped as in JSON and Python, and in base64 at each of its
    three alignments."""
    raw = secret.encode(errors="surrogateescape")
    found = {secret, *(line.strip() for line in secret.splitlines()), quote(secret, safe=""), quote(secret)}
    found |= {quote_plus(secret), json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    found.add(repr(secret)[1:-1])
    patterns = {form.encode(errors="surrogateescape") for form in found} | _base64_forms(raw)
    return {pattern for pattern in patterns if len(pattern) >= MIN_LENGTH}


def _base64_forms(raw: bytes) -> set[bytes]:
    """The part of the code that does not depend on what stands around the value."""
    found = set()
    for before in range(3):
        whole = (before + len(raw)) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            found.add(encode(b"\0" * before + raw)[_LEAD[before] : whole])
    return found
