"""Rows as text, for databases whose fastest way in is an INSERT of many rows."""

from collections.abc import Iterable, Iterator

_STATEMENT_BYTES = 1 << 20


def pieces_of(rows: Iterable[str]) -> Iterator[list[str]]:
    """Rows for one statement each, of about a mebibyte."""
    piece, size = list[str](), 0
    for row in rows:
        if piece and size + len(row) > _STATEMENT_BYTES:
            yield piece
            piece, size = [], 0
        piece.append(row)
        size += len(row)
    if piece:
        yield piece
