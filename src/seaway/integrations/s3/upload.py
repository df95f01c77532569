"""Uploads of any size in bounded memory: parts side by side, and one last step that makes the file appear."""

from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from typing import Any, BinaryIO

from seaway.errors import TaskError
from seaway.integrations.s3.faults import told
from seaway.integrations.storage.remote import PIECE_BYTES, full_read

_AT_ONCE = 4
_GROW_AFTER = 1_000
"""S3 takes 10,000 parts: they double after each thousand, enough for the 5 TB that a file may have."""


def upload(client: Any, bucket: str, key: str, source: BinaryIO, *, overwrite: bool) -> None:
    """Without `overwrite` S3 itself refuses to replace what is there.

    Raises:
        ConflictError: it is there.
    """
    what = f"`{key}` in {bucket}"
    condition = {} if overwrite else {"IfNoneMatch": "*"}
    first = full_read(source, PIECE_BYTES)
    if len(first) < PIECE_BYTES:
        with told(what):
            checksum = b64encode(sha256(first).digest()).decode()
            client.put_object(
                Bucket=bucket,
                Key=key,
                Body=first,
                ChecksumAlgorithm="SHA256",
                ChecksumSHA256=checksum,
                **condition,
            )
        return
    with told(what):
        upload_id = client.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]
    place = {"Bucket": bucket, "Key": key, "UploadId": upload_id}
    try:
        parts = _send(client, place, _pieces(first, source), what)
        with told(what):
            client.complete_multipart_upload(**place, MultipartUpload={"Parts": parts}, **condition)
    except BaseException:
        with suppress(TaskError), told(what):
            client.abort_multipart_upload(**place)
        raise


def _pieces(first: bytes, source: BinaryIO) -> Iterator[bytes]:
    yield first
    count = 1
    while piece := full_read(source, min(PIECE_BYTES << (count // _GROW_AFTER), 1 << 30)):
        count += 1
        yield piece


def _send(client: Any, place: dict[str, str], pieces: Iterator[bytes], what: str) -> list[dict[str, object]]:
    """A few parts at once; the next piece is read only when one of them is through."""

    def send(number: int, piece: bytes) -> dict[str, object]:
        with told(what):
            answer = client.upload_part(**place, PartNumber=number, Body=piece)
        return {"PartNumber": number, "ETag": answer["ETag"]}

    done: list[dict[str, object]] = []
    under_way: list[Future[dict[str, object]]] = []
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="s3-upload") as threads:
        try:
            for number, piece in enumerate(pieces, start=1):
                under_way.append(threads.submit(send, number, piece))
                if len(under_way) >= _AT_ONCE:
                    done.append(under_way.pop(0).result())
            done += [each.result() for each in under_way]
        except BaseException:
            threads.shutdown(cancel_futures=True)
            raise
    return done
