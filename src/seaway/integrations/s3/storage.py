"""The storage protocol over Amazon's own client.

Every key of a bucket can be named (also `a//b`, which other clients refuse). What ends in a slash is a
mark that consoles make for a folder, no file."""

import weakref
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

from seaway.errors import ConflictError, NotFoundError, PermissionDeniedError
from seaway.integrations.s3.faults import told
from seaway.integrations.s3.reading import opened
from seaway.integrations.s3.upload import upload
from seaway.integrations.storage.protocol import FileInfo

_COPY_AT_ONCE_BYTES = 5 * 10**9
"""What Amazon copies in one request; more goes in parts, on their side all the same."""


class S3Storage:
    """One bucket."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket
        weakref.finalize(self, client.close).atexit = False

    def list(self, prefix: str) -> Iterator[FileInfo]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
        answers = iter(pages)
        while True:
            with told(f"the bucket {self._bucket}"):
                page = next(answers, None)
            if page is None:
                return
            yield from (_info(found) for found in page.get("Contents", ()) if not found["Key"].endswith("/"))

    def stat(self, path: str) -> FileInfo | None:
        try:
            with told(f"`{path}` in {self._bucket}"):
                found = self._client.head_object(Bucket=self._bucket, Key=path, ChecksumMode="ENABLED")
        except NotFoundError:
            self._see_bucket()
            return None
        except PermissionDeniedError:
            self._see_bucket()
            raise
        return _head_info(found, path)

    def open(self, path: str) -> BinaryIO:
        return opened(self._client, self._bucket, path)

    def put(self, path: str, source: BinaryIO, *, overwrite: bool = True) -> FileInfo:
        with _exists_told(path):
            upload(self._client, self._bucket, path, source, overwrite=overwrite)
        return self._known(path)

    def delete(self, path: str) -> None:
        with told(f"`{path}` in {self._bucket}"):
            self._client.delete_object(Bucket=self._bucket, Key=path)

    def copy(self, path: str, to: str, *, overwrite: bool = True) -> FileInfo:
        source = {"Bucket": self._bucket, "Key": path}
        found = self._known(path)
        if not overwrite and self.stat(to) is not None:  # the first line; IfNoneMatch is the one that holds
            raise _is_there(to)
        with _exists_told(to), told(f"`{path}` in {self._bucket}"):
            if found.size_bytes > _COPY_AT_ONCE_BYTES:
                self._client.copy(source, self._bucket, to)
            else:
                condition = {} if overwrite else {"IfNoneMatch": "*"}
                self._client.copy_object(Bucket=self._bucket, Key=to, CopySource=source, **condition)
        return self._known(to)

    def move(self, path: str, to: str, *, overwrite: bool = True) -> FileInfo:
        """S3 has no rename: a copy on its side, then the old one goes."""
        info = self.copy(path, to, overwrite=overwrite)
        self.delete(path)
        return info

    def _known(self, path: str) -> FileInfo:
        info = self.stat(path)
        if info is None:
            raise NotFoundError(f"There is no file `{path}` in {self._bucket}.", hint="Check the path.")
        return info

    def _see_bucket(self) -> None:
        """An answer to HEAD has no body: it can't say which of the two is missing, or what was refused."""
        first_key(self._client, self._bucket, "")


def first_key(client: Any, bucket: str, prefix: str) -> str:
    """Some key of the bucket; empty where there is none.

    Raises:
        NotFoundError: there is no such bucket.
    """
    with told(f"the bucket {bucket}"), suppress(IndexError):
        answer = client.list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=1)
        return str(answer.get("Contents", [])[0]["Key"])
    return ""


def _info(found: Any) -> FileInfo:
    return FileInfo(
        path=found["Key"],
        size_bytes=found["Size"],
        modified_at=found["LastModified"],
        version=found.get("ETag", "").strip('"'),
    )


def _head_info(found: Any, path: str) -> FileInfo:
    """The checksum of an upload in parts is one of checksums, and so says nothing of the whole."""
    sha256 = found.get("ChecksumSHA256", "")
    is_whole = sha256 and found.get("ChecksumType", "FULL_OBJECT") == "FULL_OBJECT" and "-" not in sha256
    return FileInfo(
        path=path,
        size_bytes=found["ContentLength"],
        modified_at=found["LastModified"],
        version=found.get("ETag", "").strip('"'),
        sha256=b64decode(sha256).hex() if is_whole else "",
    )


class _exists_told:  # noqa: N801 - reads as a word of a sentence: `with _exists_told(path):`
    """A failed condition says that the file is there already."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ConflictError):
            raise _is_there(self._path) from error


def _is_there(path: str) -> ConflictError:
    return ConflictError(f"`{path}` is there already.", hint="Set `overwrite: true` to replace it.")
