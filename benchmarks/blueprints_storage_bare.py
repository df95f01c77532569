"""What the systems' own clients need for the work of the storage verbs, used as their documentation shows it.

Each reads from where the verb reads, and writes beside where it writes."""

import gzip
import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

NAME = "big.csv"
_PACKED = "big.csv.gz"
_PIECE = 1 << 20


class Bare:
    """`task` is the task's directory. A client has `put`, `get`, `copied`, `removed` and `listed`."""

    def __init__(self, connection: Any, task: Path) -> None:
        self.connection = connection
        self.task = task
        self.target = task / "bare.csv"

    def put(self, path: str, source: Path) -> None:
        raise NotImplementedError

    def get(self, path: str, target: Path) -> None:
        raise NotImplementedError

    def copied(self, path: str, to: str) -> None:
        raise NotImplementedError

    def removed(self, path: str) -> None:
        raise NotImplementedError

    def listed(self, prefix: str) -> Iterator[object]:
        raise NotImplementedError

    # --- the verbs ------------------------------------------------------------------------------------------

    def list(self) -> int:
        return sum(1 for _ in self.listed("many/"))

    def upload(self) -> None:
        self.put(f"bare-{NAME}", self.task / NAME)

    def download(self) -> None:
        self.get(NAME, self.target)

    def verify(self) -> str:
        """Its checksum, by way of the disk."""
        self.get(NAME, self.target)
        with self.target.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def copy(self) -> None:
        self.copied(NAME, f"bare-copy-{NAME}")

    def move(self) -> None:
        self.copied("bare-from", "bare-to")
        self.removed("bare-from")

    def compress(self) -> None:
        self.get(NAME, self.target)
        with self.target.open("rb") as source, gzip.open(self.task / "bare.gz", "wb", 6) as packed:
            shutil.copyfileobj(source, packed, _PIECE)
        self.put(f"bare-{_PACKED}", self.task / "bare.gz")

    def decompress(self) -> None:
        self.get(_PACKED, self.task / "bare.gz")
        with gzip.open(self.task / "bare.gz") as packed, self.target.open("wb") as plain:
            shutil.copyfileobj(packed, plain, _PIECE)
        self.put("bare-unpacked", self.target)

    def delete(self) -> None:
        self.removed("bare-old")


class _Local(Bare):
    @property
    def root(self) -> Path:
        return Path(self.connection.path)

    def put(self, path: str, source: Path) -> None:
        shutil.copyfile(source, self.root / path)

    def get(self, path: str, target: Path) -> None:
        shutil.copyfile(self.root / path, target)

    def copied(self, path: str, to: str) -> None:
        shutil.copyfile(self.root / path, self.root / to)

    def removed(self, path: str) -> None:
        (self.root / path).unlink()

    def listed(self, prefix: str) -> Iterator[object]:
        return (place.stat() for place in (self.root / prefix).rglob("*") if place.is_file())

    def move(self) -> None:
        (self.root / "bare-from").rename(self.root / "bare-to")


class _S3(Bare):
    def __init__(self, connection: Any, task: Path) -> None:
        super().__init__(connection, task)
        self.client = connection.client()
        self.bucket = connection.bucket

    def put(self, path: str, source: Path) -> None:
        self.client.upload_file(str(source), self.bucket, path)

    def get(self, path: str, target: Path) -> None:
        self.client.download_file(self.bucket, path, str(target))

    def copied(self, path: str, to: str) -> None:
        self.client.copy({"Bucket": self.bucket, "Key": path}, self.bucket, to)

    def removed(self, path: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=path)

    def listed(self, prefix: str) -> Iterator[object]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        for page in pages:
            yield from page.get("Contents", ())


class _Gcs(Bare):
    def __init__(self, connection: Any, task: Path) -> None:
        super().__init__(connection, task)
        self.client = connection.client()
        self.bucket = self.client.bucket(connection.bucket)

    def put(self, path: str, source: Path) -> None:
        self.bucket.blob(path).upload_from_filename(str(source))

    def get(self, path: str, target: Path) -> None:
        self.bucket.blob(path).download_to_filename(str(target))

    def copied(self, path: str, to: str) -> None:
        self.bucket.copy_blob(self.bucket.blob(path), self.bucket, to)

    def removed(self, path: str) -> None:
        self.bucket.blob(path).delete()

    def listed(self, prefix: str) -> Iterator[object]:
        yield from self.client.list_blobs(self.bucket, prefix=prefix)


class _Azure(Bare):
    def __init__(self, connection: Any, task: Path) -> None:
        super().__init__(connection, task)
        self.store = connection.store()

    def put(self, path: str, source: Path) -> None:
        import obstore

        obstore.put(self.store, path, source)

    def get(self, path: str, target: Path) -> None:
        import obstore

        with target.open("wb") as stream:
            for piece in obstore.get(self.store, path).stream():
                stream.write(piece)

    def copied(self, path: str, to: str) -> None:
        import obstore

        obstore.copy(self.store, path, to)

    def removed(self, path: str) -> None:
        import obstore

        obstore.delete(self.store, path)

    def listed(self, prefix: str) -> Iterator[object]:
        import obstore

        for page in obstore.list(self.store, prefix):
            yield from page


class _Sftp(Bare):
    """Each call signs in by itself, as one short program does."""

    def put(self, path: str, source: Path) -> None:
        self._do(lambda sftp: sftp.put(source, self._place(path)))

    def get(self, path: str, target: Path) -> None:
        self._do(lambda sftp: sftp.get(self._place(path), target))

    def copied(self, path: str, to: str) -> None:
        self._do(lambda sftp: sftp.copy(self._place(path), self._place(to)))

    def removed(self, path: str) -> None:
        self._do(lambda sftp: sftp.remove(self._place(path)))

    def move(self) -> None:
        self._do(lambda sftp: sftp.posix_rename(self._place("bare-from"), self._place("bare-to")))

    def listed(self, prefix: str) -> Iterator[object]:
        yield from self._do(lambda sftp: sftp.glob(f"{self._place(prefix)}*/*"))

    def _place(self, path: str) -> str:
        return f"{self.connection.path}/{path}"

    def _do(self, what: Any) -> Any:
        import asyncio

        import asyncssh

        known = asyncssh.import_known_hosts(
            f"[{self.connection.host}]:{self.connection.port} {self.connection.host_key}"
        )

        async def run() -> Any:
            async with (
                asyncssh.connect(
                    self.connection.host,
                    self.connection.port,
                    username=self.connection.username,
                    password=self.connection.password.get_secret_value(),
                    known_hosts=known,
                ) as link,
                link.start_sftp_client() as sftp,
            ):
                return await what(sftp)

        return asyncio.run(run())


class _Http(Bare):
    def get(self, path: str, target: Path) -> None:
        import httpx

        headers = {"Authorization": f"Bearer {self.connection.token.get_secret_value()}"}
        with (
            httpx.stream("GET", f"{self.connection.base_url}/{path}", headers=headers) as response,
            target.open("wb") as stream,
        ):
            stream.writelines(response.iter_raw())


_SYSTEMS: dict[str, type[Bare]] = {
    "local": _Local,
    "s3": _S3,
    "gcs": _Gcs,
    "azure_blob": _Azure,
    "sftp": _Sftp,
    "http_files": _Http,
}


def bare_of(system: str, connection: Any, task: Path, verb: str) -> Callable[[], object]:
    def work() -> None:
        getattr(_SYSTEMS[system](connection, task), verb)()

    return work
