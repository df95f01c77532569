"""The storage protocol over Google's own client. What ends in a slash is a mark for a folder, no file."""

import weakref
from collections.abc import Iterator
from typing import Any, BinaryIO

from seaway.errors import ConflictError, NotFoundError, UnavailableError
from seaway.integrations.gcs.faults import told
from seaway.integrations.storage.protocol import FileInfo
from seaway.integrations.storage.remote import PIECE_BYTES, Pieces, buffered, pieces_of

_TIMEOUT_S = 60


class GcsStorage:
    """One bucket. A generation number names a content: what must not be replaced is asked for as number 0,
    and what is read stays the one that it began with."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = client.bucket(bucket)
        self._name = bucket
        weakref.finalize(self, client.close).atexit = False

    def list(self, prefix: str) -> Iterator[FileInfo]:
        with told(f"the bucket {self._name}"):
            pages = self._client.list_blobs(self._name, prefix=prefix, timeout=_TIMEOUT_S).pages
        while True:
            with told(f"the bucket {self._name}"):
                page = next(pages, None)
                found = list(page or ())
            if page is None:
                return
            yield from (_info(blob) for blob in found if not blob.name.endswith("/"))

    def stat(self, path: str) -> FileInfo | None:
        blob = self._blob(path)
        if blob is None:
            self._see_bucket()
            return None
        return _info(blob)

    def open(self, path: str) -> BinaryIO:
        blob = self._blob(path)
        if blob is None:
            self._see_bucket()
            raise NotFoundError(f"There is no file `{path}` in {self._name}.", hint="Check the path.")
        return buffered(Pieces(self._read(blob, path), told=lambda: told(f"`{path}` in {self._name}")))

    def put(self, path: str, source: BinaryIO, *, overwrite: bool = True) -> FileInfo:
        blob = self._bucket.blob(path)
        condition = {} if overwrite else {"if_generation_match": 0}
        try:
            with told(f"`{path}` in {self._name}"):
                _write(blob, source, condition)
        except ConflictError as error:
            raise _is_there(path) from error
        return self._known(path)

    def delete(self, path: str) -> None:
        try:
            with told(f"`{path}` in {self._name}"):
                self._bucket.blob(path).delete(timeout=_TIMEOUT_S)
        except NotFoundError:
            self._see_bucket()

    def copy(self, path: str, to: str, *, overwrite: bool = True) -> FileInfo:
        """On Google's side; one file may take several requests."""
        condition = {} if overwrite else {"if_generation_match": 0}
        if (
            not overwrite and self._blob(to) is not None
        ):  # the first line; the condition is the one that holds
            raise _is_there(to)
        source, target, token = self._bucket.blob(path), self._bucket.blob(to), None
        try:
            with told(f"`{path}` in {self._name}"):
                token, _, _ = target.rewrite(source, timeout=_TIMEOUT_S, **condition)
                while token is not None:
                    token, _, _ = target.rewrite(source, token=token, timeout=_TIMEOUT_S, **condition)
        except ConflictError as error:
            raise _is_there(to) from error
        return self._known(to)

    def move(self, path: str, to: str, *, overwrite: bool = True) -> FileInfo:
        info = self.copy(path, to, overwrite=overwrite)
        self.delete(path)
        return info

    def _read(self, blob: Any, path: str) -> Iterator[bytes]:
        """Pieces of the generation that the first look saw; stored compression is left as it is."""
        if not blob.size:
            return
        pinned = self._bucket.blob(path, generation=blob.generation)
        for start in range(0, blob.size, PIECE_BYTES):
            end = min(start + PIECE_BYTES, blob.size) - 1
            try:
                with told(f"`{path}` in {self._name}"):
                    piece = pinned.download_as_bytes(
                        start=start, end=end, checksum=None, raw_download=True, timeout=_TIMEOUT_S
                    )
            except (NotFoundError, ConflictError) as error:
                raise ConflictError(
                    f"`{path}` was replaced or deleted while it was read.",
                    hint="Wait until its sender is through (`unchanged_for`), then rerun from this task.",
                ) from error
            if len(piece) != end - start + 1:  # the client does not look
                raise UnavailableError(
                    f"Google Cloud Storage, `{path}` in {self._name}: an answer was cut off after "
                    f"{start + len(piece):,} of {blob.size:,} bytes.",
                    hint="The network or the other side has trouble; `retry` helps.",
                )
            yield piece

    def _blob(self, path: str) -> Any:
        with told(f"`{path}` in {self._name}"):
            return self._bucket.get_blob(path, timeout=_TIMEOUT_S)

    def _known(self, path: str) -> FileInfo:
        info = self.stat(path)
        if info is None:
            raise ConflictError(
                f"`{path}` was removed while it was written.", hint="See what else works in this bucket."
            )
        return info

    def _see_bucket(self) -> None:
        """A missing bucket and a missing file have the same answer."""
        with told(f"the bucket {self._name}"):
            next(self._client.list_blobs(self._name, max_results=1, timeout=_TIMEOUT_S).pages, None)


def _write(blob: Any, source: BinaryIO, condition: dict[str, int]) -> None:
    """The file appears with the last piece; on an error nothing is left."""
    writer = blob.open("wb", chunk_size=PIECE_BYTES, ignore_flush=True, timeout=_TIMEOUT_S, **condition)
    try:
        for piece in pieces_of(source):
            writer.write(piece)
    except BaseException:
        writer.terminate()
        raise
    writer.close()


def _info(blob: Any) -> FileInfo:
    return FileInfo(
        path=blob.name,
        size_bytes=blob.size or 0,
        modified_at=blob.updated,
        version=str(blob.generation or ""),
    )


def _is_there(path: str) -> ConflictError:
    return ConflictError(f"`{path}` is there already.", hint="Set `overwrite: true` to replace it.")
