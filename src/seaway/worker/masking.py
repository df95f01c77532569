"""Secrets never reach a log: each is replaced in all the forms that programs print it in.

Twenty secrets are a hundred forms, and a search for each of them in all that is printed would cost more than
all the rest of a log. So what is searched is only the long words of the output: most output has few, and
many times the same.
"""

import base64
import json
from collections.abc import Iterable

MIN_LENGTH = 4
"""Shorter values would mask half of every line."""
MASK = b"***"
_LEAD = (0, 2, 3)
"""How many base64 characters at the start depend on the bytes before, by their number modulo 3."""
_MIN_WORD = 8
_WORD = frozenset(range(33, 256)) - frozenset(b"\"'`,;:()[]{}<>|\\\x7f")
_SHAPE = bytes(ord("w") if byte in _WORD else ord(" ") for byte in range(256))
"""For `translate`: what words a text has, whatever stands in them."""
_SPACED = bytes(byte if byte in _WORD else ord(" ") for byte in range(256))


class Masker:
    """Replaces secret values; works on whole lines, so that the caller decides where a chunk may be cut."""

    __slots__ = ("_by_word", "_patterns", "_shortest_run", "_values", "_wordless", "longest")

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._values: set[str] = set()
        self._patterns: set[bytes] = set()
        self._by_word: dict[bytes, list[bytes]] = {}
        """The longest word of a pattern, and all patterns that have it: without the word there are none."""
        self._wordless: list[bytes] = []
        """Patterns without a long word, which are searched for themselves."""
        self._shortest_run = b""
        self.longest = 0
        """Length of the longest pattern: so many bytes may not be cut from each other."""
        self.add(values)

    def add(self, values: Iterable[str]) -> None:
        """From now on mask these too."""
        new = {value for value in values if len(value) >= MIN_LENGTH} - self._values
        if not new:
            return
        self._values |= new
        patterns = set[bytes]().union(*(forms(value) for value in new)) - self._patterns
        self._patterns |= patterns
        for pattern in patterns:
            word = max(pattern.translate(_SPACED).split(), key=len, default=b"")
            found = self._by_word.setdefault(word, []) if len(word) >= _MIN_WORD else self._wordless
            found.append(pattern)
        self._shortest_run = b"w" * min(map(len, self._by_word), default=0)
        self.longest = max(map(len, self._patterns))

    def mask(self, data: bytes) -> bytes:
        if not self._patterns:
            return data
        found = [pattern for pattern in self._wordless if pattern in data]
        if words := self._long_words(data):
            for word, patterns in self._by_word.items():
                if word in words:
                    found += patterns
        # The longest first: a form that holds another one is replaced as a whole.
        for pattern in sorted(found, key=_longest_first):
            data = data.replace(pattern, MASK)
        return data

    def mask_text(self, text: str) -> str:
        if not self._patterns or not text:
            return text
        return self.mask(text.encode(errors="surrogateescape")).decode(errors="replace")

    def _long_words(self, data: bytes) -> bytes:
        """The words in which one that we look for has room, each once."""
        run = self._shortest_run
        shape = data.translate(_SHAPE)
        words = set()
        start = shape.find(run) if run else -1
        while start >= 0:
            end = shape.find(b" ", start)
            end = len(data) if end < 0 else end
            words.add(data[start:end])
            start = shape.find(run, end)
        return b" ".join(words)


def _longest_first(pattern: bytes) -> tuple[int, bytes]:
    return -len(pattern), pattern


def forms(secret: str) -> set[bytes]:
    """A value raw, line by line, URL-encoded, escaped as in JSON and Python, and in base64 at each of its
    three alignments."""
    from urllib.parse import quote, quote_plus  # most attempts have no secrets, and no need of it

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
