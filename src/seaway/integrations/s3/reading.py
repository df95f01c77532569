"""What a file holds as one stream, which goes on where a connection broke."""

import time
from collections.abc import Iterator
from typing import Any, BinaryIO

from seaway.errors import ConflictError, UnavailableError
from seaway.integrations.s3.faults import told
from seaway.integrations.storage.remote import Pieces, buffered

_READ_BYTES = 1 << 20
_TRIES = 4
_FIRST_WAIT_S = 0.5


def opened(client: Any, bucket: str, key: str) -> BinaryIO:
    """A stream of the content that is there now.

    Raises:
        NotFoundError: there is no such file.
    """
    reading = _Reading(client, bucket, key)
    return buffered(Pieces(reading.pieces(), told=lambda: told(reading.what), close=reading.close))


class _Reading:
    def __init__(self, client: Any, bucket: str, key: str) -> None:
        self.what = f"`{key}` in {bucket}"
        self._client = client
        self._place = {"Bucket": bucket, "Key": key}
        self._read_bytes = 0
        with told(self.what):
            self._answer = client.get_object(**self._place)

    def pieces(self) -> Iterator[bytes]:
        """A few tries for the rest, as long as something arrives between them."""
        broken = 0
        while True:
            before = self._read_bytes
            try:
                yield from self._rest()
            except UnavailableError:
                broken = 0 if self._read_bytes > before else broken + 1
                if broken == _TRIES:
                    raise
                time.sleep(_FIRST_WAIT_S * 2**broken)
                self._ask_again()
            else:
                return

    def _rest(self) -> Iterator[bytes]:
        pieces = self._answer["Body"].iter_chunks(_READ_BYTES)
        while True:
            with told(self.what):
                piece = next(pieces, b"")
            if not piece:
                return
            self._read_bytes += len(piece)
            yield piece

    def _ask_again(self) -> None:
        """For what is missing of the same content.

        Raises:
            ConflictError: another content took its place.
        """
        etag, start = self._answer["ETag"], self._read_bytes
        self.close()
        try:
            with told(self.what):
                again = self._client.get_object(**self._place, Range=f"bytes={start}-", IfMatch=etag)
        except ConflictError as error:
            raise self._replaced() from error
        self._answer = again
        if again["ETag"] != etag or not again.get("ContentRange", "").startswith(f"bytes {start}-"):
            raise self._replaced()  # a system that only speaks like S3 may not look at the conditions

    def _replaced(self) -> ConflictError:
        return ConflictError(
            f"{self.what} was replaced while it was read.",
            hint="Wait until its sender is through (`unchanged_for`), then rerun from this task.",
        )

    def close(self) -> None:
        self._answer["Body"].close()
