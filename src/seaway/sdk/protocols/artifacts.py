"""Bytes that outlive a process, named by their SHA-256."""

from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import BinaryIO, Protocol


class Artifacts(Protocol):
    """A content-addressed store: the same content is kept once, nothing in it ever changes."""

    def put_bytes(self, data: bytes) -> str:
        """Keep `data`; returns its hash."""
        ...

    def put_file(self, source: Path, *, may_move: bool = False) -> tuple[str, int]:
        """Keep a copy of a file; returns hash and size. `may_move` lets the store take the file itself."""
        ...

    def get_bytes(self, ref: str) -> bytes:
        """Raises NotFoundError where the store has no such content."""
        ...

    def fetch(self, ref: str, target: Path, *, mode: int = 0o644) -> None:
        """Lay a private copy of the content at `target`, which must not exist."""
        ...

    def open(self, ref: str) -> BinaryIO: ...

    def exists(self, ref: str) -> bool: ...

    def delete(self, ref: str) -> None: ...

    def sweep(self, keep: AbstractSet[str], *, older_than_s: float) -> int:
        """Delete what is not in `keep` and not younger than that; returns the bytes freed."""
        ...
